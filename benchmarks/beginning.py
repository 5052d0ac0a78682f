"""From nothing to the first page: a clean clone, `make setup`, `make run`."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.machine import ROOT
from benchmarks.servers import start, stop, wait_until_up
from tests.postgres import free_port

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Begun:
    """Seconds. `first` has the demo class to seed, `again` finds it there."""

    clone: float
    setup: float
    first: float
    again: float
    load: str


def measure() -> Begun:
    with tempfile.TemporaryDirectory(prefix="liantan-clone-") as name:
        folder = Path(name) / "liantan"
        load, env = machine.load(), clean_environment()
        clone = timed(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], env)
        setup = timed(["make", "-s", "-C", str(folder), "setup"], env)
        first, again = (first_page(folder, env) for _start in range(2))
    return Begun(clone, setup, first, again, load)


def clean_environment() -> dict[str, str]:
    """Without what our own process was told."""
    ours = ("LIANTAN_DATA", "DATABASE_URL", "VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL")
    return {name: value for name, value in os.environ.items() if name not in ours}


def timed(command: list[str], env: dict[str, str]) -> float:
    began = time.monotonic()
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=LONGEST)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}"[-3000:])
    return time.monotonic() - began


def first_page(folder: Path, env: dict[str, str]) -> float:
    """From `make run` until the door answers."""
    port = str(free_port())
    began = time.monotonic()
    running = start(["make", "-s", "-C", str(folder), "run"], env | {"PORT": port})
    try:
        wait_until_up(f"http://127.0.0.1:{port}/login", running, LONGEST)
        return time.monotonic() - began
    finally:
        stop(running)
