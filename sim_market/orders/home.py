"""What a merchant's home page says of orders: buyers who urge, orders that nobody has paid yet,
invoices that are waited for.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from app.db import db
from app.identity.viewer import Viewer
from app.module import Todo
from app.ui.filters import duration
from sim_market.orders.models import (
    TO_SHIP,
    Invoice,
    InvoiceState,
    Order,
    OrderState,
    Reminder,
    ReminderKind,
)
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by


def urged(viewer: Viewer) -> Todo | None:
    waits = _waits(viewer)
    if not waits or not waits.urged:
        return None
    url, detail = url_for("orders.index", only="urged"), _("先发这些，或者告诉买家什么时候发")
    return Todo("megaphone", _("买家催发货"), detail, waits.urged, url, "risk")


def invoices(viewer: Viewer) -> Todo | None:
    waits = _waits(viewer)
    if not waits or not waits.invoices:
        return None
    url = url_for("orders.invoices", state="asked")
    late = _("%(n)s 张已经超过期限", n=waits.late) if waits.late else _("申请后 7 天内要开")
    tone = "risk" if waits.late else "warn"
    return Todo("receipt", _("发票待开（模拟）"), late, waits.invoices, url, tone)


def unpaid(viewer: Viewer) -> Todo | None:
    """Placed and not paid: what can still be done, and until when."""
    waits, cohort = _waits(viewer), viewer.cohort
    if not waits or not waits.unpaid or cohort is None:
        return None
    left = duration(max(waits.pay_by - cohort.sim_at, timedelta()))
    detail = _("最早一单 %(time)s后关闭：提醒付款，必要时让一点价", time=left)
    url = url_for("orders.index", state=OrderState.UNPAID.value)
    return Todo("hourglass-split", _("等买家付款"), detail, waits.unpaid, url, "warn")


def _waits(viewer: Viewer) -> Any:
    """All in one statement, once per request; None for who has no store."""
    if "order_waits" not in g:
        g.order_waits = db.session.execute(_counts(viewer)).first() if viewer.cohort else None
    return g.order_waits


def _counts(viewer: Viewer) -> Any:
    cohort = viewer.cohort
    assert cohort is not None  # noqa: S101 - asked only for who has a class
    urging = (
        sa.select(sa.func.count(sa.distinct(Order.id)))
        .join(
            Reminder,
            (Reminder.cohort_id == Order.cohort_id)
            & (Reminder.order_id == Order.id)
            & (Reminder.kind == ReminderKind.SHIP),
        )
        .where(
            Order.cohort_id == Store.cohort_id,
            Order.store_id == Store.id,
            Order.state.in_(TO_SHIP),
        )
        .correlate(Store)
        .scalar_subquery()
    )
    asked = (
        Invoice.cohort_id == Store.cohort_id,
        Invoice.store_id == Store.id,
        Invoice.state == InvoiceState.ASKED,
    )
    placed = (
        Order.cohort_id == Store.cohort_id,
        Order.store_id == Store.id,
        Order.state == OrderState.UNPAID,
        Order.pay_by_sim_at > cohort.sim_at,
    )
    return sa.select(
        urging.label("urged"),
        _of(sa.func.count(), *placed).label("unpaid"),
        _of(sa.func.min(Order.pay_by_sim_at), *placed).label("pay_by"),
        _count(*asked).label("invoices"),
        _count(*asked, Invoice.due_sim_at < cohort.sim_at).label("late"),
    ).where(Store.cohort_id == viewer.cohort_id, run_by(viewer.user.id))


def _count(*where: sa.ColumnElement[bool]) -> Any:
    counted = sa.select(sa.func.count()).select_from(Invoice)
    return counted.where(*where).correlate(Store).scalar_subquery()


def _of(what: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> Any:
    asked = sa.select(what).select_from(Order).where(*where)
    return asked.correlate(Store).scalar_subquery()
