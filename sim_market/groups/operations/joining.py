"""Joining: a seat is taken by one guarded update where an order is paid (P-2).

After its money has moved, and nothing of another order is touched there. What a full or a failed
group does to its orders are deadlines of their own, so that nobody waits in a circle.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.chance import draw, draw_int
from app.db import db, taken
from app.errors import Conflict, NotAllowed
from app.identity.models import User
from app.journal import Entry, record
from sim_market.groups.models import (
    GROUP_FLOW,
    BuyingGroup,
    GroupSeat,
    GroupState,
    SeatState,
)
from sim_market.groups.queries import find_seat, sits_in, size_of
from sim_market.listings.models import Sku
from sim_market.orders.models import Order
from sim_market.orders.operations import place_order
from sim_market.orders.pricing import Wish
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb

FORMED, OVER, JOIN = "groups.formed", "groups.over", "groups.join"
JOINS = 0.6  # how likely a seat finds a simulated buyer
POOL = 4000  # simulated buyers to choose from


class GroupFull(Conflict):
    """The group cannot be joined any more."""


def order_together(
    shopper: Shopper,
    sku: Sku,
    quantity: int,
    group: BuyingGroup | None,
    *,
    actor: User | None,
    expected_fen: int | None = None,
) -> Order:
    """Order at the group's price; the seat is taken when it is paid. Without `group` it opens one.

    Raises GroupFull, NotAllowed for a second seat in one group, and what `place_order` raises.
    """
    if group is not None:
        _guard_join(group, shopper, sku)
    order = place_order(
        shopper, [(sku, quantity)], actor=actor, wish=Wish(group=True), expected_fen=expected_fen
    )
    promotion_id = group_price_of(order)
    if promotion_id is None or (group is not None and promotion_id != group.promotion_id):
        raise Conflict(
            _("这件商品现在没有拼团价，没有下单"), rule=RuleId.GROUP_BUYING,
            next_step=_("回商品页按现在的价格买"), link=f"/mall/listings/{sku.listing_id}",
        )  # fmt: skip
    db.session.add(
        GroupSeat(
            cohort_id=order.cohort_id, order_id=order.id, shopper_id=shopper.id,
            promotion_id=promotion_id, buying_group_id=group.id if group else None,
            state=SeatState.WAITING,
        )
    )  # fmt: skip
    db.session.flush()
    return order


def on_paid(entry: Entry) -> None:
    """An order was paid: its seat is taken; it opens a group if it names none, or if the one that
    it names is full or over by now. So does one that is paid after its time limit (S9).
    """
    order = db.session.get_one(Order, entry.subject_id)
    if group_price_of(order) is None:
        return
    seat = find_seat(order)
    if seat is None or seat.state not in {SeatState.WAITING, SeatState.LEFT}:
        return
    group = seat.group
    if group is None or not _take(group, seat):
        seat.moved = group is not None
        group = _open(seat, order)
        _take(group, seat)
    record(
        Verb.GROUP_JOINED, group, actor=order.shopper.user, order=order.number,
        members=group.members, size=group.size,
    )  # fmt: skip
    if group.members == group.size:
        _form(group)


def on_closed(entry: Entry) -> None:
    """An order was closed: its seat is free again, as long as the group is open."""
    order = db.session.get_one(Order, entry.subject_id)
    seat = find_seat(order) if group_price_of(order) is not None else None
    if seat is None or seat.state not in {SeatState.WAITING, SeatState.TAKEN}:
        return
    if seat.state == SeatState.TAKEN and not (seat.group and _count(seat.group, -1)):
        return  # formed, or over: what came of it stays as it was
    seat.state, seat.holder_id = SeatState.LEFT, None
    db.session.flush()


def _guard_join(group: BuyingGroup, shopper: Shopper, sku: Sku) -> None:
    elsewhere = f"/mall/listings/{group.listing_id}/group"
    if sku.listing_id != group.listing_id or group.cohort_id != shopper.cohort_id:
        raise Conflict(
            _("这个团买的不是这件商品"), rule=RuleId.GROUP_BUYING, next_step=_("回团的页面重选"),
            link=f"/mall/groups/{group.id}",
        )  # fmt: skip
    if sits_in(group.id, shopper):
        raise NotAllowed(
            _("您已经在这个团里了，一个人只占一个位子"), rule=RuleId.GROUP_BUYING,
            next_step=_("把链接发给同学，请他们来参团"), link=f"/mall/groups/{group.id}",
        )  # fmt: skip
    if not group.is_open or not group.missing:
        raise GroupFull(
            _("这个团已经满了或者结束了，没有下单"), rule=RuleId.GROUP_BUYING,
            next_step=_("参加别的团，或者自己开一个"), link=elsewhere,
        )  # fmt: skip


def group_price_of(order: Order) -> int | None:
    """The promotion for buying together that the order has got, by its frozen record (P6)."""
    used = (each for each in order.promotions or [] if each["kind"] == Kind.GROUP_PRICE.value)
    found = next(used, None)
    return int(found["id"]) if found else None


def _open(seat: GroupSeat, order: Order) -> BuyingGroup:
    promotion = db.session.get_one(Promotion, seat.promotion_id)
    now = order.cohort.sim_at
    closes = now + timedelta(hours=pack(order.cohort).group_hours)
    group = BuyingGroup(
        cohort_id=order.cohort_id, store_id=order.store_id, promotion_id=promotion.id,
        listing_id=order.lines[0].listing_id, opener_id=order.shopper_id, size=size_of(promotion),
        members=0, state=GroupState.OPEN, opened_sim_at=now, closes_sim_at=closes,
    )  # fmt: skip
    db.session.add(group)
    db.session.flush()
    jobs.schedule(OVER, str(group.id), cohort_id=group.cohort_id, at=closes)
    _expect_simulated(group, order)
    record(Verb.GROUP_OPENED, group, actor=order.shopper.user, order=order.number, size=group.size)
    return group


def _expect_simulated(group: BuyingGroup, order: Order) -> None:
    """Each seat that is left finds a simulated buyer at a keyed chance, within the group's time."""
    seed = group.cohort.seed
    span = int((group.closes_sim_at - group.opened_sim_at).total_seconds()) // 60
    for n in range(1, group.size):
        key = (order.number, n)
        if draw(seed, "group joins", *key) >= JOINS:
            continue
        at = group.opened_sim_at + timedelta(
            minutes=draw_int(10, span - 10, seed, "group joins at", *key)
        )
        jobs.schedule(
            JOIN, f"{group.id}-{n}", cohort_id=group.cohort_id, at=at, group=group.id,
            who=draw_int(1, POOL, seed, "group buyer", *key),
        )  # fmt: skip


