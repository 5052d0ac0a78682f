"""Making payments in tests."""

import re
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.db import db
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import Order
from sim_market.orders.operations import begin_payment
from sim_market.payments import weather
from sim_market.payments.models import NoticeEvent, Payment, PaymentNotice
from sim_market.payments.operations import take
from sim_market.payments.weather import Planned
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import problems

PRICE = 1999
CAPITAL = 1_000_000
NOW, LATER = Planned(NoticeEvent.PAID, 0), Planned(NoticeEvent.PAID, 15)
NEVER = Planned(NoticeEvent.PAID, None)


def rain(monkeypatch: Any, *notices: Planned, declined: bool = False) -> None:
    """Let the provider send exactly these notices of every payment."""
    monkeypatch.setattr(weather, "plan", lambda *_: list(notices))
    monkeypatch.setattr(weather, "is_declined", lambda *_: declined)


def buyer() -> Shopper:
    return shopper_of(make.member().user, make.ordinary_cohort())


def unpaid(by: Shopper, stores: int = 1, **sku: Any) -> list[Order]:
    return [make.order(of=make.sku(**sku), by=by, paid=False) for _ in range(stores)]


def paid_for(*orders: Order) -> Payment:
    """Money was taken for these orders."""
    payment = begin_payment(orders)
    assert take(payment, actor=None)
    return payment


def wallet(shopper: Shopper) -> int:
    return balance_of(*shopper.purse)


def provider(shopper: Shopper) -> int:
    return balance_of(shopper.cohort_id, AccountKind.PROVIDER)


def notices(payment: Payment) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        sa.select(PaymentNotice)
        .where(PaymentNotice.payment_id == payment.id)
        .order_by(PaymentNotice.place)
    )
    return [(row.event.value, row.result.value) for row in rows]


def wrong() -> list[str]:
    """What the checks of payments and of all else in the market find."""
    found = problems()
    for name, check in current_app.extensions["checks"].items():
        if name.startswith("payments."):
            found += [f"{name}: {each}" for each in check()]
    return found


def at_till(client: Any, *numbers: str) -> Any:
    """Pay these orders through the pages: the till, then the provider's; its answer."""
    there = client.post("/mall/till", data={"order": list(numbers)})
    if there.status_code != 303:
        return there
    return at_cashier(client, there.location)


def at_cashier(client: Any, address: str, **form: Any) -> Any:
    """Confirm what the provider's page shows."""
    shown = re.search(r'name="seen_fen"[^>]*value="(\d+)"', client.get(address).text)
    assert shown, address
    return client.post(address, data={"seen_fen": shown[1], "method": "balance", **form})
