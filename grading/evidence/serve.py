"""Pictures that evidence holds, served by their hash to whoever may read that evidence."""

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app import files
from app.errors import NotFound
from grading.evidence.snapshot import Document

PNG = b"\x89PNG"


def picture(document: Document, sha256: str) -> Response:
    """The bytes of a picture of this document, checked against their hash."""
    if sha256 not in set(hashes(document)):
        raise NotFound(_("这份证据里没有这张图片"), next_step=_("请从证据页打开"))
    body = files.read(sha256)
    response = Response(body, content_type="image/png" if body[:4] == PNG else "image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    return response


def hashes(value: Any) -> Iterator[str]:
    """Every stored picture that a document names."""
    if isinstance(value, dict):
        if isinstance(value.get("sha256"), str):
            yield value["sha256"]
        for part in value.values():
            yield from hashes(part)
    elif isinstance(value, list):
        for part in value:
            yield from hashes(part)
