"""Pictures and videos of evidence, by their hash, for whoever may read that evidence."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app import files
from app.errors import NotFound
from app.videos import MEDIA_TYPE
from grading.evidence.snapshot import Document

PNG = b"\x89PNG"


def picture(document: Document, sha256: str) -> Response:
    """The bytes of a picture or video of this document, checked against their hash."""
    if sha256 not in set(hashes(document)):
        raise NotFound(_("这份证据里没有这张图片"), next_step=_("请从证据页打开"))
    body = files.read(sha256)
    response = Response(body, content_type=kind_of(body))
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response


def kind_of(body: bytes) -> str:
    """What a file that was checked when it came can only be."""
    if body[4:8] == b"ftyp":
        return MEDIA_TYPE
    return "image/png" if body[:4] == PNG else "image/jpeg"


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
