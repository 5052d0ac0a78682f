"""What a checkout is of: the cart, one thing, one thing from a live bag, or a set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from app.access import viewer
from app.addresses import LARGEST_ID
from app.errors import Invalid
from sim_market.listings.models import Sku
from sim_market.listings.queries import get_shown_sku
from sim_market.mall.queries.carts import Basket, list_cart
from sim_market.mall.routes.hall import here
from sim_market.mall.routes.prices import wish_asked
from sim_market.orders.pricing import Wish
from sim_market.promotions.sets import get_set
from sim_market.shoppers.models import Shopper

CARRIED = ("sku_id", "quantity", "bag", "set")  # of an address of the checkout


@dataclass(frozen=True, slots=True)
class Asked:
    """What is bought without the cart; no goods: the cart. `live`: SKUs from a live bag."""

    goods: Sequence[tuple[Sku, int]] = ()
    live: frozenset[int] = frozenset()

    @property
    def wish(self) -> Wish:
        """With the coupons that the address names."""
        return replace(wish_asked(), live=self.live)


def asked_for() -> Asked:
    """As the address of the checkout says it. Raises Invalid, NotFound."""
    if "set" in request.args:
        promotion_id = request.args.get("set", 0, type=int)
        return Asked(get_set(min(max(0, promotion_id), LARGEST_ID), here().id).goods)
    if "sku_id" not in request.args:
        return Asked()
    sku_id = request.args.get("sku_id", 0, type=int)
    quantity = request.args.get("quantity", 0 if "quantity" in request.args else 1, type=int)
    if not 1 <= quantity <= 99:
        raise Invalid(_("购买数量要在 1 到 99 之间"), next_step=_("回商品页重选"), link="/mall")
    sku = get_shown_sku(min(max(0, sku_id), LARGEST_ID), here().id)
    live = {sku.id} if holds(request.args.get("bag", ""), sku) else set()
    return Asked(((sku, quantity),), frozenset(live))


def cart_of(shopper: Shopper) -> list[Basket]:
    """The cart; the number beside its sign is known with it."""
    baskets = list_cart(shopper)
    g.cart_count = sum(len(each.lines) for each in baskets)
    return baskets


def carried() -> dict[str, Any]:
    """What the address of a checkout says of the goods, to be said again."""
    return {name: request.args[name] for name in CARRIED if name in request.args}


def ticket_for(sku: Sku) -> str:
    """Signed: this person took this SKU from the live bag. Worth nothing to others."""
    return str(_signer().dumps([viewer().user.id, sku.id]))


def holds(ticket: str, sku: Sku) -> bool:
    """Is this such a ticket, of this person and for this SKU?"""
    try:
        said = _signer().loads(ticket[:200])
    except BadSignature:
        return False
    return bool(said == [viewer().user.id, sku.id])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="live-bag")
