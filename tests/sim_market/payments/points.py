"""A process that orders and pays through the pages and is killed at one named point after another.

`main` builds the application once and has a child do one deed up to its point, where the child
kills itself by SIGKILL: nothing of it is rolled back, flushed or told by Python. Then another child
sends the same form, with the same key, and writes down what it was answered.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from flask import Flask

from app import db as app_db
from app import jobs
from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from sim_market.orders.models import Order
from sim_market.payments.models import NoticeEvent, PaymentPart
from sim_market.payments.operations import ask_due
from sim_market.payments.weather import Planned
from tests.conftest import settings
from tests.sim_market.finance.chain import send
from wsgi import create_app

PLACING, PAYING = "sim_market.orders.operations.placing", "sim_market.orders.operations.paying"
TAKING = "sim_market.payments.operations.taking"
NOTICING = "sim_market.payments.operations.noticing"
CONFIRMING = "sim_market.orders.operations.confirming"

# deed -> points, each a place in the code after which the process dies, or a moment of the session
POINTS: dict[str, list[str]] = {
    "order": [
        f"{PLACING}.next_number",
        f"{PLACING}.hold_all",
        "insert order",
        "insert order_line",
        f"{PLACING}.record",
        f"{PLACING}.jobs.schedule",
        "insert payment",
        "before commit",
        "after commit",
    ],
    "pay": [
        f"{TAKING}.lock_payment",
        f"{TAKING}.post",
        f"{TAKING}.record",
        f"{NOTICING}.confirm",
        f"{CONFIRMING}.claim_paid",
        f"{PAYING}.post",
        f"{CONFIRMING}.take_payment",
        "before commit",
        "after commit",
    ],
    "pay late": [f"{TAKING}.send_notices", "before commit", "after commit"],
    "notice": [f"{CONFIRMING}.claim_paid", f"{PAYING}.post", "before commit", "after commit"],
}


def main(task: dict[str, Any]) -> None:
    app = create_app(settings(Path(task["folder"]), task["url"]))
    turn = 0
    warm_up(app, task)
    for deed, points in POINTS.items():
        for point in points:
            turn += 1
            prepare(app, task, deed, turn)
            killed = in_child(lambda d=deed, p=point, n=turn: do_until(app, task, d, p, n))
            if killed != -signal.SIGKILL:
                sys.exit(f"{deed}: nothing was killed at {point}: {killed}")
            again = in_child(lambda d=deed, n=turn: do(app, task, d, n))
            if again != 0:
                sys.exit(f"{deed}: after a kill at {point} the same form failed: {again}")
            with open(task["log"], "a") as log:
                log.write(f"{deed}|{point}|{turn}\n")
    with app.app_context():
        db.engine.dispose()


def warm_up(app: Flask, task: dict[str, Any]) -> None:
    """Each deed once, before children are born: what is compiled once is known to them all."""
    for deed in ("order", "pay late", "notice"):
        do(app, task, deed, 0)
    with app.app_context():
        db.session.close()
        db.engine.dispose()


def prepare(app: Flask, task: dict[str, Any], deed: str, turn: int) -> None:
    """What must have been done before the deed; without a kill."""
    if deed == "order":
        return

    def before() -> None:
        do(app, task, "order", turn)
        if deed == "notice":
            do(app, task, "pay late", turn)

    assert in_child(before) == 0


def in_child(deed: Callable[[], None]) -> int:
    """Do it in a process of its own; its exit code, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(BaseException):
            deed()
            code = 0
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def do(app: Flask, task: dict[str, Any], deed: str, turn: int) -> None:
    """The whole deed, by the form whose key belongs to this turn."""
    if deed == "order":
        path = f"/mall/checkout?sku_id={task['sku_id']}&quantity=1"
        form = {"seen_fen": task["price_fen"], "note": f"turn {turn}"}
        send(app, "points-buyer", path, f"order-{turn:04d}", **form)
    elif deed == "notice":
        with app.app_context():
            now = db.session.get_one(Cohort, task["cohort_id"]).sim_at
            db.session.close()
            clock.advance(task["cohort_id"], now + timedelta(minutes=12))
    else:
        form = {"seen_fen": task["price_fen"], "method": "balance"}
        path = f"/mall/cashier/{payment_of(app, turn)}"
        with patch("sim_market.payments.weather.plan", planned(deed)):
            send(app, "points-buyer", path, f"pay-{turn:04d}", **form)


def planned(deed: str) -> Callable[..., Any]:
    """Weather in which the notice comes at once, or never."""
    minutes = None if deed == "pay late" else 0
    return lambda *_: [Planned(NoticeEvent.PAID, minutes)]


def payment_of(app: Flask, turn: int) -> str:
    """The payment that this turn's order was to be paid with."""
    with app.app_context():
        order = db.session.query(Order).filter_by(note=f"turn {turn}").one()
        part = db.session.query(PaymentPart).filter_by(order_number=order.number).one()
        return part.payment.number


def do_until(app: Flask, task: dict[str, Any], deed: str, point: str, turn: int) -> None:
    """Begin the deed and die at the point."""
    if point.endswith(" commit"):
        with at_commit(point, app, deed):
            do(app, task, deed, turn)
    elif point.startswith("insert "):
        die_after_insert(app, point.removeprefix("insert "))
        do(app, task, deed, turn)
    else:
        with patch(point, dying(point)):
            do(app, task, deed, turn)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(point: str) -> Callable[..., Any]:
    """What stands at the point, which then ends the process."""
    module, _dot, name = point.rpartition(".")
    real = jobs.schedule if module.endswith(".jobs") else getattr(sys.modules[module], name)

    def and_die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        db.session.flush()
        die()

    return and_die


def die_after_insert(app: Flask, table: str) -> None:
    with app.app_context():
        engine = db.engine

    @sa.event.listens_for(engine, "after_cursor_execute")
    def written(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith((f"INSERT INTO {table} ", f'INSERT INTO "{table}" ')):
            die()


def at_commit(moment: str, app: Flask, deed: str) -> Any:
    """Die right before what was done is kept, or right after and before anybody is told."""
    after = moment == "after commit"
    if deed != "notice":
        real = app_db.end_transaction

        def end(response: Any) -> Any:
            db.session.flush()
            if after:
                real(response)
            die()

        return patch("app.db.end_transaction", end)
    handle = jobs.handle

    def handled(job: jobs.Job) -> None:
        if job.kind == "payments.ask" and after:
            handle(job)
            die()
        handle(job)

    handlers = app.extensions["handlers"]
    if after:
        return patch("app.jobs.handle", handled)
    return patch.dict(handlers, {"payments.ask": lambda job: (ask_due(job), die())})
