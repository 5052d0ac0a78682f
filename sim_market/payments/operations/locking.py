"""Taking a payment for oneself before its state is looked at."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.payments.models import Payment


def lock_payment(payment: Payment) -> None:
    """Wait until nobody else changes this payment, then read it and its parts afresh."""
    db.session.flush()
    db.session.execute(
        sa.select(Payment)
        .where(Payment.id == payment.id)
        .options(selectinload(Payment.parts))
        .with_for_update(of=Payment)
        .execution_options(populate_existing=True)
    ).one()
