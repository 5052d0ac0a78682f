"""What was found against the rules carries back to the marks, unless put right or dropped."""

import pytest

from app.db import db
from grading.evidence.collect import practice_record
from sim_market.violations.operations import patrol_cohort, waive_violation
from tests import make
from tests.sim_market.violations.offences import listing_of

pytestmark = pytest.mark.usefixtures("app")


def violations_of(store):
    db.session.flush()
    return practice_record(store.cohort, store.owner)["violations"]


def test_a_violation_is_frozen_with_its_rule_and_weight():
    sku = make.sku(title="根治失眠的杯子 粗陶")
    store = sku.listing.store
    assert violations_of(store) == []
    patrol_cohort(store.cohort)
    [row] = violations_of(store)
    assert (row["number"], row["rule"], row["serious"], row["corrected"]) == (1, "L-5", True, False)
    assert "根治" in row["says"]


def test_what_was_put_right_or_waived_costs_nothing():
    sku = make.sku(title="全国第一的杯子 粗陶")
    store = sku.listing.store
    [violation] = patrol_cohort(store.cohort)
    violation.learned_sim_at = store.cohort.sim_at
    listing_of(sku, title="粗陶手冲杯 复古马克杯")
    patrol_cohort(store.cohort)
    assert [row["corrected"] for row in violations_of(store)] == [True]
    waive_violation(violation, "老师说明：可以理解", actor=store.owner)
    assert violations_of(store) == []
