"""The process that lets time pass: APScheduler ticks, our own rows say what is to be done."""

import logging
import os
import select
import signal
from pathlib import Path
from typing import Protocol

import click
import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import clock, jobs
from app.db import db, insert_unless_there, taken, transaction
from app.jobs import Heartbeat
from app.ops.health import SCHEDULER
from app.ops.leader import Lock, lock_for

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
LOST_THE_LOCK = 3


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Let sandbox time pass and handle what falls due, until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = Signalled()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    raise SystemExit(lead(app, lock_for(db.engine, Path(app.config["DATA"])), stop))


class Stop(Protocol):
    def wait(self, timeout: float) -> bool:
        """True as soon as we are to stop, False after so many seconds."""
        ...


class Signalled:
    """Set from a signal's handler, where a lock could be held already: so a pipe, and no lock."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()

    def set(self) -> None:
        os.write(self.writer, b".")

    def wait(self, timeout: float) -> bool:
        return bool(select.select([self.reader], [], [], timeout)[0])


def lead(app: Flask, lock: Lock, stop: Stop) -> int:
    """Wait to be the leader, then tick until told to stop; an exit code."""
    while not lock.acquire():
        if stop.wait(EVERY_SECONDS):
            return 0
    ticking = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True})
    ticking.add_job(
        tick, "interval", args=[app], seconds=EVERY_SECONDS, max_instances=1, misfire_grace_time=60
    )
    ticking.start()
    try:
        while not stop.wait(EVERY_SECONDS):
            if not lock.held():
                log.error("the leader lock was lost")
                return LOST_THE_LOCK
        return 0
    finally:
        ticking.shutdown(wait=True)
        lock.release()


def tick(app: Flask) -> None:
    """Run what is due in real time, then say that we are alive."""
    with app.app_context():
        try:
            jobs.run_ticks()
            with transaction():
                beat()
        except sa.exc.SQLAlchemyError:
            log.exception("tick failed, the next one tries again")


def beat() -> None:
    moment = clock.now()
    if not insert_unless_there(Heartbeat, name=SCHEDULER, ran_at=moment):
        mine = sa.update(Heartbeat).where(Heartbeat.name == SCHEDULER)
        taken(mine.values(ran_at=moment).execution_options(synchronize_session=False))
