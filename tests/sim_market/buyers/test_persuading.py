"""Good answers sell, wrong ones come back; being asked alone brings nothing."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.market.aftermath import Experience, return_chance
from sim_market.buyers.market.persuasion import chance, gain_micro, pull
from sim_market.buyers.models import (
    DeskGain,
    ListingDemand,
    Origin,
    PlannedPurchase,
    PurchaseState,
)
from sim_market.buyers.operations.persuading import on_rated
from sim_market.buyers.queries.benchmark import standings
from sim_market.customer_service.judge import INTENTS
from sim_market.customer_service.operations import ask_simulated
from sim_market.customer_service.operations.buyers import rate
from sim_market.customer_service.queries import list_questions, was_misled
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sku():
    cohort = make.cohort(name="客服班")
    _store, skus = stocked(cohort)
    lively(cohort, 500)
    run(cohort, 10)
    return skus[0]


def asked(sku, number: int, *, intent: str = "stock", seconds: int | None = 20, said="right"):
    """One conversation about goods, judged and ended; `number` tells them apart."""
    key = f"g-{sku.listing.code}-9-{number}"
    talk = ask_simulated(
        make.shopper(of=sku.cohort), sku.listing.store, INTENTS[intent], key=key,
        listing=sku.listing,
    )  # fmt: skip
    for question in list_questions(talk):
        question.waited_seconds, question.settled = seconds, True
        question.verdict = {"outcome": said}
    db.session.flush()
    rate(talk, 5 if said == "right" else 1)
    return talk


def sold_at_the_desk(cohort) -> list[PlannedPurchase]:
    found = sa.select(PlannedPurchase).where(
        PlannedPurchase.cohort_id == cohort.id, PlannedPurchase.origin == Origin.DESK
    )
    return list(db.session.scalars(found))


def test_ten_prompt_right_answers_are_worth_about_an_order(sku):
    for number in range(20):
        asked(sku, number)
    gained = 20 * gain_micro(20, 1.0) / 1e6
    assert 1.5 < gained < 2.5
    planned = sold_at_the_desk(sku.cohort)
    assert abs(len(planned) - gained) <= 1
    run(sku.cohort, 12)
    assert {each.state for each in sold_at_the_desk(sku.cohort)} == {PurchaseState.BOUGHT}
    assert [line for check in CHECKS.values() for line in check()] == []


@pytest.mark.parametrize(
    "answer",
    [{"seconds": None, "said": "unanswered"}, {"said": "wrong"}, {"seconds": 4000},
     {"intent": "chat"}],
)  # fmt: skip
def test_who_is_ignored_misled_or_off_the_subject_buys_nothing_more(sku, answer):
    if answer.get("intent"):
        answer = {"intent": next(c for c, i in INTENTS.items() if i.about == "any")}
    for number in range(15):
        asked(sku, number, **answer)
    assert sold_at_the_desk(sku.cohort) == []
    owed = db.session.scalars(sa.select(ListingDemand.asked_micro)).all()
    assert set(owed) == {0}


def test_equal_answers_have_equal_buyers(sku):
    other = make.cohort(name="另一班")
    _store, skus = stocked(other)
    lively(other, 500)
    run(other, 10)
    for number in range(12):
        asked(sku, number)
        asked(skus[0], number)
    stories = [
        [(each.draw, each.planned_sim_at, each.quantity) for each in sold_at_the_desk(cohort)]
        for cohort in (sku.cohort, other)
    ]
    assert stories[0] == stories[1] != []


def test_nothing_is_bought_that_is_not_there(sku):
    for each in sku.listing.skus:
        each.on_hand = each.reserved
    db.session.flush()
    for number in range(15):
        asked(sku, number)
    assert sold_at_the_desk(sku.cohort) == []


def test_sooner_and_truer_is_worth_more():
    assert gain_micro(5, 1.0) > gain_micro(120, 1.0) > gain_micro(500, 1.0) > 0
    assert gain_micro(20, 1.0) > gain_micro(20, 0.8) > gain_micro(20, 0.0) == 0
    assert gain_micro(None, 1.0) == gain_micro(601, 1.0) == 0
    assert chance(pull(None, 1.0)) < chance(0.0) == pytest.approx(0.15)


def test_who_was_told_something_untrue_sends_more_back(sku):
    plain = Experience(7, 0, 0, 0, 0, 0)
    misled = Experience(7, 0, 0, 0, 0, 0, misled=True)
    assert 1.3 < return_chance(misled) / return_chance(plain) < 1.6
    talk = asked(sku, 1, said="wrong")
    order = make.order(of=sku, by=talk.shopper)
    assert was_misled(order)
    assert not was_misled(make.order(of=sku))


def gains_of(cohort) -> list[int]:
    rows = sa.select(DeskGain.gained_micro).where(DeskGain.cohort_id == cohort.id)
    return list(db.session.scalars(rows.order_by(DeskGain.key)))


def test_what_answers_may_be_expected_to_sell_is_counted_without_luck(sku):
    [before] = standings(sku.listing.store, 1)
    for number in range(7):
        asked(sku, number)
    asked(sku, 8, said="wrong")
    talk = asked(sku, 9, seconds=90)
    on_rated(make.entries(Verb.SERVICE_RATED)[-1])  # told twice, counted once
    assert gains_of(sku.cohort) == [*[gain_micro(20, 1.0)] * 7, gain_micro(90, 1.0)]
    run(sku.cohort, 12)
    [after] = standings(sku.listing.store, 1)
    assert (before.desk_micro, after.desk_micro) == (0, sum(gains_of(sku.cohort)))
    more = after.expected_micro + after.desk_micro - before.expected_micro
    assert after.expected_tenths - before.expected_tenths == pytest.approx(more / 1e5, abs=1)
    assert talk.key.startswith("g-")


def test_equal_answers_are_expected_to_sell_the_same_in_every_class(sku):
    other = make.cohort(name="第三班")
    for _n in range(3):
        stocked(other)  # however many others there are
    store, skus = stocked(other)
    lively(other, 500)
    run(other, 10)
    for number in range(6):
        asked(sku, number, seconds=20 + number)
        asked(skus[0], number, seconds=20 + number)
    assert gains_of(sku.cohort) == gains_of(other) != []
    run(other, 12)
    row = next(each for each in standings(store, 1) if each.store_id == store.id)
    assert row.desk_micro == sum(gains_of(other))


def test_nothing_is_expected_of_an_empty_shelf(sku):
    for each in sku.listing.skus:
        each.on_hand = each.reserved
    db.session.flush()
    asked(sku, 1)
    assert gains_of(sku.cohort) == []
