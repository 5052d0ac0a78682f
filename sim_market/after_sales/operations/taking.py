"""Taking a request for oneself before its state and its order's sums are looked at."""

import sqlalchemy as sa

from app import jobs
from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.orders.operations import lock_order

SILENCE = "after_sales.silence"
RETURN_DUE = "after_sales.return_due"
CONFIRM_DUE = "after_sales.confirm_due"
PAY_DUE = "after_sales.pay_due"


def take(refund: Refund, timer: str | None = None) -> None:
    """Wait until nobody else changes this request or its order, then read both afresh.

    Its timer first, which is taken back by the deed, then the request, then the order: so does the
    clock, and nobody waits for each other in a circle.
    """
    if timer:
        jobs.cancel(timer, refund.number, cohort_id=refund.cohort_id)
    db.session.flush()
    locked = (
        sa.select(Refund)
        .where(Refund.id == refund.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    db.session.execute(locked).one()
    forget_notes(refund)
    lock_order(refund.line.order)


def forget_notes(refund: Refund) -> None:
    """What was said is read afresh when it is next asked for."""
    for note in sa.inspect(refund).dict.get("notes", ()):
        db.session.expire(note)
    db.session.expire(refund, ["notes"])
