"""Parcels: late, never sent for want of goods, or sent in name only (rules S-2, S-3, S-4)."""

# word data: what a city's name may end with

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db
from app.ui.filters import sim_time
from sim_market.after_sales.models import Refund
from sim_market.orders.models import Order, Shipment
from sim_market.rules.pack import Pack, RuleId
from sim_market.violations.finding import Finding, Line
from sim_market.violations.reckon import Reckoning

LOOK_BACK = timedelta(days=4)  # the patrol comes daily


def late_finding(order: Order, pack: Pack) -> Finding:
    """Shipped after the promised time, or not shipped when it had passed (S-2)."""
    lines = [
        (_("付款"), _at(order, order.paid_sim_at)),
        (_("承诺发货"), _at(order, order.ship_by_sim_at)),
        (_("实际发货"), _at(order, order.shipped_sim_at)),
    ]
    return _of(
        order, RuleId.LATE_SHIPMENT, _("超过承诺的发货时间还没有发货"), lines,
        Reckoning(
            base_fen=order.pay_fen, rate_bp=pack.late_bp, min_fen=pack.late_min_fen,
            max_fen=pack.late_max_fen,
        ),
    )  # fmt: skip


def out_of_stock_finding(refund: Refund, pack: Pack) -> Finding:
    """Paid for, and the merchant has none (S-3)."""
    order = refund.line.order
    lines = [
        (_("付款"), _at(order, order.paid_sim_at)),
        (_("没有货的商品"), refund.line.listing_title),
        (_("退款"), refund.number),
    ]
    return _of(
        order, RuleId.OUT_OF_STOCK, _("买家付款以后，商家没有货可发"), lines,
        Reckoning(
            base_fen=order.pay_fen, rate_bp=pack.out_of_stock_bp,
            max_fen=pack.out_of_stock_max_fen,
        ),
        curable=False,
    )  # fmt: skip


def false_findings(cohort: Cohort, pack: Pack) -> Iterator[Finding]:
    """Parcels that no carrier took within a day, or that went another way (S-4)."""
    scan_within = timedelta(hours=pack.first_scan_hours)
    rows = db.session.scalars(
        sa.select(Shipment)
        .where(
            Shipment.cohort_id == cohort.id,
            Shipment.shipped_sim_at <= cohort.sim_at - scan_within,
            Shipment.shipped_sim_at > cohort.sim_at - LOOK_BACK - scan_within,
        )
        .options(joinedload(Shipment.order).joinedload(Order.lines))
        .order_by(Shipment.id)
    )
    for shipment in rows.unique():
        if why := what_is_false(shipment, cohort.sim_at, scan_within):
            yield _false(shipment, why, pack)


def what_is_false(shipment: Shipment, now: datetime, scan_within: timedelta) -> str:
    """In words what is false about a parcel; "" if nothing is."""
    seen = sorted(shipment.events_until(now), key=lambda event: event["at"])
    if not seen or seen[0]["at"] > shipment.shipped_sim_at + scan_within:
        return _("填了运单号，%(n)s 小时内没有揽收记录", n=scan_within // timedelta(hours=1))
    city = str(shipment.order.address.get("city", "")).removesuffix("市")
    arrived = shipment.delivered_sim_at is not None and shipment.delivered_sim_at <= now
    if arrived and city and not any(city in event["text"] for event in seen):
        return _("包裹没有到买家所在的城市：%(city)s", city=city)
    return ""


def _false(shipment: Shipment, why: str, pack: Pack) -> Finding:
    order = shipment.order
    events = sorted(shipment.events_until(order.cohort.sim_at), key=lambda event: event["at"])
    first = events[0]["at"] if events else None
    lines = [
        (_("运单号"), f"{shipment.carrier} {shipment.tracking_number}"),
        (_("填单号"), _at(order, shipment.shipped_sim_at)),
        (_("首次揽收"), _at(order, first)),
    ]
    return _of(
        order, RuleId.FALSE_SHIPMENT, why, lines,
        Reckoning(
            base_fen=order.pay_fen, rate_bp=pack.false_ship_bp,
            min_fen=pack.false_ship_min_fen, max_fen=pack.false_ship_max_fen,
        ),
        curable=False,
    )  # fmt: skip


def _of(
    order: Order,
    rule: RuleId,
    says: str,
    lines: list[Line],
    reckoning: Reckoning,
    *,
    curable: bool = True,
) -> Finding:
    return Finding(
        store_id=order.store_id,
        rule=rule.value,
        subject_type="order",
        subject_id=order.id,
        subject_name=_("订单 %(n)s", n=order.number),
        says=says,
        lines=((_("订单"), order.number), *lines),
        facts={"order": order.number, "pay_fen": order.pay_fen},
        reckoning=reckoning,
        curable=curable and not order.has_left,
        once=True,
    )


def _at(order: Order, moment: datetime | None) -> str:
    return sim_time(moment, order.cohort) if moment else _("没有")
