"""Keeping drafts. They are no deeds: nothing is written in the journal."""

import json
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app.clock import now
from app.db import db, insert_unless_there, taken
from app.drafts.models import Draft
from app.errors import DomainError, Invalid
from app.identity.models import User

LARGEST = 200_000  # bytes of one draft
MOST = 40  # drafts of one person; the oldest go
SECRET = ("password", "csrf", "token", "secret", "otp")  # parts of names that are never kept


class TooLarge(DomainError):
    """More than a form can hold."""

    status = 413


def keep_draft(place: str, fields: Mapping[str, Iterable[str]], *, actor: User) -> Draft:
    """Keep what was typed in place of what was kept before.

    Never kept: passwords, tokens, the form's key. Raises TooLarge beyond `LARGEST` bytes.
    """
    if not 0 < len(place) <= 80:
        raise Invalid(_("草稿的位置不对"), next_step=_("请刷新页面再试"))
    content = {name: list(values) for name, values in fields.items() if may_keep(name)}
    if len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise TooLarge(_("内容太多，草稿最多 200 KB"), next_step=_("请先提交，或减少文字"))
    _write(place, content, actor)
    _forget_oldest(actor)
    return db.session.scalars(
        sa.select(Draft)
        .where(Draft.user_id == actor.id, Draft.place == place)
        .execution_options(populate_existing=True)
    ).one()


def drop_draft(place: str, *, actor: User) -> None:
    """It was sent, or is not wanted any more. Nothing happens if there is none."""
    db.session.execute(sa.delete(Draft).where(Draft.user_id == actor.id, Draft.place == place))


def may_keep(name: str) -> bool:
    return not name.startswith("_") and not any(part in name.lower() for part in SECRET)


def _write(place: str, content: dict[str, list[str]], actor: User) -> None:
    changed = sa.update(Draft).where(Draft.user_id == actor.id, Draft.place == place)
    changed = changed.values(content=content, saved_at=now())
    changed = changed.execution_options(synchronize_session=False)
    if taken(changed):
        return
    made = {"user_id": actor.id, "place": place, "content": content, "saved_at": now()}
    if not insert_unless_there(Draft, **made):
        taken(changed)


def _forget_oldest(actor: User) -> None:
    kept = (
        sa.select(Draft.id)
        .where(Draft.user_id == actor.id)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(MOST)
    )
    db.session.execute(
        sa.delete(Draft)
        .where(Draft.user_id == actor.id, Draft.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )
