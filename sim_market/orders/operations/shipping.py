"""Sending goods: the stock leaves, a parcel with a tracking number exists, timers start."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from app.clock import now as real_now
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.listings.operations import sell_all
from sim_market.orders.models import (
    ORDER_FLOW,
    TO_SHIP,
    Order,
    OrderLine,
    OrderState,
    Shipment,
    ShipmentLine,
)
from sim_market.orders.operations.delivery import set_receipt_timer, tell_arrival
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.waiting import guard_may_ship
from sim_market.orders.queries import get_shipment_of
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

LINE = cast(sa.Table, OrderLine.__table__)
PACKED = cast(sa.Table, ShipmentLine.__table__)
LEAVE = (
    sa.update(LINE)
    .where(LINE.c.id == sa.bindparam("line"))
    .values(shipped_quantity=LINE.c.shipped_quantity + sa.bindparam("units"))
)
PLACES = sa.select(sa.func.max(Shipment.place)).where(
    Shipment.cohort_id == sa.bindparam("cohort"), Shipment.order_id == sa.bindparam("of")
)
Contents = Sequence[tuple[OrderLine, int]]


class TrackingNumberTaken(Conflict):
    """Another parcel of this sandbox has this tracking number."""


def ship_order(  # noqa: PLR0913 - all that a parcel is
    order: Order,
    *,
    carrier: str,
    tracking_number: str,
    events: Sequence[Mapping[str, str]],
    actor: User | None,
    contents: Mapping[int, int] | None = None,
    shared_with: Shipment | None = None,
) -> Shipment:
    """Send a parcel of a paid order. `events`: [{"at": ISO sandbox time, "text"}].

    `contents`: line id -> units; without it all that waits to be sent. `shared_with`: the parcel
    of another order that these goods are in. Raises IllegalMove if nothing waits to be sent,
    TrackingNumberTaken, NotYet, Invalid or Conflict for strange contents. Refunded units stay.
    """
    lock_order(order)
    ORDER_FLOW.check(order, OrderState.SHIPPED)
    guard_may_ship(order)
    packed = _packed(order, contents)
    shipment = _write_shipment(order, carrier, tracking_number, events, shared_with)
    _write_contents(shipment, packed)
    sell_all(_summed(packed), of=order.cohort, ref=order.number)
    facts = {"carrier": carrier, "tracking_number": tracking_number}
    if any(line.unsent_quantity for line in order.lines):
        _part_sent(order, facts, actor=actor)
    else:
        end_shipping(order, order.cohort.sim_at, facts, actor=actor)
    return shipment


def end_shipping(
    order: Order, last_sim_at: datetime, facts: Mapping[str, str], *, actor: User | None
) -> None:
    """Nothing of the order waits to be sent any more: receipt is counted from its last parcel."""
    now, promised = order.cohort.sim_at, order.ship_by_sim_at
    receive_at = last_sim_at + timedelta(days=pack(order.cohort).auto_receive_days)
    late = order.late_sim_at or (promised if promised and last_sim_at > promised else None)
    ORDER_FLOW.claim(
        order, OrderState.SHIPPED, shipped_sim_at=last_sim_at, changed_sim_at=now,
        auto_receive_sim_at=max(receive_at, now + timedelta(days=1)), late_sim_at=late,
        version=order.version + 1,
    )  # fmt: skip
    set_receipt_timer(order)
    record(
        Verb.ORDER_SHIPPED, order, actor=actor, number=order.number, late=late is not None, **facts
    )


def end_if_all_sent(order: Order) -> None:
    """The units that were waited for have been refunded: what was sent is all there is."""
    if order.state != OrderState.PART_SHIPPED or any(x.unsent_quantity for x in order.lines):
        return
    last = db.session.scalars(
        sa.select(Shipment)
        .where(Shipment.cohort_id == order.cohort_id, Shipment.order_id == order.id)
        .order_by(Shipment.place.desc())
        .limit(1)
    ).one()
    facts = {"carrier": last.carrier, "tracking_number": last.tracking_number}
    end_shipping(order, last.shipped_sim_at, facts, actor=None)
    if last.delivered_sim_at is not None:
        tell_arrival(order)


def note_late(job: Job) -> None:
    """The timer, on the hour: paid orders whose promised time has passed are late (S-2)."""
    late = db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == job.cohort_id,
            Order.state.in_(TO_SHIP),
            Order.late_sim_at.is_(None),
            Order.ship_by_sim_at < job.due_sim_at,
        )
        .order_by(Order.id)
        .with_for_update()
    )
    for order in late.all():
        order.late_sim_at = order.ship_by_sim_at
        record(Verb.ORDER_LATE, order, actor=None, number=order.number)


def _packed(order: Order, contents: Mapping[int, int] | None) -> Contents:
    """What goes into the parcel: some units of some lines, no more than wait to be sent."""
    if contents is None:
        packed = [(line, line.unsent_quantity) for line in order.lines if line.unsent_quantity]
    else:
        lines = {line.id: line for line in order.lines}
        packed = [(_line_of(lines, line_id), units) for line_id, units in contents.items() if units]
    for line, units in packed:
        if units < 0 or units > line.unsent_quantity:
            raise Conflict(
                _(
                    "《%(title)s》还有 %(n)s 件没发，不能发 %(m)s 件，没有发货",
                    title=line.listing_title, n=line.unsent_quantity, m=units,
                ),
                rule=RuleId.PARCELS,
                next_step=_("别人可能刚发过，刷新页面看还剩几件"),
            )  # fmt: skip
    if not packed:
        raise Invalid(
            _("包裹里没有东西，没有发货"), rule=RuleId.PARCELS,
            next_step=_("至少选一件要发的商品；都退完了的订单不用发"),
        )  # fmt: skip
    return packed


def _line_of(lines: Mapping[int, OrderLine], line_id: int) -> OrderLine:
    if line_id not in lines:
        raise Invalid(_("这张订单里没有这件商品，没有发货"), next_step=_("刷新页面再选"))
    return lines[line_id]


def _part_sent(order: Order, facts: Mapping[str, str], *, actor: User | None) -> None:
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.PART_SHIPPED, changed_sim_at=now, version=order.version + 1
    )  # fmt: skip
    record(Verb.ORDER_PART_SHIPPED, order, actor=actor, number=order.number, **facts)


def _summed(packed: Contents) -> list[tuple[int, int]]:
    """Units by SKU, in ascending order (S4, S5): a gift may be the same goods as a line."""
    units: dict[int, int] = {}
    for line, n in packed:
        units[line.sku_id] = units.get(line.sku_id, 0) + n
    return sorted(units.items())


def _write_contents(shipment: Shipment, packed: Contents) -> None:
    """What is in the parcel has left its lines."""
    db.session.flush()
    connection, made = db.session.connection(), real_now()
    connection.execute(LEAVE, [{"line": line.id, "units": units} for line, units in packed])
    connection.execute(
        sa.insert(PACKED),
        [
            {
                "cohort_id": shipment.cohort_id, "shipment_id": shipment.id, "created_at": made,
                "order_line_id": line.id, "quantity": units,
            }
            for line, units in packed
        ],
    )  # fmt: skip
    for line, units in packed:
        set_committed_value(line, "shipped_quantity", line.shipped_quantity + units)


def _write_shipment(
    order: Order,
    carrier: str,
    tracking_number: str,
    events: Sequence[Mapping[str, str]],
    shared_with: Shipment | None,
) -> Shipment:
    """The parcel's row, made first: its number is the thing that may be refused."""
    place = next_place(order)
    made = insert_unless_there(
        Shipment, cohort_id=order.cohort_id, order_id=order.id, place=place, carrier=carrier,
        tracking_number=tracking_number, shipped_sim_at=order.cohort.sim_at,
        events=[dict(event) for event in events],
        shared_with_id=shared_with.leader_id if shared_with else None,
    )  # fmt: skip
    if not made:
        raise number_taken(tracking_number)
    db.session.expire(order, ["shipment", "shipments"])
    return get_shipment_of(order, place)


def next_place(order: Order) -> int:
    """1 for the first parcel. Raises Conflict beyond the limit of rule S-5."""
    if order.state == OrderState.PAID:
        return 1
    last = db.session.scalar(PLACES, {"cohort": order.cohort_id, "of": order.id}) or 0
    most = pack(order.cohort).parcels_max
    if last >= most:
        raise Conflict(
            _("一张订单最多分 %(n)s 个包裹，没有发货", n=most),
            rule=RuleId.PARCELS,
            next_step=_("剩下的和买家商量：退掉，或请买家另下一单"),
        )
    return last + 1


def number_taken(number: str) -> TrackingNumberTaken:
    return TrackingNumberTaken(
        _("运单号 %(n)s 已经用在别的包裹上，没有发货", n=number),
        rule=RuleId.FALSE_SHIPMENT,
        next_step=_("核对面单上的运单号再填；同一个买家同一个地址的几张订单可以合并成一个包裹"),
        fields={"tracking_number": _("这个运单号已经用过")},
    )
