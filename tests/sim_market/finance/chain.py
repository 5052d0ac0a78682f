"""A process that buys, pays, ships, receives and settles through the pages until it is killed.

`main` builds the application once and then has one child after the other work on; each is killed
at another moment. Every answer that a child got is written to `log` before the next step; the
next child repeats the step that was not answered, with the same form key.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.chance import draw_int
from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from sim_market.orders import carriers
from sim_market.orders.models import Order
from sim_market.payments.models import PaymentPart
from tests.conftest import settings
from wsgi import create_app

SOON_MS, LATE_MS = 150, 600
Deed = Callable[[Flask, dict[str, Any], int], None]


def main(task: dict[str, Any], deeds: dict[str, Deed] | None = None) -> None:
    app, deeds = create_app(settings(Path(task["folder"]), task["url"])), deeds or DEEDS
    most_ms = warm_up(app, task, deeds)
    for kill in range(task["kills"]):
        child = os.fork()
        if child == 0:
            work(app, task, deeds, chains=10**6)
        time.sleep(draw_int(1, most_ms, task["seed"], "kill", kill) / 1000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    child = os.fork()
    if child == 0:
        work(app, task, deeds, chains=1)
    _pid, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def warm_up(app: Flask, task: dict[str, Any], deeds: dict[str, Deed]) -> int:
    """One chain before the children are born: what is compiled once is known to them all.

    Returns how many milliseconds a child may live: longer where the machine is busy.
    """
    began = time.monotonic()
    with open(task["log"], "w") as log:
        for step, deed in deeds.items():
            deed(app, task, 0)
            log.write(f"0 {step}\n")
    with app.app_context():
        db.session.close()
        db.engine.dispose()
    return min(LATE_MS, max(SOON_MS, round((time.monotonic() - began) * 1000)))


def work(app: Flask, task: dict[str, Any], deeds: dict[str, Deed], chains: int) -> None:
    """Go on where the log ends. Never returns."""
    steps = list(deeds)
    try:
        log = os.open(task["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        chain, step = next_step(Path(task["log"]).read_text(), steps)
        last = chain + chains
        while chain < last:
            deeds[steps[step]](app, task, chain)
            os.write(log, f"{chain} {steps[step]}\n".encode())
            chain, step = (chain, step + 1) if step + 1 < len(steps) else (chain + 1, 0)
        os._exit(0)
    except BaseException as error:
        Path(task["log"]).with_suffix(".error").write_text(repr(error))
        os._exit(1)


def next_step(log: str, steps: list[str]) -> tuple[int, int]:
    """(chain, step) to do now; an answer that was half written counts as not given."""
    whole = log[: log.rfind("\n") + 1].splitlines()
    if not whole:
        return 0, 0
    chain, step = whole[-1].split()
    done = steps.index(step) + 1
    return (int(chain), done) if done < len(steps) else (int(chain) + 1, 0)


def send(app: Flask, who: str, path: str, key: str, **form: Any) -> None:
    """Send a form as this person; anything but a redirect is an error."""

    def post() -> Any:
        client: FlaskClient = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = who, True
        return client.post(path, data={"_key": key, **form})

    page = Context().run(post)
    if page.status_code != 303:
        raise RuntimeError(f"{path} {key}: {page.status_code} {page.text[:3000]}")


def order_of(app: Flask, chain: int) -> tuple[int, str]:
    """(id, number) of the order that a chain placed: its note says which."""
    with app.app_context():
        order = db.session.query(Order).filter_by(note=f"chain {chain}").one()
        return order.id, order.number


def place(app: Flask, task: dict[str, Any], chain: int) -> None:
    path = f"/mall/checkout?sku_id={task['sku_id']}&quantity=1"
    form = {"seen_fen": task["price_fen"], "note": f"chain {chain}"}
    send(app, "chain-buyer", path, f"place-{chain:06d}", **form)


def pay(app: Flask, task: dict[str, Any], chain: int) -> None:
    _id, number = order_of(app, chain)
    send(app, "chain-buyer", "/mall/till", f"till-{chain:06d}", order=number)
    with app.app_context():
        payment = db.session.query(PaymentPart).filter_by(order_number=number).one().payment.number
    form = {"seen_fen": task["price_fen"], "method": "balance"}
    send(app, "chain-buyer", f"/mall/cashier/{payment}", f"pay-{chain:06d}", **form)


def ship(app: Flask, task: dict[str, Any], chain: int) -> None:
    order_id, _number = order_of(app, chain)
    carrier = carriers.CARRIERS[0]
    form = {"carrier": carrier.code, "tracking_number": carriers.tracking_number(carrier, chain)}
    send(app, "chain-seller", f"/orders/{order_id}/ship", f"ship-{chain:06d}", **form)


def receive(app: Flask, task: dict[str, Any], chain: int) -> None:
    _id, number = order_of(app, chain)
    send(app, "chain-buyer", f"/mall/orders/{number}/receive", f"receive-{chain:06d}")


def settle(app: Flask, task: dict[str, Any], chain: int) -> None:
    """Let the settlement period pass, and the hour of its run."""
    with app.app_context():
        now = db.session.get_one(Cohort, task["cohort_id"]).sim_at
        clock.advance(task["cohort_id"], now + timedelta(days=7, hours=1))


DEEDS: dict[str, Deed] = {
    "place": place, "pay": pay, "ship": ship, "receive": receive, "settle": settle,
}  # fmt: skip
STEPS = tuple(DEEDS)
