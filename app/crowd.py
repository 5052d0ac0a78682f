"""A crowd at one door does not block the house: deeds are let in a few at a time.

A web process has few threads. Deeds hold theirs while they wait for the database, so only some may
be at work at once, and some more may wait in their threads; who finds no place is answered at once
by a small page that keeps the form and sends it again by itself, with the same key. Threads are
left for those who only look. What everybody wants at the same moment (`@contested`) has a lane of
its own, so that the rest of the house goes on.

This stands before sessions, people and the database. It counts in this process only: each of
several web processes has its own threads, and its own places.
"""

import math
import re
import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from app.db import SAFE_METHODS
from app.idempotency import FIELD

View = TypeVar("View", bound=Callable[..., Any])
LANE, DOOR = "liantan.lane", "liantan.door"
SMALL_FORM = 20_000  # bytes
PAGE = "app/crowd.html"
PATIENCE = 5.0  # seconds that a deed waits in its thread
PATIENCE_IN_CROWD = 1.0
LONG_PATIENCE = 20.0  # what a page cannot give back: files, secrets
BACK_PER_SECOND = 100  # how many of those turned away are told to come back in one second
SOONEST, LATEST = 1.0, 10.0  # seconds until one is told to come back
GONE_SECONDS = 3.0  # how long a refusal holds for those who wait: an unpaid unit may come back
MOST_GONE, MOST_KNOWN = 500, 5_000
CROWDED_SECONDS = 3.0  # after the last who was turned away
LARGEST_FORM = 200_000  # characters that a page gives back
SECRET = re.compile(r"password|secret|otp", re.IGNORECASE)


class Lane:
    """Places for one kind of deed: so many at work, so many more waiting in their threads.

    `chairs` are for those that can be sent again by a page, `benches` for those that cannot.
    """

    def __init__(self, places: int, seats: int, patience: float) -> None:
        self.at_work, self.chairs, self.benches = (
            threading.BoundedSemaphore(max(1, number)) for number in (places, seats, places)
        )
        self.patience = patience
        self._booked = 0.0
        self._book = threading.Lock()

    def enter(self, before_waiting: Callable[[], None], *, keepable: bool) -> bool:
        """Take a place, waiting for one if there is a seat. Who is let in must leave."""
        if self.at_work.acquire(blocking=False):
            return True
        seats = self.chairs if keepable else self.benches
        if not seats.acquire(blocking=False):
            return False
        before_waiting()
        try:
            return self.at_work.acquire(timeout=self.patience if keepable else LONG_PATIENCE)
        finally:
            seats.release()

    def leave(self) -> None:
        self.at_work.release()

    @property
    def is_crowded(self) -> bool:
        """Whether somebody was turned away a moment ago."""
        return self._booked > time.monotonic() - CROWDED_SECONDS

    def book(self) -> float:
        """Seconds until one should come back: first come, first back, so many in each second."""
        now = time.monotonic()
        with self._book:
            self._booked = max(now + SOONEST, self._booked + 1 / BACK_PER_SECOND)
            if self._booked > now + LATEST:
                self._booked = now + SOONEST
            return self._booked - now


