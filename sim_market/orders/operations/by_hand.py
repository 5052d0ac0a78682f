"""Parcels that a merchant sends: whole orders, parts of one, several orders in one parcel."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from app import jobs
from app.db import db, savepoint, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.orders import carriers
from sim_market.orders.carriers import Carrier
from sim_market.orders.models import Order, Shipment
from sim_market.orders.operations.delivery import deliver_shipment
from sim_market.orders.operations.locking import lock_goods_of, lock_order
from sim_market.orders.operations.shipping import next_place, number_taken, ship_order
from sim_market.orders.queries import (
    find_order_by_number,
    find_shipment_by_number,
    get_shipment_of,
)
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


def ship_by_hand(
    order: Order,
    *,
    carrier_code: str,
    tracking_number: str,
    actor: User,
    contents: Mapping[int, int] | None = None,
) -> Shipment:
    """A merchant sends their own goods with a simulated carrier: a parcel of a paid order.

    `contents`: line id -> units, else all of the merchant's goods that wait. Raises Invalid if the
    number cannot be one of that carrier (rule S-1), and Conflict for goods that the supplier sends.
    """
    return ship_together(
        [order], carrier_code=carrier_code, tracking_number=tracking_number, actor=actor,
        contents=contents,
    )[0]  # fmt: skip


def ship_together(
    orders: Sequence[Order],
    *,
    carrier_code: str,
    tracking_number: str,
    actor: User,
    contents: Mapping[int, int] | None = None,
) -> list[Shipment]:
    """Orders of one buyer and address in one parcel, all or none. Raises as `ship_by_hand`."""
    orders = sorted(orders, key=lambda each: each.number)
    guard_together(orders)
    carrier, number = number_of(carrier_code, tracking_number)
    first = orders[0]
    if len(orders) > 1:
        lock_goods_of(orders)
    lock_order(first)
    key = delivery_key(first, next_place(first))
    with force_locale("zh_CN"):  # the buyer reads it too, in whatever language
        route = carriers.route(first.cohort.seed, key, first.cohort.sim_at, first.address)
        name = str(carrier.name)
    sent: list[Shipment] = []
    for order in orders:
        sent.append(
            ship_order(
                order,
                carrier=name,
                tracking_number=number,
                events=route,
                actor=actor,
                contents=own_goods(order) if contents is None else contents,
                shared_with=sent[0] if sent else None,
            )
        )
    arrives = datetime.fromisoformat(route[-1]["at"])
    jobs.schedule("orders.deliver", key, cohort_id=first.cohort_id, at=arrives)
    return sent


def guard_together(orders: Sequence[Order]) -> None:
    """One parcel goes to one door. Raises Conflict for orders that are not for the same."""
    if not orders:
        raise Invalid(_("没有选订单，没有发货"), next_step=_("先勾选要发的订单"))
    first = orders[0]
    for order in orders[1:]:
        same = order.shopper_id == first.shopper_id and order.store_id == first.store_id
        if not same or order.address != first.address:
            raise Conflict(
                _(
                    "订单 %(a)s 和 %(b)s 不是同一个买家的同一个地址，不能装一个包裹",
                    a=first.number, b=order.number,
                ),
                rule=RuleId.PARCELS,
                next_step=_("分开发，每单填自己的运单号"),
            )  # fmt: skip


def own_goods(order: Order) -> dict[int, int] | None:
    """What the merchant sends of an order: not what the supplier does. None: all of it.

    Raises Conflict where all that waits is the supplier's.
    """
    if not order.is_supplied:
        return None
    own = {x.id: x.unsent_quantity for x in order.lines if not x.sku.supplied and x.unsent_quantity}
    if not own and order.can_ship:
        raise Conflict(
            _("订单 %(n)s 由供应商代发，不用自己填运单号", n=order.number),
            next_step=_("到“供货单”看发货进度"),
        )
    return own


def number_of(carrier_code: str, typed: str) -> tuple[Carrier, str]:
    """The carrier and its number as typed, or Invalid if it cannot be one of that carrier."""
    carrier, number = carriers.find(carrier_code), carriers.tidy(typed)
    if carrier is None or not carriers.is_number_of(carrier, number):
        raise _bad_number(carrier)
    return carrier, number


def correct_tracking(
    order: Order, *, carrier_code: str, tracking_number: str, actor: User, place: int = 1
) -> None:
    """Put right a number that was copied wrongly: once, before the parcel arrives (rule S-5).

    Raises Invalid for a number that cannot be one of that carrier, Conflict if it was done before,
    TrackingNumberTaken. `place`: which of the order's parcels.
    """
    rules = pack(order.cohort)
    carrier, number = number_of(carrier_code, tracking_number)
    shipment = next((each for each in order.shipments if each.place == place), None)
    if shipment is None or shipment.by_supplier or shipment.delivered_sim_at is not None:
        raise Conflict(
            _("现在不能改运单号：还没有自己发货，或者包裹已经送达"), rule=RuleId.PARCELS,
            next_step=_("刷新页面看包裹现在的状态"),
        )  # fmt: skip
    if find_shipment_by_number(number, order.cohort_id) is not None:
        raise number_taken(number)
    with force_locale("zh_CN"):
        name = str(carrier.name)
    leader = shipment.leader_id
    correction = (
        sa.update(Shipment)
        .where(
            (Shipment.id == leader) | (Shipment.shared_with_id == leader),
            Shipment.corrections < rules.tracking_changes_max,
        )
        .values(carrier=name, tracking_number=number, corrections=Shipment.corrections + 1)
        .execution_options(synchronize_session=False)
    )
    try:
        with savepoint():
            changed = taken(correction)
    except sa.exc.IntegrityError as taken_meanwhile:
        raise number_taken(number) from taken_meanwhile
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
    number, _dash, place = job.key.partition("-")
    order = find_order_by_number(number, cohort_id=job.cohort_id)
    if order is not None and order.has_left:
        deliver_shipment(get_shipment_of(order, int(place or 1)))


def delivery_key(order: Order, place: int) -> str:
    """'D0000001' for the first parcel of an order, 'D0000001-2' for the second."""
    return order.number if place == 1 else f"{order.number}-{place}"


def _bad_number(carrier: Carrier | None) -> Invalid:
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
