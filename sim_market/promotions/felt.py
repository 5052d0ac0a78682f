"""What a crowd feels of the promotions of a class: how much less one unit costs anybody.

Read once an hour in one statement; stores without promotions cost nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Basket, Kind, Line, price
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


@dataclass(frozen=True, slots=True)
class Felt:
    """Store id -> what runs there for everybody."""

    by_store: Mapping[int, Sequence[pricing.Promotion]] = field(default_factory=dict)

    def off_fen(
        self, store_id: int, listing_id: int, category: str, sku_id: int, price_fen: int
    ) -> int:
        """How much less than `price_fen` one unit costs a buyer who has bought here before."""
        terms = self.by_store.get(store_id)
        if not terms:
            return 0
        line = Line(
            "1", price_fen, 1, str(sku_id), str(listing_id), category, str(store_id),
            floor_fen=LEAST_FEN,
        )  # fmt: skip
        return price(Basket((line,)), terms).discount_fen


NOTHING = Felt()


def felt_in(cohort_id: int, at: datetime) -> Felt:
    """What everybody gets in the stores of a class now."""
    found: dict[int, list[pricing.Promotion]] = {}
    for each in db.session.scalars(IN_CLASS, {"cohort": cohort_id, "at": at}):
        found.setdefault(each.store_id, []).append(each.terms)
    return Felt(found) if found else NOTHING