class Crowd:
    """The lanes of this process, and what has just been found to be gone."""

    def __init__(self, threads: int) -> None:
        seats = threads * 3 // 16
        self.contested = Lane(threads // 16, seats, PATIENCE_IN_CROWD)
        self.ordinary = Lane(threads // 8, seats, PATIENCE)
        self._gone: dict[str, float] = {}
        self._known: dict[str, None] = {}

    def note_gone(self, what: str) -> None:
        if len(self._gone) >= MOST_GONE:
            self._gone.clear()
        self._gone[what] = time.monotonic() + GONE_SECONDS

    def is_gone(self, what: str) -> bool:
        return time.monotonic() < self._gone.get(what, 0.0)

    def note_key(self, key: str) -> None:
        """A form with this key was let in: whoever sends it again gets its answer."""
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key] = None

    def is_known(self, key: str) -> bool:
        return key in self._known


def contested(view: View) -> View:
    """Mark a view whose deed many want at the same moment."""
    view.is_contested = True  # type: ignore[attr-defined]
    return view


def note_gone() -> None:
    """Tell those who wait for this very deed (its whole address) that nothing is left of it.

    Those who wait have not been asked who they are: they hear no more than that.
    """
    crowd().note_gone(request.full_path)


def crowd() -> Crowd:
    found: Crowd = current_app.extensions["crowd"]
    return found


def init_app(app: Flask) -> None:
    """Must come after the log and before all that looks at people."""
    app.extensions["crowd"] = Crowd(app.config["THREADS"])
    app.before_request(come_in)
    app.wsgi_app = _one_by_one(app.wsgi_app)  # type: ignore[method-assign]


def warm_up(app: Flask) -> None:
    """Compile the page now: thirty threads would do it at once, in the moment of the rush."""
    app.jinja_env.get_template(PAGE)


def come_in() -> Response | None:
    """Let a deed in, or answer that there is a crowd. Reading is never stopped."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return None
    lane, environ = lane_of(request.endpoint), request.environ
    keepable = request.mimetype != "multipart/form-data" and not _is_secret()
    if (lane.is_crowded and is_over()) or not lane.enter(
        lambda: _through(environ), keepable=keepable
    ):
        return turn_away(lane)
    request.environ[LANE] = lane
    _through(request.environ)
    if lane is crowd().contested:
        crowd().note_key(_key())
    return None


def is_over() -> bool:
    """Whether others were just told that nothing is left, and this form was never let in."""
    return crowd().is_gone(request.full_path) and not crowd().is_known(_key())


def lane_of(endpoint: str) -> Lane:
    view = current_app.view_functions.get(endpoint)
    return crowd().contested if getattr(view, "is_contested", False) else crowd().ordinary


def turn_away(lane: Lane) -> Response:
    """A page that sends the same form again, or says that what was wanted is gone."""
    gone = is_over()
    seconds = 0.0 if gone else lane.book()
    answer = page(lane, seconds, gone=gone) if _is_page() else in_short()
    answer.status_code = 409 if gone else 503
    answer.headers["Cache-Control"] = "no-store"
    if not gone:
        answer.headers["Retry-After"] = str(math.ceil(seconds))
    return answer


def page(lane: Lane, seconds: float, *, gone: bool) -> Response:
    html = render_template(
        PAGE,
        typed=_typed(),
        gone=gone,
        contested=lane is crowd().contested,
        address=request.full_path.rstrip("?"),
        again=request.url_rule is not None and "GET" in (request.url_rule.methods or ()),
        wait_ms=round(seconds * 1000),
        language=str(get_locale() or "zh_CN").replace("_", "-"),
    )
    return Response(html, content_type="text/html; charset=utf-8")


def in_short() -> Response:
    """For a script, which asks again by itself (app.js)."""
    message = _("现在操作的人很多，这一次没有做任何改动")
    return jsonify(message=message, next_step=_("过几秒再试一次"))


def _is_page() -> bool:
    """Whether a browser will show the answer."""
    shows = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return shows and request.accept_mimetypes.best_match(["text/html", "application/json"]) in (
        "text/html",
        None,
    )


def _is_secret() -> bool:
    """A password is never written into a page, not even for its owner."""
    return any(SECRET.search(name) for name in request.form)


def _typed() -> list[tuple[str, str]] | None:
    """Every field of the form; None if a page cannot give it back: files, secrets, too much."""
    fields = list(request.form.items(multi=True))
    files = any(upload.filename for upload in request.files.values())
    if files or request.is_json or _is_secret() or _length(fields) > LARGEST_FORM:
        return None
    return fields


def _length(fields: list[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in fields)


def _key() -> str:
    return request.form.get(FIELD, "")[:64]


def _one_by_one(inner: Callable[..., Any]) -> Callable[..., Any]:
    """Ask small forms one by one whether they may come in: thirty threads that do it at once fight
    for the interpreter more than they work. What was taken is given back, however it ends.
    """
    door = threading.Lock()

    def outer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _is_small(environ):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)  # whoever sends slowly does not hold the door
            door.acquire()
            environ[DOOR] = door
        try:
            answer: Iterable[bytes] = inner(environ, start_response)
            return answer
        finally:
            _through(environ)
            if lane := environ.pop(LANE, None):
                lane.leave()

    return outer


def _is_small(environ: dict[str, Any]) -> bool:
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] not in SAFE_METHODS
        and length.isdecimal()
        and int(length) <= SMALL_FORM
    )


def _through(environ: dict[str, Any]) -> None:
    if door := environ.pop(DOOR, None):
        door.release()
