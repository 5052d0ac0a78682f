"""The icons that pages may use, named in `icons.txt`: the full Bootstrap sprite is over 1 MB."""

import re
from functools import cache
from pathlib import Path

ICONS = frozenset(Path(__file__).with_name("icons.txt").read_text("ascii").split())
TONE_ICONS = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "risk": "x-octagon-fill",
    "info": "hourglass-split",
    "accent": "person-fill",
    "idle": "dash-circle",
}


def sprite(full: Path) -> str:
    """The symbols of `ICONS` out of the full Bootstrap sprite, as one SVG text."""
    symbols = find_symbols(full)
    missing = sorted(ICONS - symbols.keys())
    if missing:
        raise LookupError(f"Bootstrap has no icon named {', '.join(missing)}")
    chosen = "\n".join(symbols[name] for name in sorted(ICONS))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{chosen}\n</svg>\n'


@cache
def find_symbols(full: Path) -> dict[str, str]:
    text = full.read_text(encoding="utf-8")
    found = re.findall(r'<symbol[^>]*\bid="([^"]+)".*?</symbol>', text, re.DOTALL)
    whole = re.findall(r"<symbol.*?</symbol>", text, re.DOTALL)
    return dict(zip(found, whole, strict=True))
