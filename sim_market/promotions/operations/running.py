"""A promotion's life: it starts, rests, ends; by hand and by the sandbox clock."""

from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.promotions.models import PROMOTION_FLOW, Promotion, PromotionState
from sim_market.verbs import Verb


def start_promotion(promotion: Promotion, *, actor: User | None) -> None:
    """From now on it gives, or from its start on. Raises Conflict if its time is over."""
    now = promotion.cohort.sim_at
    if promotion.ends_sim_at <= now:
        raise Conflict(
            _("“%(name)s”的结束时间已经过去", name=promotion.name),
            next_step=_("先把结束时间改晚"),
            link=f"/promotions/{promotion.id}/edit",
        )
    begun = promotion.starts_sim_at <= now
    PROMOTION_FLOW.claim(promotion, PromotionState.RUNNING if begun else PromotionState.SCHEDULED)
    for kind, at in (
        ("promotions.begin", promotion.starts_sim_at),
        ("promotions.end", promotion.ends_sim_at),
    ):
        if at > now:
            jobs.schedule(kind, _key(promotion), cohort_id=promotion.cohort_id, at=at)
    record(Verb.PROMOTION_STARTED, promotion, actor=actor, title=promotion.name)


def pause_promotion(promotion: Promotion, *, actor: User | None) -> None:
    """It gives nothing until it is started again. Orders keep what they got."""
    PROMOTION_FLOW.claim(promotion, PromotionState.PAUSED)
    record(Verb.PROMOTION_PAUSED, promotion, actor=actor, title=promotion.name)


def end_promotion(promotion: Promotion, *, actor: User | None) -> None:
    """For good."""
    PROMOTION_FLOW.claim(promotion, PromotionState.ENDED)
    record(Verb.PROMOTION_ENDED, promotion, actor=actor, title=promotion.name)


def begin_due(job: Job) -> None:
    """The timer: its start has come."""
    promotion = _named(job)
    if promotion and promotion.state == PromotionState.SCHEDULED:
        PROMOTION_FLOW.claim(promotion, PromotionState.RUNNING)


def end_due(job: Job) -> None:
    """The timer: its end has come. A draft and what was paused until later stay as they are."""
    promotion = _named(job)
    going = {PromotionState.SCHEDULED, PromotionState.RUNNING, PromotionState.PAUSED}
    if promotion and promotion.state in going:
        end_promotion(promotion, actor=None)


def _key(promotion: Promotion) -> str:
    """A changed window has deadlines of its own; the old ones find another version and do
    nothing.
    """
    return f"{promotion.id}@{promotion.version}"


def _named(job: Job) -> Promotion | None:
    promotion_id, _at, version = job.key.partition("@")
    found = db.session.get(Promotion, int(promotion_id))
    return found if found and str(found.version) == version else None