def _take(group: BuyingGroup, seat: GroupSeat) -> bool:
    """Take one of the seats that are left. The row is held from here on: who sits is looked at
    after it.
    """
    if not _count(group, 1, BuyingGroup.members < BuyingGroup.size):
        return False
    if sits_in(group.id, seat.shopper):
        _count(group, -1)
        return False
    seat.buying_group_id, seat.group = group.id, group
    seat.state, seat.holder_id = SeatState.TAKEN, seat.shopper_id
    order = seat.order  # not late before it may be sent; from the forming on it counts anew
    order.ship_by_sim_at = group.closes_sim_at + timedelta(hours=order.promise_hours)
    db.session.flush()
    return True


def _count(group: BuyingGroup, by: int, *guards: sa.ColumnElement[bool]) -> bool:
    counted = taken(
        sa.update(BuyingGroup)
        .where(
            BuyingGroup.id == group.id,
            BuyingGroup.state == GroupState.OPEN,
            BuyingGroup.closes_sim_at > group.cohort.sim_at if by > 0 else sa.true(),
            *guards,
        )
        .values(members=BuyingGroup.members + by)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(group, ["members", "state"])
    return counted


def _form(group: BuyingGroup) -> None:
    now = group.cohort.sim_at
    GROUP_FLOW.claim(group, GroupState.FORMED, formed_sim_at=now)
    jobs.cancel(OVER, str(group.id), cohort_id=group.cohort_id)
    jobs.schedule(FORMED, str(group.id), cohort_id=group.cohort_id, at=now)
    record(Verb.GROUP_FORMED, group, actor=None, size=group.size)
