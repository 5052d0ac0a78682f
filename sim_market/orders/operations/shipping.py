"""Sending goods: the stock leaves, a parcel with a tracking number exists, timers start."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from app import jobs
from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.listings.operations import sell_all
from sim_market.orders import carriers
from sim_market.orders.models import ORDER_FLOW, Order, OrderLine, OrderState, Shipment
from sim_market.orders.operations.delivery import deliver_shipment, set_receipt_timer
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.queries import (
    find_order_by_number,
    find_shipment_by_number,
    get_shipment_of,
)
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

LINE = cast(sa.Table, OrderLine.__table__)
LEAVE = (
    sa.update(LINE)
    .where(LINE.c.order_id == sa.bindparam("order"))
    .values(shipped_quantity=LINE.c.quantity - LINE.c.refunded_quantity)
)


class TrackingNumberTaken(Conflict):
    """Another parcel of this sandbox has this tracking number."""


def ship_order(
    order: Order,
    *,
    carrier: str,
    tracking_number: str,
    events: Sequence[Mapping[str, str]],
    actor: User | None,
) -> Shipment:
    """Send what is still open of a paid order. `events`: [{"at": ISO sandbox time, "text"}].

    Raises IllegalMove if it is not waiting to be sent, TrackingNumberTaken. What was refunded
    before is not sent.
    """
    lock_order(order)
    ORDER_FLOW.check(order, OrderState.SHIPPED)
    now = order.cohort.sim_at
    _write_shipment(order, carrier, tracking_number, events)
    receive_at = now + timedelta(days=pack(order.cohort).auto_receive_days)
    late = order.late_sim_at or (order.ship_by_sim_at if _is_late(order, now) else None)
    ORDER_FLOW.claim(
        order, OrderState.SHIPPED, shipped_sim_at=now, changed_sim_at=now,
        auto_receive_sim_at=receive_at, late_sim_at=late, version=order.version + 1,
    )  # fmt: skip
    _write_shipped(order)
    sent = sorted((x.sku_id, x.open_quantity) for x in order.lines if x.open_quantity)
    sell_all(sent, of=order.cohort, ref=order.number)
    set_receipt_timer(order)
    record(
        Verb.ORDER_SHIPPED, order, actor=actor, number=order.number, carrier=carrier,
        tracking_number=tracking_number, late=late is not None,
    )  # fmt: skip
    return get_shipment_of(order)


def ship_by_hand(order: Order, *, carrier_code: str, tracking_number: str, actor: User) -> Shipment:
    """A merchant sends their own goods with a simulated carrier.

    Raises Invalid if the number cannot be one of that carrier (rule S-1), and for goods that the
    supplier sends.
    """
    if any(line.sku.supplied for line in order.lines):
        raise Conflict(
            _("这张订单由供应商代发，不用自己填运单号"),
            next_step=_("到“供货单”看发货进度"),
        )
    carrier = carriers.find(carrier_code)
    number = carriers.tidy(tracking_number)
    if carrier is None or not carriers.is_number_of(carrier, number):
        raise _bad_number(carrier)
    with force_locale("zh_CN"):  # the buyer reads it too, in whatever language
        route = carriers.route(order.cohort.seed, order.number, order.cohort.sim_at, order.address)
        name = str(carrier.name)
    shipment = ship_order(order, carrier=name, tracking_number=number, events=route, actor=actor)
    arrives = datetime.fromisoformat(route[-1]["at"])
    jobs.schedule("orders.deliver", order.number, cohort_id=order.cohort_id, at=arrives)
    return shipment


def correct_tracking(order: Order, *, carrier_code: str, tracking_number: str, actor: User) -> None:
    """Put right a number that was copied wrongly: once, before the parcel arrives (rule S-5).

    Raises Invalid for a number that cannot be one of that carrier, Conflict if it was done before,
    TrackingNumberTaken.
    """
    rules, carrier = pack(order.cohort), carriers.find(carrier_code)
    number = carriers.tidy(tracking_number)
    if carrier is None or not carriers.is_number_of(carrier, number):
        raise _bad_number(carrier)
    shipment = order.shipment
    if shipment is None or order.is_supplied or shipment.delivered_sim_at is not None:
        raise Conflict(
            _("现在不能改运单号：还没有自己发货，或者包裹已经送达"), rule=RuleId.PARCELS,
            next_step=_("刷新页面看包裹现在的状态"),
        )  # fmt: skip
    if find_shipment_by_number(number, order.cohort_id) is not None:
        raise _number_taken(number)
    with force_locale("zh_CN"):
        name = str(carrier.name)
    changed = taken(
        sa.update(Shipment)
        .where(Shipment.id == shipment.id, Shipment.corrections < rules.tracking_changes_max)
        .values(carrier=name, tracking_number=number, corrections=Shipment.corrections + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(shipment, ["carrier", "tracking_number", "corrections"])
    if not changed:
        raise Conflict(
            _("运单号只能改 %(n)s 次，没有再改", n=rules.tracking_changes_max), rule=RuleId.PARCELS,
            next_step=_("把情况告诉买家"),
        )  # fmt: skip
    record(
        Verb.TRACKING_CORRECTED, order, actor=actor, number=order.number, carrier=name,
        tracking_number=number,
    )  # fmt: skip


def deliver_by_hand(job: Job) -> None:
    """The timer: a parcel that the merchant sent has arrived."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is not None and order.has_left:
        deliver_shipment(get_shipment_of(order))


