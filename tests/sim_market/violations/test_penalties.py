"""First offences, points by class, nodes and what they bring, and their end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import ListingState
from sim_market.stores.models import StoreState
from sim_market.violations.models import (
    Offence,
    Penalty,
    PenaltyState,
    Violation,
    ViolationState,
)
from sim_market.violations.operations import patrol_cohort, waive_violation
from sim_market.violations.operations.patrol import schedule_next
from sim_market.violations.operations.penalties import reach_nodes
from sim_market.violations.queries import points_of
from sim_market.violations.reckon import Reckoning, next_node, node_of
from tests import make
from tests.sim_market.money import pass_time
from tests.sim_market.violations.offences import listing_of

pytestmark = pytest.mark.usefixtures("app")


def punished(store, points: int, offence: Offence = Offence.A) -> Violation:
    """A violation with so many points, as if it had been found now."""
    now, n = store.cohort.sim_at, next(make.numbers)
    violation = make.saved(
        Violation(
            cohort_id=store.cohort_id, store=store, rule="L-4", offence=offence, period=1,
            subject_type="listing", subject_id=900_000 + n, subject_name="旧商品",
            says="含有违规词",
            evidence={"lines": []}, calculation={"lines": []}, points=points, first=False,
            curable=False, state=ViolationState.STANDING, found_sim_at=now, cure_by_sim_at=now,
            appeal_until_sim_at=now,
        )
    )  # fmt: skip
    reach_nodes(violation)
    return violation


def test_the_first_costs_nothing_and_the_same_is_not_found_twice():
    sku = make.sku(title="全国第一的杯子 粗陶")
    [violation] = patrol_cohort(sku.cohort)
    assert (violation.state, violation.points) == (ViolationState.WARNED, 0)
    assert patrol_cohort(sku.cohort) == []
    pass_time(sku.cohort, days=2)
    assert patrol_cohort(sku.cohort) == []


def test_the_second_costs_points_when_the_time_to_cure_has_passed():
    sku = make.sku(title="全国第一的杯子 粗陶")
    [first] = patrol_cohort(sku.cohort)
    pass_time(sku.cohort, days=3, minutes=1)
    [second] = patrol_cohort(sku.cohort)
    assert (second.period, second.points, second.state) == (2, 2, ViolationState.STANDING)
    assert db.session.get_one(Violation, first.id).state == ViolationState.STANDING
    assert points_of(second.store)[Offence.A] == 2


def test_serious_words_freeze_the_listing_the_second_time_and_thaw_when_gone():
    sku = make.sku(title="根治失眠的杯子 粗陶")
    patrol_cohort(sku.cohort)
    assert sku.listing.state == ListingState.ON_SALE
    pass_time(sku.cohort, days=3, minutes=1)
    patrol_cohort(sku.cohort)
    assert sku.listing.state == ListingState.FROZEN
    listing_of(sku, title="粗陶手冲杯 复古马克杯")
    patrol_cohort(sku.cohort)
    assert sku.listing.state == ListingState.OFF_SALE
    assert patrol_cohort(sku.cohort) == []


def test_faults_found_together_are_one_lesson():
    store = make.store()
    for n in range(3):
        make.sku(store=store, title=f"全国第一的杯子 {n} 号粗陶")
    found = patrol_cohort(store.cohort)
    assert [violation.points for violation in found] == [0, 0, 0]


def test_points_of_classes_are_kept_apart():
    store = make.store()
    punished(store, 8, Offence.A)
    punished(store, 8, Offence.B)
    assert points_of(store) == {Offence.A: 8, Offence.B: 8, Offence.C: 0}
    assert store.state == StoreState.OPEN


def test_eleven_points_do_not_restrict():
    store = make.store()
    punished(store, 11)
    assert (store.state, store.search_pm) == (StoreState.OPEN, 1000)


@pytest.mark.parametrize(
    ("points", "state", "days"),
    [
        (12, StoreState.RESTRICTED, 7),
        (24, StoreState.RESTRICTED, 14),
        (36, StoreState.SUSPENDED, 21),
    ],
)
def test_twelve_points_restrict_and_more_do_more_until_the_days_are_over(points, state, days):
    store = make.store()
    punished(store, points)
    assert store.state == state
    assert store.search_pm == 300
    assert not store.may_list
    pass_time(store.cohort, days=days, minutes=-1)
    assert store.state == state
    pass_time(store.cohort, minutes=1)
    assert (store.state, store.search_pm) == (StoreState.OPEN, 1000)


def test_forty_eight_points_close_the_store_for_good():
    store = make.store()
    punished(store, 48)
    pass_time(store.cohort, days=60)
    assert store.state == StoreState.CLOSED


def test_a_waived_violation_lifts_its_penalty():
    store = make.store()
    violation = punished(store, 12)
    waive_violation(violation, "老师说明：系统误判", actor=store.owner)
    assert (store.state, store.search_pm) == (StoreState.OPEN, 1000)
    [penalty] = db.session.scalars(sa.select(Penalty))
    assert penalty.state == PenaltyState.LIFTED


def test_the_harder_penalty_holds_until_it_ends():
    store = make.store()
    punished(store, 36, Offence.B)
    punished(store, 12, Offence.A)
    pass_time(store.cohort, days=8)
    assert store.state == StoreState.SUSPENDED
    pass_time(store.cohort, days=14)
    assert store.state == StoreState.OPEN


def test_at_the_end_of_the_year_points_are_cleared_but_not_c_of_24():
    store = make.store()
    punished(store, 5, Offence.A)
    punished(store, 24, Offence.C)
    pass_time(store.cohort, days=362)
    patrol_cohort(store.cohort)
    assert points_of(store) == {Offence.A: 0, Offence.B: 0, Offence.C: 24}


def test_a_patrol_comes_every_day_at_its_hour():
    sku = make.sku(title="全国第一的杯子 粗陶")
    schedule_next(sku.cohort)
    pass_time(sku.cohort, hours=2, minutes=59)
    assert db.session.scalars(sa.select(Violation)).all() == []
    pass_time(sku.cohort, minutes=1)
    assert len(db.session.scalars(sa.select(Violation)).all()) == 1
    pass_time(sku.cohort, days=4)
    assert len(db.session.scalars(sa.select(Violation)).all()) == 2


@pytest.mark.parametrize(
    ("base", "due"), [(3000, 500), (20_000, 2_000), (99_900, 5_000), (0, 500), (5_005, 501)]
)
def test_compensation_is_a_share_within_bounds(base, due):
    reckoned = Reckoning(base_fen=base, rate_bp=1000, min_fen=500, max_fen=5000)
    assert reckoned.result_fen == due


def test_nodes():
    assert [node_of(n) for n in (0, 11, 12, 23, 24, 36, 47, 48, 99)] == [
        0, 0, 12, 12, 24, 36, 36, 48, 48,
    ]  # fmt: skip
    assert (next_node(0), next_node(12), next_node(48)) == (12, 24, None)


def test_what_was_dropped_is_not_charged_again():
    sku = make.sku(title="全国第一的杯子 粗陶")
    [violation] = patrol_cohort(sku.cohort)
    waive_violation(violation, "老师说明：商标如此", actor=sku.listing.store.owner)
    pass_time(sku.cohort, days=5)
    assert patrol_cohort(sku.cohort) == []
    assert timedelta(days=3) == violation.cure_by_sim_at - violation.found_sim_at
