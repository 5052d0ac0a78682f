"""What has been put right, and what was learned from a first offence."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Listing, ListingState
from sim_market.rules.quiz import Question, questions_for, wrong_ones
from sim_market.verbs import Verb
from sim_market.violations import queries
from sim_market.violations.models import (
    VIOLATION_FLOW,
    Violation,
    ViolationState,
)
from sim_market.violations.operations.freezing import thaw_listing


def mark_cured(violation: Violation) -> None:
    """It is not so any more. A first offence is over when its quiz was passed, too."""
    if violation.cured_sim_at is not None or not violation.curable:
        return
    violation.cured_sim_at = violation.cohort.sim_at
    db.session.flush()
    if not violation.to_learn:
        _be_cured(violation)
    record(Verb.VIOLATION_CURED, violation, actor=None, rule=violation.rule)
    if violation.subject_type == "listing":
        thaw(violation)


def learn_rule(violation: Violation, answers: Mapping[str, str], *, actor: User) -> None:
    """Answer the quiz on the rule of a first offence. Raises Invalid with the explanation."""
    if not violation.to_learn:
        raise Conflict(_("这道小测已经答过了"), next_step=_("看看还有什么要改"))
    wrong = wrong_ones(quiz_of(violation), answers)
    if wrong:
        raise Invalid(
            _("还没答对，没有通过"), rule=violation.rule,
            next_step=_("看看规则的说明再答一次"),
            fields={question.id: _("不对，再想想") for question in wrong},
        )  # fmt: skip
    violation.learned_sim_at = violation.cohort.sim_at
    db.session.flush()
    if violation.cured_sim_at is not None or not violation.curable:
        violation.cured_sim_at = violation.cured_sim_at or violation.cohort.sim_at
        _be_cured(violation)
    record(Verb.VIOLATION_LEARNED, violation, actor=actor, rule=violation.rule)


def quiz_of(violation: Violation) -> tuple[Question, ...]:
    """The questions on the rule: the same whenever the page is opened."""
    key = f"violation-{violation.subject_type}-{violation.subject_name}"
    return questions_for([violation.rule], seed=violation.cohort.seed, key=key)


def thaw(violation: Violation) -> None:
    """Unfreeze a listing of which nothing is to be cured any more."""
    if queries.list_uncured(violation.cohort_id, "listing", violation.subject_id):
        return
    listing = db.session.get(Listing, violation.subject_id)
    if listing is None or listing.state != ListingState.FROZEN:
        return
    thaw_listing(listing)


def cure_orders(cohort_id: int, order_id: int) -> None:
    """A late order was shipped or ended: nothing is left to change about it."""
    for violation in queries.list_uncured(cohort_id, "order", order_id):
        mark_cured(violation)


def _be_cured(violation: Violation) -> None:
    if VIOLATION_FLOW.allows(violation, ViolationState.CURED):
        VIOLATION_FLOW.claim(violation, ViolationState.CURED)


def cure_what_is_gone(cohort_id: int, still: set[tuple[str, str, int]], types: set[str]) -> int:
    """Mark what is not found any more as cured; how many were. `types`: subjects looked at."""
    rows = db.session.scalars(
        sa.select(Violation).where(
            Violation.cohort_id == cohort_id,
            Violation.curable,
            Violation.cured_sim_at.is_(None),
            Violation.ended_sim_at.is_(None),
            Violation.subject_type.in_(types),
        )
    ).all()
    gone = [v for v in rows if (v.rule, v.subject_type, v.subject_id) not in still]
    for violation in gone:
        mark_cured(violation)
    return len(gone)
