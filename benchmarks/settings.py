"""Applications to be measured, each on a folder and a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from benchmarks.machine import ROOT
from wsgi import create_app

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def environment(folder: Path, url: str = "", **more: str) -> dict[str, str]:
    own = {"LIANTAN_DATA": str(folder), "LOG_LEVEL": "WARNING", **more}
    return {**os.environ, **own, **({"DATABASE_URL": url} if url else {})}


def flask(folder: Path, *words: str, url: str = "") -> str:
    """Run one of our commands in a process of its own; what it said."""
    done = subprocess.run(
        [*FLASK, *words], env=environment(folder, url), cwd=ROOT, text=True, capture_output=True
    )
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(words)}: {done.stdout}{done.stderr}"[-3000:])
    return done.stdout


def application(folder: Path, url: str = "") -> Flask:
    """As it is served, without the limits on how often one account may ask."""
    config = {
        "DATA": str(folder),
        "FILES": str(folder / "files"),
        "RATELIMIT_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    engine = {"url": url or f"sqlite:///{folder}/liantan.sqlite", "pool_size": 36}
    return create_app({**config, "SQLALCHEMY_ENGINES": {"default": engine}})
