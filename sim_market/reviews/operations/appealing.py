"""A merchant asks that a review be hidden; the teacher decides, else the rules (T-9)."""

from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.flow import Flow
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.reviews.judging import found_in
from sim_market.reviews.models import AppealGround, AppealState, Review, ReviewAppeal
from sim_market.reviews.queries import find_appeal
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

APPEAL_DUE = "reviews.appeal_due"
APPEAL_FLOW = Flow(
    {
        AppealState.WAITING: {AppealState.UPHELD, AppealState.REFUSED},
        AppealState.UPHELD: set(),
        AppealState.REFUSED: set(),
    }
)


def appeal(review: Review, ground: AppealGround, words: str, *, actor: User) -> ReviewAppeal:
    """Ask for a review to be hidden, within 30 days, once. Raises Invalid, Conflict."""
    rules, now = pack(review.cohort), review.cohort.sim_at
    if len(words.strip()) < 5:
        raise Invalid(
            _("写明哪句话违规"),
            fields={"words": _("至少写 5 个字：哪句话、违了哪条")},
            rule=RuleId.REVIEW_APPEAL,
        )
    if now > review.written_sim_at + timedelta(days=rules.review_appeal_days):
        raise Conflict(
            _("评价发表 %(n)s 天内才能申诉", n=rules.review_appeal_days),
            rule=RuleId.REVIEW_APPEAL,
            next_step=_("回复这条评价，把情况说清楚"),
        )
    due = now + timedelta(days=rules.review_decide_days)
    made = insert_unless_there(
        ReviewAppeal, cohort_id=review.cohort_id, review_id=review.id, ground=ground,
        words=words.strip()[:300], state=AppealState.WAITING, asked_sim_at=now,
        decide_by_sim_at=due, decision="",
    )  # fmt: skip
    if not made:
        raise Conflict(
            _("这条评价申诉过了，每条只能申诉一次"),
            rule=RuleId.REVIEW_APPEAL,
            next_step=_("等裁决，或看裁决的理由"),
        )
    db.session.expire(review, ["appeal"])
    jobs.schedule(APPEAL_DUE, str(review.id), cohort_id=review.cohort_id, at=due)
    record(
        Verb.REVIEW_APPEALED, review, actor=actor, order=review.order.number, ground=ground.value
    )
    found = review.appeal
    assert found is not None  # noqa: S101 - it was just made
    return found


def judge(asked: ReviewAppeal, *, uphold: bool, why: str, actor: User | None) -> None:
    """Hide the review or leave it, with reasons. Raises Invalid, IllegalMove for a second time."""
    if len(why.strip()) < 5:
        raise Invalid(
            _("裁决要写明理由"),
            fields={"decision": _("至少写 5 个字，商家会看到")},
            rule=RuleId.REVIEW_APPEAL,
        )
    now, review = asked.cohort.sim_at, asked.review
    APPEAL_FLOW.claim(
        asked, AppealState.UPHELD if uphold else AppealState.REFUSED, decided_sim_at=now,
        decision=why.strip()[:300], decided_by_id=actor.id if actor else None,
    )  # fmt: skip
    if uphold:
        review.hidden_sim_at = now
    record(Verb.REVIEW_JUDGED, review, actor=actor, order=review.order.number, upheld=uphold)


def appeal_due(job: Job) -> None:
    """The timer: nobody has decided, so what the review says decides."""
    asked = find_appeal(int(job.key), cohort_id=job.cohort_id)
    if asked is None or not asked.is_waiting:
        return
    review = asked.review
    found = found_in(f"{review.words} {review.follow_words}", asked.ground, pack(asked.cohort))
    why = _("评价里有：%(words)s", words="、".join(found[:3])) if found else _("评价里没有这样的话")
    judge(asked, uphold=bool(found), why=why, actor=None)
