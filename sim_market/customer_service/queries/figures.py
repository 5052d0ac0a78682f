"""How fast and how well a store answers, from its messages (rule C-1)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db import db
from sim_market.customer_service.models import Conversation, Message
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
    cohort, seconds = store.cohort, pack(store.cohort).reply_seconds
    overdue: datetime = cohort.sim_at - in_sandbox(seconds, cohort.day_minutes)
    rows = db.session.execute(
        sa.select(
            Message.day,
            sa.func.count(),
            sa.func.sum(sa.case((Message.waited_seconds <= seconds, 1), else_=0)),
        )
        .where(
            Message.cohort_id == store.cohort_id,
            Message.store_id == store.id,
            Message.opens,
            Message.clocked,
            Message.day >= since_day,
            Message.waited_seconds.is_not(None) | (Message.said_sim_at < overdue),
        )
        .group_by(Message.day)
        .order_by(Message.day)
    )
    return [DayRate(row[0], Rate(int(row[1]), int(row[2] or 0))) for row in rows]


def satisfaction_of(store: Store) -> Satisfaction:
    """What buyers said at the end, and what their questions' answers were worth."""
    mine = (Conversation.cohort_id == store.cohort_id) & (Conversation.store_id == store.id)
    total, count = db.session.execute(
        sa.select(
            sa.func.sum(Conversation.satisfaction), sa.func.count(Conversation.satisfaction)
        ).where(mine)
    ).one()
    points, judged = db.session.execute(
        sa.select(sa.func.sum(Message.points), sa.func.count(Message.points)).where(
            Message.cohort_id == store.cohort_id, Message.store_id == store.id, Message.settled
        )
    ).one()
    return Satisfaction(
        int(total or 0) * 100 // count if count else 0,
        count,
        int(points or 0) // judged if judged else 0,
        judged,
    )
