"""The cart over several stores: what can be bought, and why something cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from app.money import yuan
from sim_market.listings.models import Listing, Sku
from sim_market.orders.had import units_had
from sim_market.orders.models import CartLine, CartSource
from sim_market.orders.pricing import live_skus
from sim_market.promotions.live import LivePrice, Running, running_live
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

NOTHING_LIVE = Running()


@dataclass(frozen=True, slots=True)
class Basket:
    """The cart lines of one store."""

    store: Store
    lines: Sequence[CartLine]
    live: Running = NOTHING_LIVE

    @property
    def valid(self) -> list[CartLine]:
        return [line for line in self.lines if not self.problem_of(line)]

    @property
    def wanted(self) -> list[CartLine]:
        return [line for line in self.valid if line.ticked]

    @property
    def all_ticked(self) -> bool:
        return all(line.ticked for line in self.valid)

    @property
    def lapsed(self) -> list[CartLine]:
        """Ticked lines from the live bag whose price there is over: the buyer must agree first."""
        return [line for line in self.lines if line.ticked and self.has_lapsed(line)]

    def live_price(self, line: CartLine) -> LivePrice | None:
        """What it costs in the live bag now, if it came from there and can be had so."""
        if line.source != CartSource.LIVE_BAG:
            return None
        found = self.live.price_of(line.sku)
        return None if found is None or found.is_spent else found

    def has_lapsed(self, line: CartLine) -> bool:
        """Did it come from the live bag for less than it costs there now, if it is there at all?"""
        if line.source != CartSource.LIVE_BAG:
            return False
        now = self.live_price(line)
        return now is None or now.price_fen > (line.seen_fen or 0)

    def price_now(self, line: CartLine) -> int:
        """What a unit costs without other promotions."""
        now = self.live_price(line)
        return now.price_fen if now else line.sku.price_fen

    def problem_of(self, line: CartLine) -> str:
        """Why this line cannot be ordered as it is; "" if it can."""
        problem = problem_of(line)
        if problem or not self.has_lapsed(line):
            return problem
        then, now = yuan(line.seen_fen or 0), yuan(self.price_now(line))
        return _("直播价变了：放进来时 %(then)s，现在 %(now)s，同意才能买", then=then, now=now)

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
    live = live_of(shopper, lines)
    return [Basket(store, mine, live) for store, mine in by_store.items()]


def live_of(shopper: Shopper, lines: Sequence[CartLine]) -> Running:
    """The live prices of what came from live bags; nothing is asked where nothing did."""
    stores = {each.sku.listing.store_id for each in lines if each.source == CartSource.LIVE_BAG}
    return running_for(shopper, stores)


def running_for(shopper: Shopper | None, store_ids: Iterable[int]) -> Running:
    """The live prices of some stores, with what this buyer has had of them. Two statements."""
    if shopper is None:
        return NOTHING_LIVE
    running = running_live(store_ids, shopper.cohort_id, shopper.cohort.sim_at)
    limited = [each.id for each in running.promotions if "buyer_quota" in each.parameters]
    return replace(running, had=units_had(shopper, limited)) if limited else running


def live_in(baskets: Iterable[Basket]) -> frozenset[int]:
    """The SKUs that are wanted from live bags."""
    return live_skus(line for each in baskets for line in each.wanted)


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
    if line.seen_fen in {None, line.sku.price_fen} or line.source == CartSource.LIVE_BAG:
        return ""
    assert line.seen_fen is not None  # noqa: S101 - it was just asked
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