def note_late(job: Job) -> None:
    """The timer, on the hour: paid orders whose promised time has passed are late (S-2)."""
    late = db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == job.cohort_id,
            Order.state == OrderState.PAID,
            Order.late_sim_at.is_(None),
            Order.ship_by_sim_at < job.due_sim_at,
        )
        .order_by(Order.id)
        .with_for_update()
    )
    for order in late.all():
        order.late_sim_at = order.ship_by_sim_at
        record(Verb.ORDER_LATE, order, actor=None, number=order.number)


def _write_shipped(order: Order) -> None:
    """What is open of each line leaves now."""
    db.session.flush()
    db.session.connection().execute(LEAVE, {"order": order.id})
    for line in order.lines:
        set_committed_value(line, "shipped_quantity", line.open_quantity)


def _write_shipment(
    order: Order, carrier: str, tracking_number: str, events: Sequence[Mapping[str, str]]
) -> None:
    """The parcel's row, made first: its number is the thing that may be refused."""
    made = insert_unless_there(
        Shipment, cohort_id=order.cohort_id, order_id=order.id, carrier=carrier,
        tracking_number=tracking_number, shipped_sim_at=order.cohort.sim_at,
        events=[dict(event) for event in events],
    )  # fmt: skip
    if not made:
        raise _number_taken(tracking_number)


def _number_taken(number: str) -> TrackingNumberTaken:
    return TrackingNumberTaken(
        _("运单号 %(n)s 已经用在别的包裹上，没有发货", n=number),
        rule=RuleId.FALSE_SHIPMENT,
        next_step=_("核对面单上的运单号再填"),
        fields={"tracking_number": _("这个运单号已经用过")},
    )


def _is_late(order: Order, now: datetime) -> bool:
    return order.ship_by_sim_at is not None and now > order.ship_by_sim_at


def _bad_number(carrier: carriers.Carrier | None) -> Invalid:
    if carrier is None:
        return Invalid(_("没有选快递公司"), fields={"carrier": _("请选择模拟快递公司")})
    like = carriers.example(carrier)
    return Invalid(
        _("运单号不对，没有发货：填错的运单号会被判为虚假发货"),
        rule=RuleId.FALSE_SHIPMENT,
        next_step=_(
            "%(carrier)s的运单号像 %(like)s 这样，末位是校验码", carrier=carrier.name, like=like
        ),
        fields={"tracking_number": _("不是%(carrier)s的运单号", carrier=carrier.name)},
    )
