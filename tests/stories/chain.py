"""The whole way of an order and a hand-in, for a process that is killed on it again and again.

Placed, paid, captured from the supplier, sent when the clock gets there, received, settled, and
frozen in a practice result. How the process works and is killed: `tests/sim_market/finance`.
"""

from datetime import timedelta
from typing import Any

from flask import Flask

from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from tests.sim_market.finance import chain
from tests.sim_market.finance.chain import Deed, pay, place, receive, send, settle


def main(task: dict[str, Any]) -> None:
    chain.main(task, DEEDS)


def capture(app: Flask, task: dict[str, Any], n: int) -> None:
    send(app, "chain-seller", "/supply/orders/pull", f"pull-{n:06d}")


def travel(app: Flask, task: dict[str, Any], n: int) -> None:
    """The supplier packs and sends; the parcel arrives. Six days are enough for any address."""
    with app.app_context():
        now = db.session.get_one(Cohort, task["cohort_id"]).sim_at
        clock.advance(task["cohort_id"], now + timedelta(days=6))


def hand_in(app: Flask, task: dict[str, Any], n: int) -> None:
    """Each time once more: the page showed as many hand-ins as there were chains before."""
    send(app, "chain-seller", "/practice-result/hand-in", f"hand-in-{n:06d}", seen=n)


DEEDS: dict[str, Deed] = {
    "place": place, "pay": pay, "capture": capture, "travel": travel, "receive": receive,
    "settle": settle, "hand_in": hand_in,
}  # fmt: skip
