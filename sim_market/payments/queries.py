"""Reading payments."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.payments.models import (
    Payment,
    PaymentKind,
    PaymentPart,
    PaymentPolicy,
    PaymentState,
    Weather,
)
from sim_market.shoppers.models import Shopper


def weather_of(cohort_id: int) -> Weather:
    """How reliable notices are in a class."""
    asked = sa.select(PaymentPolicy.weather).where(PaymentPolicy.cohort_id == cohort_id)
    return db.session.scalar(asked) or Weather.GOOD


def find_payment(number: str, cohort_id: int) -> Payment | None:
    """A payment by its number; for jobs and other rooms."""
    return db.session.scalar(
        sa.select(Payment).where(Payment.cohort_id == cohort_id, Payment.number == number)
    )


def find_by_key(key: str, shopper: Shopper) -> Payment | None:
    """The payment that this shopper's form with this key began."""
    return db.session.scalar(
        sa.select(Payment).where(
            Payment.cohort_id == shopper.cohort_id,
            Payment.shopper_id == shopper.id,
            Payment.request_key == key,
        )
    )


def get_my_payment(number: str, shopper: Shopper | None) -> Payment:
    """A payment of this shopper with its parts and notices, or NotFound."""
    found = None
    if shopper is not None:
        found = db.session.scalar(
            sa.select(Payment)
            .where(
                Payment.cohort_id == shopper.cohort_id,
                Payment.shopper_id == shopper.id,
                Payment.number == number,
            )
            .options(
                selectinload(Payment.parts).joinedload(PaymentPart.store),
                selectinload(Payment.notices),
            )
        )
    if found is None:
        raise NotFound(
            _("没有这笔付款，或者它不是您的"), next_step=_("看看我的订单"), link="/mall/orders"
        )
    return found


def last_payment_of(order_number: str, cohort_id: int) -> Payment | None:
    """The newest payment in which an order has a share; None if it was paid as it was placed."""
    return db.session.scalar(
        sa.select(Payment)
        .join(PaymentPart, PaymentPart.payment_id == Payment.id)
        .where(PaymentPart.cohort_id == cohort_id, PaymentPart.order_number == order_number)
        .order_by(Payment.id.desc())
        .limit(1)
    )


def list_live(
    order_numbers: Iterable[str], cohort_id: int, kind: PaymentKind | None = None
) -> Sequence[Payment]:
    """Payments of these orders that wait for money or for the mall to know of it, by id."""
    alive = (Payment.state == PaymentState.CREATED) | (
        Payment.taken_sim_at.is_not(None) & Payment.confirmed_sim_at.is_(None)
    )
    of_these = sa.select(PaymentPart.payment_id).where(
        PaymentPart.cohort_id == cohort_id, PaymentPart.order_number.in_(list(order_numbers))
    )
    asked = sa.select(Payment).where(
        Payment.cohort_id == cohort_id, Payment.id.in_(of_these), alive
    )
    if kind is not None:
        asked = asked.where(Payment.kind == kind)
    return db.session.scalars(
        asked.options(joinedload(Payment.shopper), selectinload(Payment.parts)).order_by(Payment.id)
    ).all()


def list_in_flight(cohort_id: int) -> Sequence[Payment]:
    """Payments whose money the provider has and the mall does not know of, oldest first."""
    return db.session.scalars(
        sa.select(Payment)
        .where(
            Payment.cohort_id == cohort_id,
            Payment.taken_sim_at.is_not(None),
            Payment.confirmed_sim_at.is_(None),
        )
        .order_by(Payment.id)
    ).all()
