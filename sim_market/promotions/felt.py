"""What a crowd feels of the promotions of a class: how much less one unit costs anybody.

Read once an hour in one statement; stores without promotions cost nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Basket, Kind, Line, Shipping, price
from sim_market.promotions.pricing import promotion as pricing
from sim_market.promotions.queries import ALIVE, COUPONS
from sim_market.promotions.quoting import LEAST_FEN

NOT_FOR_ALL = {*COUPONS, Kind.GROUP_PRICE, Kind.PRESALE, Kind.LIVE_PRICE, Kind.MEMBER_PRICE}
IN_CLASS = (
    sa.select(Promotion)
    .where(
        Promotion.cohort_id == sa.bindparam("cohort"),
        Promotion.state.in_(ALIVE),
        Promotion.kind.not_in(sorted(NOT_FOR_ALL)),
        Promotion.starts_sim_at <= sa.bindparam("at", type_=Promotion.starts_sim_at.type),
        Promotion.ends_sim_at > sa.bindparam("at", type_=Promotion.starts_sim_at.type),
    )
    .options(selectinload(Promotion.targets))
    .order_by(Promotion.id)
    .execution_options(populate_existing=True)
)


class Taken(NamedTuple):
    """What promotions take off so many units and off the fee for them, fen; `platform_fen` of it
    is not the store's to bear.
    """

    goods_fen: int = 0
    shipping_fen: int = 0
    platform_fen: int = 0


@dataclass(frozen=True, slots=True)
class Felt:
    """Store id -> what runs there for everybody; None: in every store, borne by the platform."""

    by_store: Mapping[int | None, Sequence[pricing.Promotion]] = field(default_factory=dict)

    def of(self, store_id: int) -> Sequence[pricing.Promotion]:
        own, all_stores = self.by_store.get(store_id, ()), self.by_store.get(None, ())
        return (*own, *all_stores) if all_stores else own

    def off_fen(
        self, store_id: int, listing_id: int, category: str, sku_id: int, price_fen: int
    ) -> int:
        """How much less than `price_fen` one unit costs a buyer who has bought here before."""
        line = _line(store_id, listing_id, category, sku_id, price_fen, 1)
        return taken_by(self.of(store_id), line).goods_fen

    def taken(
        self,
        store_id: int,
        listing_id: int,
        category: str,
        sku_id: int,
        price_fen: int,
        fee_fen: int,
    ) -> Taken:
        """The same of one unit that costs `fee_fen` to send, and what is taken off that."""
        terms = self.of(store_id)
        if not terms:
            return Taken()
        return taken_by(terms, _line(store_id, listing_id, category, sku_id, price_fen, 1), fee_fen)


def taken_by(terms: Sequence[pricing.Promotion], line: Line, fee_fen: int = 0) -> Taken:
    if not terms:
        return Taken()
    fees = (Shipping(fee_fen, line.store),) if fee_fen else ()
    quote = price(Basket((line,), fees), terms)
    return Taken(quote.discount_fen, quote.shipping_off_fen, quote.platform_fen)


def _line(
    store_id: int, listing_id: int, category: str, sku_id: int, price_fen: int, quantity: int
) -> Line:
    return Line(
        "1", price_fen, quantity, str(sku_id), str(listing_id), category, str(store_id),
        floor_fen=LEAST_FEN,
    )  # fmt: skip


NOTHING = Felt()


def felt_in(cohort_id: int, at: datetime) -> Felt:
    """What everybody gets in the stores of a class now."""
    found: dict[int | None, list[pricing.Promotion]] = {}
    for each in db.session.scalars(IN_CLASS, {"cohort": cohort_id, "at": at}):
        found.setdefault(each.store_id, []).append(each.terms)
    return Felt(found) if found else NOTHING
