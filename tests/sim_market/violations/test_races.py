"""Patrols that meet, and an answer that meets the time limit: one of them counts."""

import os
from collections import Counter

import pytest
import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from app.jobs import Job
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.violations.models import Violation, ViolationState
from sim_market.violations.operations import (
    appeal_due,
    appeal_violation,
    decide_appeal,
    patrol_cohort,
    waive_violation,
)
from tests import make
from tests.sim_market.races import at_once
from tests.sim_market.violations.offences import late, wrong_now

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))


def test_patrols_that_meet_find_everything_once(served):
    with served.app_context():
        for n in range(3):
            make.sku(title=f"全国第一的杯子 {n} 号粗陶")
        cohort_id = make.ordinary_cohort().id
        db.session.commit()

    outcome = at_once(served, [lambda: patrol_cohort(db.session.get_one(Cohort, cohort_id))] * 4)
    assert set(outcome) == {"done"}
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Violation)) == 3


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_an_answer_its_time_limit_and_a_waiver_one_counts(served, round_):
    with served.app_context():
        make.sku(title="全国第一的杯子 粗陶")
        teacher = make.user()
        [violation] = patrol_cohort(make.ordinary_cohort())
        appeal_violation(violation, "这是产品自带的名字", [], actor=violation.store.owner)
        db.session.commit()
        violation_id, teacher_id = violation.id, teacher.id
        job_id = db.session.scalars(
            sa.select(Job.id).where(Job.kind == "violations.appeal_due")
        ).one()

    def one() -> Violation:
        return db.session.get_one(Violation, violation_id)

    def by(deed, *args):
        return lambda: deed(one(), *args, actor=db.session.get_one(type(teacher), teacher_id))

    outcome = Counter(
        at_once(
            served,
            [
                by(decide_appeal, True, "名字经核对属实"),
                by(decide_appeal, False, "名字没有凭据，维持"),
                lambda: appeal_due(db.session.get_one(Job, job_id)),
            ],
        )
    )
    assert outcome["done"] >= 1
    assert outcome["Conflict"] + outcome["done"] == 3
    with served.app_context():
        found = one()
        assert found.state in {ViolationState.REVOKED, ViolationState.UPHELD}
        assert found.appeal.granted is (found.state == ViolationState.REVOKED)
        assert wrong_now() == []


def test_two_waivers_give_the_deposit_back_once(served):
    with served.app_context():
        late(49)
        violation = db.session.scalars(sa.select(Violation)).one()
        violation_id, owner_id = violation.id, violation.store.owner_id
        user, store_id, cohort_id = (
            type(violation.store.owner),
            violation.store_id,
            violation.cohort_id,
        )
        db.session.commit()

    def waive() -> None:
        actor = db.session.get_one(user, owner_id)
        waive_violation(db.session.get_one(Violation, violation_id), "系统停机造成的", actor=actor)

    outcome = Counter(at_once(served, [waive, waive]))
    assert outcome["done"] == 1
    with served.app_context():
        assert balance_of(cohort_id, AccountKind.STORE_DEPOSIT, store_id) == 0
        assert wrong_now() == []
