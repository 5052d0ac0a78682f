"""Starting what is to be measured as `make run` starts it, and ending only that."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from benchmarks.machine import ROOT, children_of
from tests.postgres import free_port

GUNICORN = [sys.executable, "-m", "gunicorn"]
START_SECONDS, STOP_SECONDS = 90, 20


@contextmanager
def gunicorn(app: str, env: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Serve an application by gunicorn.conf.py; its address and the id of its master."""
    port = str(free_port())
    command = [*GUNICORN, app] if app else GUNICORN
    server = start(command, {**env, "PORT": port})
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{address}/{'' if 'bare' in app else 'healthz'}", server)
        yield address, server.pid
    finally:
        stop(server)


def start(command: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """In a group of its own, so that it can be ended with all that it started."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=dict(env), cwd=ROOT, start_new_session=True, stdout=quiet, stderr=quiet
    )


def stop(process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


def wait_until_up(
    url: str, process: subprocess.Popen[bytes], seconds: float = START_SECONDS
) -> None:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself with {process.returncode}")
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - loopback
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} did not answer in {seconds} s")


def workers_of(master: int) -> list[int]:
    return children_of(master)
