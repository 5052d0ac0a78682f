"""Style sheets and icons out of installed packages, served by ourselves."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flask_bootstrap

from app.ui.icons import sprite

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
STATIC = Path(__file__).parent.parent / "static"
SPRITE = "icons.svg"
VENDOR = {"bootstrap.css": "css/bootstrap.min.css"}
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    packed: bytes
    version: str
    content_type: str


@cache
def vendor_asset(name: str) -> Asset | None:
    """A file of `VENDOR` or the icon sprite, gzipped once; None for any other name."""
    if name == SPRITE:
        body = sprite(BOOTSTRAP / "icons" / "bootstrap-icons.svg").encode()
    elif name in VENDOR:
        body = (BOOTSTRAP / VENDOR[name]).read_bytes()
    else:
        return None
    return Asset(
        body, gzip.compress(body, 9, mtime=0), digest(body), TYPES["." + name.split(".")[-1]]
    )


@cache
def static_version(name: str) -> str:
    """Eight hex digits of the content of one of our own files under `app/static`."""
    return digest((STATIC / name).read_bytes())


def digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=4).hexdigest()
