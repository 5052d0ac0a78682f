"""The whole way of an order and a hand-in, for a process that is killed on it again and again.

Placed, paid, captured from the supplier, sent when the clock gets there, received, settled, and
frozen in a practice result. How the process works and is killed: `tests/sim_market/finance`.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.cohorts import clock
from app.db import db
from sim_market.orders.models import Order
from tests.sim_market.finance import chain
from tests.sim_market.finance.chain import Deed, pay, place, receive, send, settle


def main(task: dict[str, Any]) -> None:
    chain.main(task, DEEDS)


def capture(app: Flask, task: dict[str, Any], n: int) -> None:
    send(app, "chain-seller", "/supply/orders/pull", f"pull-{n:06d}")


def travel(app: Flask, task: dict[str, Any], n: int) -> None:
    """The supplier packs and sends; the parcel arrives. Six days are enough for any address.

    Six days after the payment, however often this is begun again: after ten the parcel would be
    received by itself.
    """
    with app.app_context():
        number = f"D{n + 1:07d}"
        paid = db.session.scalars(
            sa.select(Order.paid_sim_at).filter_by(cohort_id=task["cohort_id"], number=number)
        ).one()
        db.session.rollback()
        clock.advance(task["cohort_id"], paid + timedelta(days=6))


def hand_in(app: Flask, task: dict[str, Any], n: int) -> None:
    """Each time once more: the page showed as many hand-ins as there were chains before."""
    send(app, "chain-seller", "/practice-result/hand-in", f"hand-in-{n:06d}", seen=n)


DEEDS: dict[str, Deed] = {
    "place": place, "pay": pay, "capture": capture, "travel": travel, "receive": receive,
    "settle": settle, "hand_in": hand_in,
}  # fmt: skip
