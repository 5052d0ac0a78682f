"""Looking at money and orders in tests."""

from datetime import timedelta

from flask import current_app

from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import Order

OURS = ("ledger.", "orders.", "after_sales.", "finance.", "listings.", "jobs.", "violations.")


def pass_time(cohort: Cohort, **by: float) -> None:
    """Let sandbox time go by, with everything that is due in it."""
    db.session.commit()
    clock.advance(cohort.id, cohort.sim_at + timedelta(**by))
    db.session.expire_all()


def problems() -> list[str]:
    """What the invariants of the market find wrong."""
    db.session.commit()
    checks = current_app.extensions["checks"]
    return [
        f"{name}: {wrong}"
        for name, check in checks.items()
        if name.startswith(OURS)
        for wrong in check()
    ]


def escrow(of: Cohort) -> int:
    return balance_of(of.id, AccountKind.ESCROW)


def funds(order: Order) -> int:
    return balance_of(order.cohort_id, AccountKind.STORE_FUNDS, order.store_id)
