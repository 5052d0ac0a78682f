"""A whole class from the first log-in to the released marks, on two cores."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.machine import ROOT
from benchmarks.settings import FLASK, environment

CORES = 2
ONLY = "import os, sys; os.sched_setaffinity(0, {cores}); os.execv(sys.executable, {command})"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    trainees: int
    days: int
    seconds: float  # of the class itself
    wall: float  # of the whole command
    cpu: float
    requests: int
    problems: int
    load: str


def rehearse(trainees: int, days: int) -> Rehearsed:
    load = machine.load()
    with tempfile.TemporaryDirectory(prefix="liantan-bench-") as name:
        out = Path(name) / "out.json"
        size = ["--trainees", str(trainees), "--days", str(days), "--seed", "1"]
        before, began = os.times(), time.monotonic()
        on_two_cores([*FLASK, "rehearse", *size, "--json", str(out)], environment(Path(name)))
        wall, after = time.monotonic() - began, os.times()
        said = json.loads(out.read_text("utf-8"))
    cpu = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    wrong = sum(map(len, said["checks"].values()))
    return Rehearsed(trainees, days, said["seconds"], wall, cpu, said["requests"], wrong, load)


def on_two_cores(command: list[str], env: dict[str, str]) -> None:
    cores = set(sorted(os.sched_getaffinity(0))[:CORES])
    narrow = [sys.executable, "-c", ONLY.format(cores=cores, command=command)]
    done = subprocess.run(narrow, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}"[-3000:])
