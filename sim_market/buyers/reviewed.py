"""Reviews as they would have been: the same buyers, who were promised, charged or told otherwise.

Who wrote, and their mood, stay as they were; only what the decision touched is lived anew. A review
that the model does not find again (a bad batch, a bad answer at the desk) stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.decisions import Decision, Stars, What
from sim_market.buyers.market.aftermath import Experience, satisfaction, stars
from sim_market.buyers.market.texts import family_of
from sim_market.buyers.models import PlannedPurchase
from sim_market.buyers.queries.history import counted_after
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine, Shipment
from sim_market.reviews.models import Review
from sim_market.stores.models import Store

TOUCHED = {What.PRICE, What.DETAIL, What.PROMISE}  # decisions that buyers live through


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`stars` with the changed ones in place. `written` of the listing since the decision, of which
    `changed` would have other stars; `was` and `other` sum those stars.
    """

    stars: Stars
    written: int = 0
    changed: int = 0
    was: int = 0
    other: int = 0


def reviewed_without(store: Store, decision: Decision, known: Stars, until: int) -> Reviewed:
    """The store's reviews had the decision not been made."""
    if decision.what not in TOUCHED:
        return Reviewed(known)
    rows = _written_since(store, decision)
    stars_of = {listing: list(each) for listing, each in known.items()}
    mine = stars_of.get(decision.listing_id, [])
    written = changed = was = other = 0
    for row in rows:
        hour = counted_after(row.written_sim_at, store.cohort.sim_start_at, row.received_sim_at)
        if hour >= until or (hour, row.goods) not in mine:
            continue
        instead = _instead(row, decision)
        written, was, other = written + 1, was + row.goods, other + instead
        if instead != row.goods:
            changed += 1
            mine[mine.index((hour, row.goods))] = (hour, instead)
    return Reviewed(stars_of, written, changed, was, other)


def _instead(row: Any, decision: Decision) -> int:
    lived = _lived(row, decision)
    if stars(satisfaction(lived)) != row.goods:
        return int(row.goods)
    return stars(satisfaction(_otherwise(lived, row, decision)))


def _lived(row: Any, decision: Decision) -> Experience:
    return Experience(
        draw=row.draw,
        quality_pm=int(decision.after["quality_pm"]),
        claim_pm=int(decision.after["claim_pm"]),
        price_gap_pm=_gap_pm(row.unit_price_fen, row.reference_fen),
        late_minutes=_minutes(row.ship_by_sim_at, row.shipped_sim_at),
        transit_minutes=0,
        family=family_of(row.category_code),
    )


def _otherwise(lived: Experience, row: Any, decision: Decision) -> Experience:
    """The same purchase without the decision."""
    before, after = decision.before, decision.after
    match decision.what:
        case What.DETAIL:
            return replace(lived, claim_pm=int(before["claim_pm"]))
        case What.PROMISE:
            sooner = (int(after["ship_hours"]) - int(before["ship_hours"])) * 60
            return replace(lived, late_minutes=lived.late_minutes + sooner)
    prices = {v["code"]: v["price_fen"] for v in before["variants"]}
    price = prices.get(row.goods_code, row.unit_price_fen)
    return replace(lived, price_gap_pm=_gap_pm(price, row.reference_fen))


def _gap_pm(price_fen: int, reference_fen: int) -> int:
    return 1000 * (price_fen - max(1, reference_fen)) // max(1, reference_fen)


def _minutes(promised: datetime | None, shipped: datetime | None) -> int:
    if promised is None or shipped is None:
        return 0
    return int((shipped - promised).total_seconds()) // 60


def _written_since(store: Store, decision: Decision) -> Sequence[Any]:
    """Reviews of simulated buyers who made up their minds after the decision."""
    return db.session.execute(
        sa.select(
            Review.goods,
            Review.written_sim_at,
            Order.received_sim_at,
            Order.ship_by_sim_at,
            sa.func.min(Shipment.shipped_sim_at).label("shipped_sim_at"),
            OrderLine.unit_price_fen,
            OrderLine.category_code,
            Sku.reference_fen,
            Sku.goods_code,
            PlannedPurchase.draw,
        )
        .join(Order, Order.id == Review.order_id)
        .join(PlannedPurchase, PlannedPurchase.order_id == Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Sku, Sku.id == OrderLine.sku_id)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(
            Review.cohort_id == store.cohort_id,
            Review.listing_id == decision.listing_id,
            PlannedPurchase.hour >= decision.hour,
            PlannedPurchase.sku_id == OrderLine.sku_id,
        )
        .group_by(Review.id, Order.id, OrderLine.id, Sku.id, PlannedPurchase.id)
        .order_by(Review.id)
    ).all()
