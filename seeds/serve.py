"""`make run`: migrate, seed the demo class once, then serve until Ctrl-C.

Two processes: the web, and the scheduler that lets sandbox time pass. Data lives in `instance/`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from dotenv import load_dotenv

ROOT = Path(__file__).parents[1]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WEB = [sys.executable, "-m", "gunicorn"]
LOOPBACK = ("127.0.0.1", "localhost")
START_SECONDS = 60
STOP_SECONDS = 15


def main() -> int:
    os.chdir(ROOT)
    load_dotenv(".env")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if host in LOOPBACK:  # nobody else can come: answer to these names only
        os.environ.setdefault("TRUSTED_HOSTS", ",".join(LOOPBACK))
    if taken(host, port):
        say(f"端口 {port} 已被占用: 练摊是不是已经在运行? 也可以换一个: PORT=8001 make run")
        return 1
    if code := subprocess.run([*FLASK, "demo", "--migrate"], check=False).returncode:
        say("flask demo --migrate 没有成功, 所以没有启动. 原因在上面")
        return code
    return serve(f"http://{host}:{port}")


def serve(address: str) -> int:
    """Run both processes until one ends or somebody stops us; 0 if it was somebody."""
    signal.signal(signal.SIGTERM, interrupt)
    started = [subprocess.Popen(WEB), subprocess.Popen([*FLASK, "scheduler"])]
    try:
        wait_until_up(address, started)
        say(f"\n  练摊开门了: {address}    (Ctrl-C 停止, 数据会保留)\n")
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
        say("网站或调度进程自己结束了, 另一个也停下. 原因在上面")
        return 1
    except KeyboardInterrupt:
        say("\n正在停止 ...")
        return 0
    finally:
        stop(started)


def wait_until_up(address: str, started: list[subprocess.Popen[bytes]]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and all(process.poll() is None for process in started):
        with suppress(OSError):
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
