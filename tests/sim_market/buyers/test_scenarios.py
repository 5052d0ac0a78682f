"""A teacher's scenarios: arranged once, cancelled whole, read by trainees; and what each does to a
store of the class, in figures.
"""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import Role
from sim_market.buyers import operations, queries
from sim_market.buyers.befalls import faulty_pm, line_of, plans_of
from sim_market.buyers.market.aftermath import Experience, satisfaction, stars
from sim_market.buyers.market.engine import expect_hours
from sim_market.buyers.models import EventKind, MarketEvent
from sim_market.buyers.operations.befalling import EventDraft
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.scenarios import scenarios
from supply_chain.capture.today import dearer_now, is_cut_off
from tests import make
from tests.sim_market.buyers.offers import store as some_offers
from tests.sim_market.buyers.shops import run

pytestmark = pytest.mark.usefixtures("app")
ARRANGED = ["big_promotion", "hit_sold_out", "bad_reviews", "dearer_supply", "price_war"]


def arrange(cohort, code: str, first_day: int = 2, **values):
    return operations.play_scenario(
        cohort, code, first_day=first_day, announced=True, actor=None, **values
    )


def orders_on(cohort, day: int, offers=None) -> float:
    """Expected orders of a day of ordinary goods, with what befalls the class on it."""
    world = world_of(cohort, 1000, queries.happenings_on(cohort.id, day), day)
    hours = expect_hours(world, day, range(24), offers or some_offers())
    return sum(each.orders_micro for hour in hours for each in hour) / 1e6


def events_there(cohort) -> int:
    return db.session.scalar(
        sa.select(sa.func.count()).where(MarketEvent.cohort_id == cohort.id, ~MarketEvent.cancelled)
    )


def times(code: str, days: range | list[int]) -> list[float]:
    """How many times as many orders as without it, day by day."""
    plain, befallen = make.cohort(name="平"), make.cohort(name="有事")
    arrange(befallen, code)
    return [orders_on(befallen, day) / orders_on(plain, day) for day in days]


def test_a_great_promotion_is_an_eve_a_day_and_a_quiet_after():
    eve, day, after, then = times("big_promotion", [2, 3, 4, 7])
    assert eve <= 1.05
    assert 3 <= day <= 6
    assert 0.7 < after < 0.95
    assert then == 1.0


def test_a_hit_brings_a_crowd_and_its_supply_stops_on_the_third_day():
    assert times("hit_sold_out", [2, 8, 9]) == [
        pytest.approx(2.5, rel=1e-3),
        pytest.approx(2.5, rel=1e-3),
        1.0,
    ]
    cohort = make.cohort()
    arrange(cohort, "hit_sold_out")
    run(cohort, 3 * 24 - 1)
    assert not is_cut_off(cohort)
    run(cohort, 3 * 24 + 1)
    assert is_cut_off(cohort)


def test_rivals_who_cut_their_prices_take_orders_away():
    war = times("price_war", [2, 21, 22])
    assert 0.7 < war[0] < 0.9
    assert war[2] == 1.0


def test_dearer_supply_costs_a_fifth_more_and_nobody_stays_away():
    assert times("dearer_supply", [2, 10]) == [1.0, 1.0]
    cohort = make.cohort()
    arrange(cohort, "dearer_supply")
    assert dearer_now(cohort) == 10_000
    run(cohort, 25)
    assert dearer_now(cohort) == 12_000


def test_a_bad_batch_brings_one_stars():
    cohort = make.cohort()
    arrange(cohort, "bad_reviews")
    size = size_of(queries.happenings_on(cohort.id, 2), Kind.ONE_STARS, 2)
    assert size == 1.5
    lived = [Experience(draw, 0, 0, 0, 0, 0) for draw in range(1, 2_000)]
    usual, bad = (
        [stars(satisfaction(replace(each, faulty_pm=faulty))) for each in lived]
        for faulty in (faulty_pm(0), faulty_pm(size))
    )
    assert usual.count(1) / len(lived) < 0.05 < 0.1 < bad.count(1) / len(lived)
    assert sum(usual) / len(lived) - sum(bad) / len(lived) > 0.4


