"""Time passes once, whoever is there to let it pass."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from app.db import db
from app.jobs import Heartbeat
from app.ops import scheduler
from app.ops.health import SCHEDULER
from app.ops.leader import DatabaseLock, FileLock, lock_for
from tests.conftest import DATABASE


def hold(argument):
    """Runs in a process of its own: take the lock, say so, wait to be killed."""
    lock = lock_from(argument)
    assert lock.acquire()
    sys.stdout.write("led\n")
    sys.stdout.flush()
    time.sleep(60)


def lock_from(argument):
    return DatabaseLock(sa.make_url(DATABASE)) if DATABASE else FileLock(argument)


@pytest.fixture
def place(tmp_path):
    """Where the lock is kept, for this process and for others."""
    return tmp_path / "scheduler.lock"


def test_one_leads_and_the_next_takes_over(place):
    first, second = (lock_from(place) for _ in range(2))
    assert first.acquire()
    assert first.held()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_a_killed_leader_is_replaced(place):
    script = (
        "import wsgi; from pathlib import Path; from tests.app.ops.test_scheduler import hold;"
        f"hold(Path({str(place)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"led\n"
        waiting = lock_from(place)
        assert not waiting.acquire()
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert acquired_within(waiting, seconds=5)
        waiting.release()


def acquired_within(lock, *, seconds):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if lock.acquire():
            return True
        time.sleep(0.05)
    return False


def test_a_lock_for_each_kind_of_database(served, tmp_path):
    with served.app_context():
        lock = lock_for(db.engine, tmp_path)
    assert isinstance(lock, DatabaseLock if DATABASE else FileLock)


def test_it_ticks_and_beats_until_it_is_told_to_stop(served, monkeypatch, tmp_path):
    monkeypatch.setattr(scheduler, "EVERY_SECONDS", 0.05)
    ticked = threading.Event()
    monkeypatch.setattr("app.jobs.run_ticks", ticked.set)
    stop, codes = threading.Event(), []
    lock = FileLock(tmp_path / "lock")
    runs = threading.Thread(target=lambda: codes.append(scheduler.lead(served, lock, stop)))
    runs.start()
    assert ticked.wait(10)
    stop.set()
    runs.join(10)
    assert codes == [0]
    assert not lock.held()
    with served.app_context():
        assert db.session.scalar(sa.select(Heartbeat).where(Heartbeat.name == SCHEDULER))


def test_it_ends_when_the_lock_is_lost(served, monkeypatch, tmp_path):
    monkeypatch.setattr(scheduler, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr("app.jobs.run_ticks", lambda: None)
    lock = FileLock(tmp_path / "lock")
    monkeypatch.setattr(lock, "held", lambda: False)
    assert scheduler.lead(served, lock, threading.Event()) == scheduler.LOST_THE_LOCK


def test_a_database_that_is_away_for_a_moment_does_not_end_it(served, monkeypatch):
    def away():
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("app.jobs.run_ticks", away)
    scheduler.tick(served)
    with served.app_context():
        assert db.session.scalar(sa.select(Heartbeat).where(Heartbeat.name == SCHEDULER)) is None


def test_the_command_stops_when_it_is_asked_to(tmp_path):
    environ = {**os.environ, "LIANTAN_DATA": str(tmp_path), "LOG_LEVEL": "ERROR"}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as process:
        assert file_appears(tmp_path / "scheduler.lock")
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(15) == 0
        finally:
            process.kill()


def test_a_signal_in_the_middle_of_waiting_never_blocks():
    """`threading.Event` deadlocks when its own lock is held by the thread that was interrupted."""
    stop = scheduler.Signalled()
    before = signal.signal(signal.SIGUSR1, lambda *_: stop.set())
    try:
        signal.raise_signal(signal.SIGUSR1)
        assert stop.wait(5)
        assert stop.wait(5), "once asked, it stays asked"
    finally:
        signal.signal(signal.SIGUSR1, before)
        os.close(stop.reader)
        os.close(stop.writer)


def file_appears(path):
    give_up = time.monotonic() + 20
    while not path.exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    return path.exists()
