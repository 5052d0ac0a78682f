"""How fast and how well a store answers, from its messages (rule C-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.customer_service.models import (
    AutoReply,
    Conversation,
    Faq,
    Message,
    QuickPhrase,
)
from sim_market.customer_service.pace import in_sandbox
from sim_market.rules.pack import pack
from sim_market.stores.models import Store


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `asked` questions that count, `in_time` were answered within three minutes."""

    asked: int = 0
    in_time: int = 0

    @property
    def bp(self) -> int:
        return self.in_time * 10_000 // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A store's service in numbers, read in one statement."""

    rate: Rate
    satisfaction: "Satisfaction"
    phrases: int
    faqs: int
    auto_reply: bool


@dataclass(frozen=True, slots=True)
class DayRate:
    day: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`hundredths`: the mean of 1 to 5, 480 for 4.80. `points`: the mean of judged answers."""

    hundredths: int = 0
    count: int = 0
    points: int = 0
    judged: int = 0


def rate_of(store: Store, *, since_day: int = 1) -> Rate:
    """All days from `since_day` on, together."""
    days = daily_rates(store, since_day=since_day)
    return Rate(sum(each.rate.asked for each in days), sum(each.rate.in_time for each in days))


def daily_rates(store: Store, *, since_day: int = 1) -> list[DayRate]:
    """By day. A question counts once it is answered, or has waited for longer than allowed."""
    rows = db.session.execute(
        sa.select(Message.day, *_asked(store.cohort))
        .where(
            Message.cohort_id == store.cohort_id,
            Message.store_id == store.id,
            Message.day >= since_day,
            *_counting(store.cohort),
        )
        .group_by(Message.day)
        .order_by(Message.day)
    )
    return [DayRate(row[0], Rate(int(row[1]), int(row[2] or 0))) for row in rows]


def _asked(cohort: Cohort) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """How many were asked, and how many of these answered in time."""
    in_time = Message.waited_seconds <= pack(cohort).reply_seconds
    return sa.func.count(), sa.func.sum(sa.case((in_time, 1), else_=0))


def _counting(cohort: Cohort) -> list[Any]:
    """Which messages count: what opened a wait within the hours, answered or overdue."""
    overdue = cohort.sim_at - in_sandbox(pack(cohort).reply_seconds, cohort.day_minutes)
    return [
        Message.opens,
        Message.clocked,
        Message.waited_seconds.is_not(None) | (Message.said_sim_at < overdue),
    ]


def satisfaction_of(store: Store) -> Satisfaction:
    """What buyers said at the end, and what their questions' answers were worth."""
    return summary_of(store).satisfaction


def summary_of(store: Store) -> Summary:
    """All of it in one statement."""
    mine = (Store.cohort_id == store.cohort_id) & (Store.id == store.id)
    row = db.session.execute(sa.select(*summary_columns(store.cohort)).where(mine)).one()
    return summary_from(row)


def summary_columns(cohort: Cohort) -> list[sa.ScalarSelect[Any]]:
    """Columns beside `Store`, for whoever reads a store with other things; see `summary_from`."""
    count, total, said = sa.func.count, sa.func.sum, AutoReply.welcome + AutoReply.away
    return [
        *(_beside(each, Message, *_counting(cohort)) for each in _asked(cohort)),
        _beside(total(Conversation.satisfaction), Conversation),
        _beside(count(Conversation.satisfaction), Conversation),
        _beside(total(Message.points), Message, Message.settled),
        _beside(count(Message.points), Message, Message.settled),
        _beside(count(QuickPhrase.id), QuickPhrase),
        _beside(count(Faq.id), Faq, Faq.on),
        _beside(sa.func.max(sa.func.length(said)), AutoReply, AutoReply.on),
    ]


def _beside(what: Any, table: Any, *where: Any) -> sa.ScalarSelect[Any]:
    """One figure of the store of the row."""
    mine = (table.cohort_id == Store.cohort_id, table.store_id == Store.id)
    return (
        sa.select(what).select_from(table).where(*mine, *where).correlate(Store).scalar_subquery()
    )


def summary_from(row: Sequence[Any]) -> Summary:
    """The values of `summary_columns` as what they mean."""
    asked, in_time, stars, rated, points, answers, phrases, faqs, words = (int(n or 0) for n in row)
    content = Satisfaction(stars * 100 // max(1, rated), rated, points // max(1, answers), answers)
    return Summary(Rate(asked, in_time), content, phrases, faqs, words > 0)
