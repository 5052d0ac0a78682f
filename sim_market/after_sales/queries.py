"""Reading refunds."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.after_sales.amount import free_units
from sim_market.after_sales.models import OPEN, Refund, RefundState
from sim_market.orders.models import Order, OrderLine
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by

PER_PAGE = 50


def get_refund(refund_id: int, *, seen_by: Viewer) -> Refund:
    """A request to the viewer's own store, with its line and order; else NotFound."""
    refund = db.session.scalar(
        sa.select(Refund)
        .join(Store, (Store.cohort_id == Refund.cohort_id) & (Store.id == Refund.store_id))
        .where(
            Refund.id == refund_id,
            Refund.cohort_id == seen_by.cohort_id,
            run_by(seen_by.user.id),
        )
        .options(joinedload(Refund.line).joinedload(OrderLine.order).joinedload(Order.shopper))
    )
    if refund is None:
        raise NotFound(
            _("没有这份退款申请"), next_step=_("回售后页看自己店的申请"), link="/after-sales"
        )
    return refund


def find_by_number(number: str, *, cohort_id: int) -> Refund | None:
    return db.session.scalar(
        sa.select(Refund).where(Refund.cohort_id == cohort_id, Refund.number == number)
    )


def list_rounds(line: OrderLine) -> Sequence[Refund]:
    """All requests about one line of an order, the first first."""
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.cohort_id == line.cohort_id, Refund.order_line_id == line.id)
        .order_by(Refund.id)
    ).all()


def free_units_of(line: OrderLine, rounds: Sequence[Refund]) -> list[int]:
    """The units of a line that no request keeps or has given back, the earliest first."""
    kept = (*OPEN, RefundState.AGREED, RefundState.DONE)
    return free_units(line.quantity, [(r.units, r.quantity) for r in rounds if r.state in kept])


def count_given(order: Order) -> int:
    """How many refunds of an order were given or are asked for."""
    kept = (*OPEN, RefundState.AGREED, RefundState.DONE)
    count = sa.select(sa.func.count()).select_from(Refund)
    where = Refund.cohort_id == order.cohort_id, Refund.order_id == order.id
    return db.session.scalar(count.where(*where, Refund.state.in_(kept))) or 0


def list_refunds(
    store: Store, state: RefundState | None, page: int
) -> tuple[Sequence[Refund], int]:
    """A page of the requests to a store, those that wait longest first, and how many in all."""
    where = [Refund.cohort_id == store.cohort_id, Refund.store_id == store.id]
    if state:
        where.append(Refund.state == state)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Refund).where(*where))
    waiting = sa.case((Refund.state == RefundState.APPLIED, 0), else_=1)
    refunds = db.session.scalars(
        sa.select(Refund)
        .join(Refund.line)
        .join(OrderLine.order)
        .where(*where)
        .options(
            contains_eager(Refund.line).contains_eager(OrderLine.order).joinedload(Order.shopper)
        )
        .order_by(waiting, sa.case((waiting == 0, Refund.id), else_=-Refund.id))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return refunds, total or 0


def count_refunds(store: Store) -> dict[str, int]:
    """How many requests to a store are in each state."""
    rows = db.session.execute(
        sa.select(Refund.state, sa.func.count())
        .where(Refund.cohort_id == store.cohort_id, Refund.store_id == store.id)
        .group_by(Refund.state)
    )
    return dict.fromkeys((s.value for s in RefundState), 0) | {r[0].value: r[1] for r in rows}


def list_refunds_of(order: Order) -> Sequence[Refund]:
    """All requests about an order, the newest first."""
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.cohort_id == order.cohort_id, Refund.order_id == order.id)
        .order_by(Refund.id.desc())
    ).all()


def get_dispute(refund_id: int, *, seen_by: Viewer) -> Refund:
    """A dispute of the viewer's class that waits for a decision; else NotFound."""
    found: Refund | None = db.session.scalar(
        _about_disputes(seen_by.cohort_id or 0).where(
            Refund.id == refund_id, Refund.state == RefundState.DISPUTED
        )
    )
    if found is None:
        raise NotFound(
            _("没有等裁决的这份申请"), next_step=_("回纠纷页看看"), link="/after-sales/disputes"
        )
    return found


def list_disputes(cohort_id: int) -> Sequence[Refund]:
    """What waits for a decision in a class, the most urgent first."""
    waiting = _about_disputes(cohort_id).where(Refund.state == RefundState.DISPUTED)
    return db.session.scalars(waiting.order_by(Refund.decide_by_sim_at).limit(PER_PAGE)).all()


def list_decided(cohort_id: int) -> Sequence[Refund]:
    """The last decisions in a class."""
    decided = _about_disputes(cohort_id).where(Refund.decided_sim_at.is_not(None))
    return db.session.scalars(decided.order_by(Refund.decided_sim_at.desc()).limit(20)).all()


def _about_disputes(cohort_id: int) -> sa.Select[Refund]:
    line = joinedload(Refund.line).joinedload(OrderLine.order)
    return (
        sa.select(Refund)
        .where(Refund.cohort_id == cohort_id)
        .options(line.joinedload(Order.shopper), line.joinedload(Order.store))
    )
