"""The cart over several stores: what can be bought, and why something cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from app.money import yuan
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models import CartLine
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


@dataclass(frozen=True, slots=True)
class Basket:
    """The cart lines of one store."""

    store: Store
    lines: Sequence[CartLine]

    @property
    def valid(self) -> list[CartLine]:
        return [line for line in self.lines if can_buy(line)]

    @property
    def wanted(self) -> list[CartLine]:
        return [line for line in self.valid if line.ticked]

    @property
    def all_ticked(self) -> bool:
        return all(line.ticked for line in self.valid)

    @property
    def pairs(self) -> list[tuple[Sku, int]]:
        """What is wanted, as (sku, quantity)."""
        return [(line.sku, line.quantity) for line in self.wanted]


def count_cart(user: User, cohort_id: int) -> int:
    """How many kinds of goods are in this person's cart."""
    return db.session.scalar(in_cart(user, cohort_id)) or 0


def in_cart(user: User, cohort_id: int) -> Any:
    """The statement that counts them, also for use within another."""
    return (
        sa.select(sa.func.count())
        .select_from(CartLine)
        .join(
            Shopper,
            (Shopper.cohort_id == CartLine.cohort_id) & (Shopper.id == CartLine.shopper_id),
        )
        .where(CartLine.cohort_id == cohort_id, Shopper.user_id == user.id)
    )


def list_cart(shopper: Shopper) -> list[Basket]:
    """The cart by store, in the order in which things were put in."""
    lines = db.session.scalars(
        sa.select(CartLine)
        .where(CartLine.cohort_id == shopper.cohort_id, CartLine.shopper_id == shopper.id)
        .options(joinedload(CartLine.sku).joinedload(Sku.listing).joinedload(Listing.store))
        .order_by(CartLine.id)
    ).all()
    by_store: dict[Store, list[CartLine]] = {}
    for line in lines:
        by_store.setdefault(line.sku.listing.store, []).append(line)
    return [Basket(store, mine) for store, mine in by_store.items()]


def can_buy(line: CartLine) -> bool:
    """Is it on sale, in an open store, and are there so many?"""
    return not problem_of(line)


def problem_of(line: CartLine) -> str:
    """Why this line cannot be ordered as it is; "" if it can."""
    sku, listing = line.sku, line.sku.listing
    if not listing.store.is_open:
        return _("店铺现在不营业")
    if not listing.is_on_sale:
        return _("商品已下架")
    if not sku.active:
        return _("这个规格已经没有了，可以换一个规格")
    if sku.available <= 0:
        return _("卖完了，可以换一个规格")
    if sku.available < line.quantity:
        return _("只剩 %(n)s 件，请减少数量", n=sku.available)
    return ""


def is_gone(line: CartLine) -> bool:
    """Nothing that the buyer could change would make it possible to buy this line."""
    return not (line.sku.listing.store.is_open and line.sku.listing.is_on_sale)


def price_note(line: CartLine) -> str:
    """How the price has changed since the buyer saw it last; "" if it has not."""
    if line.seen_fen is None or line.seen_fen == line.sku.price_fen:
        return ""
    by = yuan(abs(line.sku.price_fen - line.seen_fen))
    if line.sku.price_fen < line.seen_fen:
        return _("比放进来时便宜了 %(by)s", by=by)
    return _("比放进来时贵了 %(by)s", by=by)


def most_of(line: CartLine, most: int) -> int:
    """How many of it one may want: what there is, what the merchant and the rules allow."""
    limit = line.sku.listing.limit_per_buyer or most
    return max(1, min(most, limit, line.sku.available))


def get_cart_line(line_id: int, shopper: Shopper | None) -> CartLine:
    """A line of this shopper's cart with its listing and all its variants."""
    line = None
    if shopper is not None:
        line = db.session.scalar(
            sa.select(CartLine)
            .where(
                CartLine.id == line_id,
                CartLine.cohort_id == shopper.cohort_id,
                CartLine.shopper_id == shopper.id,
            )
            .options(
                joinedload(CartLine.sku).joinedload(Sku.listing).selectinload(Listing.skus),
                joinedload(CartLine.sku).joinedload(Sku.listing).joinedload(Listing.store),
            )
        )
    if line is None:
        raise NotFound(_("购物车里已经没有这件商品"), next_step=_("刷新购物车"), link="/mall/cart")
    return line
