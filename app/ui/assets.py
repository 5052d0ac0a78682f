"""Style sheets, scripts and icons, ours and out of installed packages, packed once and served."""

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
VENDOR = {
    "bootstrap.css": BOOTSTRAP / "css" / "bootstrap.min.css",
    SPRITE: BOOTSTRAP / "icons" / "bootstrap-icons.svg",
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    packed: bytes
    version: str
    content_type: str


def find_asset(name: str) -> Asset | None:
    """A vendor file, the icon sprite or a file at the top of `app/static`; None for other names."""
    path = VENDOR.get(name, STATIC / name)
    if "/" in name or path.suffix not in TYPES or not path.is_file():
        return None
    return read(name, path, path.stat().st_mtime_ns)


@cache
def read(name: str, path: Path, _changed: int) -> Asset:
    """Read and pack a file once for each time that it changed."""
    body = sprite(path).encode() if name == SPRITE else path.read_bytes()
    return Asset(body, gzip.compress(body, 9, mtime=0), digest(body), TYPES[path.suffix])


@cache
def static_version(name: str) -> str:
    """Eight hex digits of the content of one of our own files under `app/static`."""
    return digest((STATIC / name).read_bytes())


def digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=4).hexdigest()
