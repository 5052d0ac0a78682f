"""`make run`: migrate, seed the demo class once, then serve until Ctrl-C.

Two processes: the web, and the scheduler that lets sandbox time pass. Data lives in `instance/`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from types import FrameType

from dotenv import load_dotenv

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WEB = [sys.executable, "-m", "gunicorn"]
START_SECONDS = 60
STOP_SECONDS = 15


def main() -> int:
    load_dotenv(".env")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if taken(host, port):
        say(f"Port {port} is in use. Is Liantan running already? Otherwise: PORT=8001 make run")
        return 1
    for step in (["db", "upgrade"], ["demo"]):
        if code := subprocess.run([*FLASK, *step], check=False).returncode:
            say(f"`flask {' '.join(step)}` failed, so nothing was started.")
            return code
    return serve(f"http://{host}:{port}")


def serve(address: str) -> int:
    """Run both processes until one ends or somebody stops us; 0 if it was somebody."""
    signal.signal(signal.SIGTERM, interrupt)
    started = [subprocess.Popen(WEB), subprocess.Popen([*FLASK, "scheduler"])]
    try:
        wait_until_up(address, started)
        say(f"\n  Liantan 练摊 is open: {address}   (Ctrl-C stops it, the data stays)\n")
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
        say("One of the two processes ended by itself; stopping the other.")
        return 1
    except KeyboardInterrupt:
        say("\nStopping ...")
        return 0
    finally:
        stop(started)


def wait_until_up(address: str, started: list[subprocess.Popen[bytes]]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and all(process.poll() is None for process in started):
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310
            return
        time.sleep(0.1)


def stop(started: list[subprocess.Popen[bytes]]) -> None:
    """Ask both to finish what they are doing; insist after a while."""
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0  # noqa: S104


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
