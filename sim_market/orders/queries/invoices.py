"""Reading invoices."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.db import db
from sim_market.orders.models import Invoice, InvoiceState, Order
from sim_market.stores.models import Store


def find_invoice(order: Order) -> Invoice | None:
    """The invoice of an order, if one was ever asked for."""
    return db.session.scalar(
        sa.select(Invoice).where(
            Invoice.cohort_id == order.cohort_id, Invoice.order_id == order.id
        )
    )  # fmt: skip


def list_invoices(
    store: Store, state: InvoiceState | None, page: int, most: int
) -> tuple[Sequence[Invoice], int]:
    """A page of a store's invoices, those that are due first, and how many there are."""
    where = [Invoice.cohort_id == store.cohort_id, Invoice.store_id == store.id]
    if state:
        where.append(Invoice.state == state)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Invoice).where(*where))
    rows = db.session.scalars(
        sa.select(Invoice)
        .join(Invoice.order)
        .where(*where)
        .options(contains_eager(Invoice.order).joinedload(Order.shopper))
        .order_by(sa.case((Invoice.state == InvoiceState.ASKED, 0), else_=1), Invoice.due_sim_at)
        .limit(most)
        .offset((page - 1) * most)
    ).all()
    return rows, total or 0


def count_invoices(store: Store) -> dict[str, int]:
    """How many of a store's invoices are in each state."""
    rows = db.session.execute(
        sa.select(Invoice.state, sa.func.count())
        .where(Invoice.cohort_id == store.cohort_id, Invoice.store_id == store.id)
        .group_by(Invoice.state)
    )
    counts = dict.fromkeys((state.value for state in InvoiceState), 0)
    return counts | {row[0].value: int(row[1]) for row in rows}
