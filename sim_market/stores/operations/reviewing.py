"""The review of an application: by the rules at once, then by the teacher where the class wants.

Every answer is a `StoreReview`, so that all rounds can be read afterwards.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.errors import Invalid
from app.identity.models import User
from app.journal import record
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking
from sim_market.stores import queries
from sim_market.stores.applications import REVIEWED, application_of, application_problems
from sim_market.stores.models import STORE_FLOW, Store, StorePolicy, StoreReview, StoreState
from sim_market.stores.operations.opening import open_store
from sim_market.verbs import Verb

LONGEST_REASON = 200


def review_store(store: Store) -> None:
    """Answer by the rules: a reason for each fault; else open, or leave it to the teacher."""
    faults = blocking(application_problems(application_of(store), pack(store.cohort)))
    if faults:
        reasons = [{"field": f.field, "rule": f.rule, "message": f.message} for f in faults]
        _return(store, reasons, actor=None)
    elif not queries.teacher_reviews(store.cohort_id):
        _pass(store, actor=None)


def pass_application(store: Store, *, actor: User) -> None:
    """The teacher lets a store open that waited for it."""
    STORE_FLOW.check(store, StoreState.OPEN)
    _pass(store, actor=actor)


def return_application(store: Store, said: Mapping[str, str], *, actor: User) -> None:
    """The teacher sends an application back. `said`: what to change, by field of `REVIEWED`."""
    words = {field: text.strip() for field, text in said.items() if text and text.strip()}
    reasons = [
        {"field": field, "rule": str(rule), "message": words[field][:LONGEST_REASON]}
        for field, rule in REVIEWED.items()
        if field in words
    ]
    if not reasons:
        raise Invalid(
            _("退回要写原因：至少在一项里写明要改什么"),
            next_step=_("在要改的那一项下面写一句，学员照着改"),
        )
    _return(store, reasons, actor=actor)


def set_policy(cohort: Cohort, by_teacher: bool, *, actor: User) -> None:
    """Have the teacher review applications from now on, or the rules alone."""
    if queries.teacher_reviews(cohort.id) == by_teacher:
        return
    insert_unless_there(StorePolicy, cohort_id=cohort.id, by_teacher=by_teacher)
    policy = queries.find_policy(cohort.id)
    assert policy is not None  # noqa: S101 - just made
    policy.by_teacher = by_teacher
    record(Verb.STORE_POLICY_SET, cohort, actor=actor, by_teacher=by_teacher)


def _pass(store: Store, *, actor: User | None) -> None:
    open_store(store, actor=actor)  # of several answers at once, one claims the store
    _keep_answer(store, [], actor)


def _return(store: Store, reasons: Sequence[dict[str, Any]], *, actor: User | None) -> None:
    STORE_FLOW.claim(store, StoreState.RETURNED)
    _keep_answer(store, reasons, actor)
    rules = sorted({reason["rule"] for reason in reasons})
    record(Verb.STORE_RETURNED, store, actor=actor, round=store.rounds, rules=rules)


def _keep_answer(
    store: Store, reasons: Sequence[dict[str, Any]], actor: User | None
) -> StoreReview:
    review = StoreReview(
        cohort_id=store.cohort_id,
        store=store,
        round=store.rounds,
        passed=not reasons,
        reasons=list(reasons),
        applied={
            "name": store.name,
            "intro": store.intro,
            "category_code": store.category_code,
            "logo": store.logo,
            "operator_kind": store.operator_kind.value,
            "operator_name": store.operator_name,
            "promises": list(store.promises),
        },
        answered_sim_at=store.cohort.sim_at,
        reviewer_id=actor.id if actor else None,
    )
    db.session.add(review)
    db.session.flush()
    return review
