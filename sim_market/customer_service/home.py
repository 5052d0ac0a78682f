"""What home pages say of customer service: who waits for an answer, how fast they were given."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.customer_service.models import Conversation, TalkState
from sim_market.customer_service.pace import waited
from sim_market.rules.pack import pack
from sim_market.stores.home import own_store

WAITING, SINCE = "service.waiting", "service.since"


def waiting(viewer: Viewer) -> sa.ScalarSelect[int] | None:
    """How many buyers wait."""
    return _waiting(viewer, sa.func.count())


def since(viewer: Viewer) -> sa.ScalarSelect[datetime] | None:
    """Since when the first of them does."""
    return _waiting(viewer, sa.func.min(Conversation.waiting_sim_at))


def _waiting(viewer: Viewer, what: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any] | None:
    store = own_store(viewer)
    if store is None or store.opened_sim_at is None:
        return None
    return (
        sa.select(what)
        .where(
            Conversation.cohort_id == store.cohort_id,
            Conversation.store_id == store.id,
            Conversation.state == TalkState.WAITING,
        )
        .scalar_subquery()
    )


def to_answer(viewer: Viewer) -> Todo | None:
    """Buyers who wait, and for how long the first has."""
    store = own_store(viewer)
    if store is None or store.opened_sim_at is None:
        return None
    count, since = told(WAITING, viewer), told(SINCE, viewer)
    if not count or since is None:
        return None
    cohort = store.cohort
    seconds = waited(since, cohort.sim_at, cohort.day_minutes)
    limit = pack(cohort).reply_seconds
    detail = _("最早的一位等了 %(m)s 分 %(s)s 秒", m=seconds // 60, s=f"{seconds % 60:02d}")
    tone = "risk" if seconds > limit else "warn"
    url = url_for("service.index", state=TalkState.WAITING.value)
    return Todo("chat-dots", _("买家在等回复"), detail, count, url, tone)
