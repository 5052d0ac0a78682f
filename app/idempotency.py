"""The same form sent twice acts once, and the second time gets the first answer.

Every form carries a key minted when it was shown. The key is taken in the same transaction as the
deed: a deed that fails frees its key, and of two that come at once the second waits for the first.
"""

import hashlib
from typing import cast

import sqlalchemy as sa
from flask import Response, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, db, insert_unless_there
from app.errors import Invalid

FIELD = "_key"
LONGEST_ANSWER = 200_000


class Answer(Model):
    """What a form with this key was answered, for whoever sends it again."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("user_id", "route", "key"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    route: Mapped[str] = mapped_column(sa.String(200))
    key: Mapped[str] = mapped_column(sa.String(64))
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(sa.String(500))
    media_type: Mapped[str | None] = mapped_column(sa.String(80))
    body: Mapped[str | None] = mapped_column(sa.Text)


_ANSWER = cast(sa.Table, Answer.__table__)
_KEEP = (
    sa.update(_ANSWER)
    .where(
        _ANSWER.c.user_id == sa.bindparam("of"),
        _ANSWER.c.route == sa.bindparam("at"),
        _ANSWER.c.key == sa.bindparam("by"),
    )
    .values({name: sa.bindparam(name) for name in ("status", "location", "media_type", "body")})
)


def begin() -> Response | None:
    """Take the key of this request, or give the answer that it was given before."""
    if request.method != "POST" or not current_user.is_authenticated or not request.endpoint:
        return None
    key = request.headers.get("Idempotency-Key") or request.form.get(FIELD, "")
    if not 8 <= len(key) <= 64:
        raise Invalid(
            _("这次提交缺少防重复编号，没有做任何改动"),
            next_step=_("请刷新页面，再从页面上的按钮提交"),
        )
    user_id, route = current_user.user.id, request.path[:200]
    if insert_unless_there(
        Answer, user_id=user_id, route=route, key=key, request_hash=_hash_of_request()
    ):
        g.answer_key = (user_id, route, key)
        return None
    return _answer_again(user_id, route, key)


def remember(response: Response) -> None:
    """Keep the answer with the key, in the deed's own transaction."""
    key = g.pop("answer_key", None)
    if key is None or response.status_code >= 400:
        return
    text = None if response.is_streamed or response.location else response.get_data(as_text=True)
    db.session.flush()
    db.session.connection().execute(
        _KEEP,
        {
            "of": key[0],
            "at": key[1],
            "by": key[2],
            "status": response.status_code,
            "location": response.location,
            "media_type": response.mimetype,
            "body": text[:LONGEST_ANSWER] if text else text,
        },
    )


def _answer_again(user_id: int, route: str, key: str) -> Response:
    known = db.session.scalars(
        sa.select(Answer).filter_by(user_id=user_id, route=route, key=key)
    ).one()
    if known.request_hash != _hash_of_request():
        raise Invalid(
            _("同一张表单已经用别的内容提交过，这次没有改动"),
            next_step=_("请刷新页面，核对后重新填写"),
        )
    response: Response = current_app.response_class(
        known.body or "", status=known.status, mimetype=known.media_type
    )
    if known.location:
        response.location = known.location
    response.headers["Idempotent-Replay"] = "true"
    db.session.rollback()
    return response


def _hash_of_request() -> str:
    """Over what was typed: all fields but the CSRF token, and the names and bytes of files."""
    said = hashlib.sha256()
    for name, value in sorted(request.form.items(multi=True)):
        if name not in {FIELD, "csrf_token"}:
            said.update(f"{name}\x1f{value}\x1e".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        said.update(f"{name}\x1f{upload.filename}\x1f".encode())
        said.update(hashlib.file_digest(upload.stream, "sha256").digest())  # type: ignore[arg-type]
        upload.stream.seek(0)
    if request.is_json:
        said.update(request.get_data())
    return said.hexdigest()
