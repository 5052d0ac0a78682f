"""Reading groups and seats."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.groups.models import BuyingGroup, GroupSeat, GroupState, SeatState
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.promotions.models import Promotion, PromotionState, PromotionTarget
from sim_market.promotions.pricing.terms import Kind
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50
SHOWN = 5  # open groups on a listing's page
ALIVE = (PromotionState.RUNNING, PromotionState.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the groups of a store came to, and how many buyers wait in open ones."""

    counts: dict[str, int]
    waiting: int

    @property
    def rate_bp(self) -> int | None:
        """Formed of those that are over, in basis points; None before any is."""
        over = self.counts["formed"] + self.counts["failed"]
        return self.counts["formed"] * 10_000 // over if over else None


def find_offer(listing: Listing) -> Promotion | None:
    """The promotion for buying this listing together that runs now; the lowest id of several."""
    now = listing.cohort.sim_at
    return db.session.scalar(
        sa.select(Promotion)
        .outerjoin(
            PromotionTarget,
            (PromotionTarget.cohort_id == Promotion.cohort_id)
            & (PromotionTarget.promotion_id == Promotion.id),
        )
        .where(
            Promotion.cohort_id == listing.cohort_id,
            Promotion.store_id == listing.store_id,
            Promotion.kind == Kind.GROUP_PRICE,
            Promotion.state.in_(ALIVE),
            Promotion.starts_sim_at <= now,
            Promotion.ends_sim_at > now,
            sa.or_(PromotionTarget.id.is_(None), PromotionTarget.listing_id == listing.id),
        )
        .order_by(Promotion.id)
        .limit(1)
    )


def size_of(promotion: Promotion) -> int:
    """How many buyers make a group."""
    return int(promotion.parameters.get("size") or 2)


def list_open(listing: Listing, limit: int = SHOWN) -> Sequence[BuyingGroup]:
    """Groups that can be joined, those that are nearly full first."""
    return db.session.scalars(
        sa.select(BuyingGroup)
        .where(
            BuyingGroup.cohort_id == listing.cohort_id,
            BuyingGroup.listing_id == listing.id,
            BuyingGroup.state == GroupState.OPEN,
            BuyingGroup.closes_sim_at > listing.cohort.sim_at,
            BuyingGroup.members < BuyingGroup.size,
        )
        .options(joinedload(BuyingGroup.opener))
        .order_by(BuyingGroup.size - BuyingGroup.members, BuyingGroup.closes_sim_at, BuyingGroup.id)
        .limit(limit)
    ).all()


def get_group(group_id: int, cohort_id: int) -> BuyingGroup:
    """A group of this sandbox with its seats, listing and store."""
    found = db.session.scalar(
        sa.select(BuyingGroup)
        .where(BuyingGroup.id == group_id, BuyingGroup.cohort_id == cohort_id)
        .options(
            joinedload(BuyingGroup.store),
            joinedload(BuyingGroup.promotion),
            joinedload(BuyingGroup.listing).selectinload(Listing.skus),
            selectinload(BuyingGroup.seats).joinedload(GroupSeat.shopper),
            selectinload(BuyingGroup.seats).joinedload(GroupSeat.order),
        )
    )
    if found is None:
        raise NotFound(_("没有这个团"), next_step=_("看看别的商品"), link="/mall")
    return found


def list_of_store(store: Store, state: GroupState | None, page: int) -> Sequence[BuyingGroup]:
    """One page of a store's groups: open ones by what is over first, the others newest first."""
    asked = sa.select(BuyingGroup).where(
        BuyingGroup.cohort_id == store.cohort_id, BuyingGroup.store_id == store.id
    )
    if state is not None:
        asked = asked.where(BuyingGroup.state == state)
    return db.session.scalars(
        asked.options(
            joinedload(BuyingGroup.listing),
            joinedload(BuyingGroup.promotion),
            joinedload(BuyingGroup.opener),
            selectinload(BuyingGroup.seats).joinedload(GroupSeat.order),
            selectinload(BuyingGroup.seats).joinedload(GroupSeat.shopper),
        )
        .order_by(BuyingGroup.state != GroupState.OPEN, BuyingGroup.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()


def figures_of(store: Store) -> Figures:
    rows = db.session.execute(
        sa.select(BuyingGroup.state, sa.func.count(), sa.func.sum(BuyingGroup.members))
        .where(BuyingGroup.cohort_id == store.cohort_id, BuyingGroup.store_id == store.id)
        .group_by(BuyingGroup.state)
    ).all()
    counts = dict.fromkeys(map(str, GroupState), 0) | {str(row[0]): int(row[1]) for row in rows}
    waiting = sum(int(row[2]) for row in rows if row[0] == GroupState.OPEN)
    return Figures(counts, waiting)


def list_mine(shopper: Shopper, page: int) -> Sequence[GroupSeat]:
    """My seats in groups, newest first."""
    return db.session.scalars(
        sa.select(GroupSeat)
        .where(GroupSeat.cohort_id == shopper.cohort_id, GroupSeat.shopper_id == shopper.id)
        .options(
            joinedload(GroupSeat.order).selectinload(Order.lines),
            joinedload(GroupSeat.group).joinedload(BuyingGroup.listing),
        )
        .order_by(GroupSeat.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()


def find_seat(order: Order) -> GroupSeat | None:
    """The seat of an order, if it was placed as a part of a group."""
    return db.session.scalar(
        sa.select(GroupSeat)
        .where(GroupSeat.cohort_id == order.cohort_id, GroupSeat.order_id == order.id)
        .options(joinedload(GroupSeat.group))
    )


def sits_in(group_id: int, shopper: Shopper) -> bool:
    """Has this shopper a seat in it already?"""
    asked = sa.select(GroupSeat.id).where(
        GroupSeat.cohort_id == shopper.cohort_id,
        GroupSeat.buying_group_id == group_id,
        GroupSeat.holder_id == shopper.id,
        GroupSeat.state == SeatState.TAKEN,
    )
    return db.session.scalar(asked.limit(1)) is not None
