"""Which version this is."""

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def version() -> str:
    """From the project file beside the code, or from the installed package."""
    project = ROOT / "pyproject.toml"
    if project.exists():
        return str(tomllib.loads(project.read_text())["project"]["version"])
    try:
        return installed("liantan")
    except PackageNotFoundError:
        return "unknown"


@cache
def commit() -> str:
    """The commit that is checked out, twelve digits; empty where there is none to be found."""
    head = ROOT / ".git" / "HEAD"
    if not head.is_file():
        return ""
    said = head.read_text().strip()
    if said.startswith("ref: "):
        branch = ROOT / ".git" / said.removeprefix("ref: ")
        said = branch.read_text().strip() if branch.is_file() else ""
    return said[:12]