def test_a_new_store_without_reviews_sells_less_and_nothing_is_to_be_arranged():
    cohort = make.cohort()
    known = [replace(each, rating_sum=96, rating_count=20) for each in some_offers()]
    new = [replace(each, rating_sum=0, rating_count=0) for each in known]
    assert orders_on(cohort, 2, new) < 0.97 * orders_on(cohort, 2, known)
    for code in ("steady", "cold_start"):
        with pytest.raises(Invalid, match="不用安排"):
            arrange(cohort, code)
    assert events_there(cohort) == 0
    assert set(scenarios()) == {"steady", "cold_start", *ARRANGED}


@pytest.mark.parametrize("code", ARRANGED)
def test_a_scenario_is_arranged_once_until_it_is_over_or_cancelled(code):
    cohort = make.cohort()
    made = arrange(cohort, code, first_day=4)
    with pytest.raises(Invalid, match="已经安排在第 4 到") as refused:
        arrange(cohort, code, first_day=40)
    assert (list(refused.value.fields), refused.value.link) == (["scenario"], "/market/events")
    assert events_there(cohort) == len(made)
    assert operations.cancel_scenario(cohort, code, actor=None) == len(made)
    assert events_there(cohort) == 0
    with pytest.raises(Conflict):
        operations.cancel_scenario(cohort, code, actor=None)
    assert len(arrange(cohort, code)) == len(made)


def test_a_scenario_does_not_begin_in_the_past():
    cohort = make.cohort()
    run(cohort, 50)
    for day in (-3, 1, 3):
        with pytest.raises(Invalid, match="最早从明天"):
            arrange(cohort, "big_promotion", first_day=day)
    assert events_there(cohort) == 0


def test_what_has_begun_of_a_scenario_stays_and_the_rest_is_cancelled():
    cohort = make.cohort()
    arrange(cohort, "big_promotion", first_day=2)
    run(cohort, 2 * 24 + 5)  # the great day is under way
    assert operations.cancel_scenario(cohort, "big_promotion", actor=None) == 1
    days = {(each.first_day, each.cancelled) for each in db.session.query(MarketEvent)}
    assert days == {(2, False), (3, False), (4, True)}
    arrange(cohort, "big_promotion", first_day=9)  # the old one is no hindrance


def test_the_same_event_twice_is_a_slip_of_the_hand():
    cohort = make.cohort()
    draft = EventDraft(kind=EventKind.VIEWS, first_day=2, last_day=3, size_pm=1500)
    operations.make_event(cohort, draft, actor=None)
    with pytest.raises(Invalid, match="已经安排了"):
        operations.make_event(cohort, draft, actor=None)
    operations.make_event(cohort, replace(draft, size_pm=1600), actor=None)
    assert events_there(cohort) == 2


def test_the_timeline_begins_today_and_holds_every_bar():
    cohort = make.cohort()
    assert line_of([], 1) is None
    arrange(cohort, "big_promotion", first_day=3)
    [plan] = plans_of(queries.list_events(cohort))
    line = line_of([plan], 3)
    assert (plan.first_day, plan.last_day, len(line.bars)) == (3, 7, 5)
    assert line.bars[0].left == 0
    assert all(bar.left + bar.width <= 100.1 for bar in line.bars)
    assert line.marks[0] == (3, 0)


def test_a_teacher_cannot_arrange_twice_by_the_page_and_trainees_read_one_notice(app, client):
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    form = {"scenario": "big_promotion", "first_day": 3, "announced": "y"}
    assert teacher.post("/market/events/scenario", data=form).status_code == 303
    again = teacher.post("/market/events/scenario", data=form | {"first_day": 8})
    assert again.status_code == 422
    assert "“大促”已经安排在第 3 到 7 天" in again.text
    assert 'value="8"' in again.text
    page = teacher.get("/market/events")
    assert "时间线" in page.text
    assert page.text.count("取消整个情景") >= 1
    assert "第 14 天大促" not in page.text
    news = client.get("/traffic/news")
    assert news.text.count("第二天是大促当天") == 1
    assert "愿意下单的劲头是平时的 238%" in news.text
    assert client.post("/market/events/scenario/big_promotion/cancel").status_code == 403
    assert teacher.post("/market/events/scenario/nothing/cancel").status_code == 409
    done = teacher.post("/market/events/scenario/big_promotion/cancel")
    assert done.status_code == 303
    assert "没有市场公告" in client.get("/traffic/news").text
