"""What was measured, where, and what else the machine had to do meanwhile."""

import os
import platform
import sqlite3
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Machine:
    model: str
    cores: int
    memory_mb: int
    system: str
    python: str
    sqlite: str
    postgres: str
    libraries: str
    commit: str
    at: str
    load: str


def look() -> Machine:
    return Machine(
        model=field_of("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        cores=len(os.sched_getaffinity(0)),
        memory_mb=int((field_of("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) // 1024,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        postgres=postgres_version(),
        libraries=", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy")),
        commit=commit(),
        at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",  # noqa: TID251 - of the report, not a sandbox
        load=load(),
    )


def load() -> str:
    """Load average of the last minute: above the number of cores, figures suffer."""
    return f"{os.getloadavg()[0]:.1f}"


def field_of(path: str, name: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    found = (line.split(":", 1)[1].strip() for line in lines if line.startswith(name))
    return next(found, "")


def postgres_version() -> str:
    programs = postgres.find_bin()
    if programs is None:
        return "none"
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
    return said.stdout.strip().removeprefix("postgres (PostgreSQL) ")


def commit() -> str:
    """The commit, and whether there was more in the working tree."""
    head = git("rev-parse", "--short=12", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no")
    return f"{head} with changes" if changed else head


def git(*words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True
    ).stdout.strip()


def rss_mb(pid: int) -> int:
    """Resident memory of a process in MB; 0 if it is gone."""
    said = field_of(f"/proc/{pid}/status", "VmRSS") or "0"
    return int(said.split()[0]) // 1024


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []
