"""Events of the market: made by a teacher for days to come, felt by every store alike."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import Role
from sim_market.buyers import operations, queries
from sim_market.buyers.befalls import faulty_pm, percent_of, size_from, what_to_do
from sim_market.buyers.models import EventKind, MarketEvent, PlannedPurchase, TrafficHour
from sim_market.buyers.operations.befalling import EventDraft
from sim_market.buyers.season.scenarios import scenarios
from sim_market.verbs import Verb
from supply_chain.capture.today import cost_of, dearer_now, is_cut_off
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.usefixtures("app")


def draft(kind: EventKind, size_pm: int, first: int = 2, last: int = 2) -> EventDraft:
    return EventDraft(kind=kind, first_day=first, last_day=last, size_pm=size_pm)


def wanted_by_day(store) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(TrafficHour.day, sa.func.sum(TrafficHour.expected_micro))
        .where(TrafficHour.store_id == store.id)
        .group_by(TrafficHour.day)
    )
    return {row[0]: float(row[1]) for row in rows}


def test_a_day_with_more_people_brings_more_to_everybody_and_only_then(app):
    plain, loud = make.cohort(name="平日班"), make.cohort(name="大促班")
    one, _ = stocked(plain)
    other, _ = stocked(loud)
    twin, _ = stocked(loud)
    operations.make_event(loud, draft(EventKind.VIEWS, 1800), actor=None)
    for cohort in (plain, loud):
        lively(cohort, 200)
        run(cohort, 50)

    usual, more = wanted_by_day(one), wanted_by_day(other)
    assert more == wanted_by_day(twin)
    assert usual[1] == more[1]
    assert more[2] == pytest.approx(1.8 * usual[2], rel=0.03)
    assert more[3] == pytest.approx(usual[3], rel=0.05)  # only what was sold more is remembered


def test_a_class_without_events_is_played_as_ever(app):
    cohort = make.cohort()
    stocked(cohort)
    lively(cohort, 3000)
    event = operations.make_event(cohort, draft(EventKind.VIEWS, 3000, 5, 6), actor=None)
    operations.cancel_event(event, actor=None)
    run(cohort, 10)
    rows = db.session.execute(sa.select(PlannedPurchase.hour, PlannedPurchase.draw)).all()

    other = make.cohort(name="没有事件班")
    stocked(other)
    lively(other, 3000)
    run(other, 10)
    later = db.session.execute(
        sa.select(PlannedPurchase.hour, PlannedPurchase.draw).where(
            PlannedPurchase.cohort_id == other.id
        )
    ).all()
    assert rows == later != []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first": 1, "last": 3}, "first_day"),  # today has begun
        ({"first": 5, "last": 4}, "last_day"),
        ({"first": 2, "last": 99}, "last_day"),
        ({"first": 999, "last": 999}, "first_day"),
        ({"size_pm": 100_000}, "size"),
        ({"size_pm": 0}, "size"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(change, field):
    cohort = make.cohort()
    wanted = {"size_pm": 1500, "first": 2, "last": 3} | change
    with pytest.raises(Invalid) as refused:
        operations.make_event(cohort, draft(EventKind.VIEWS, **wanted), actor=None)
    assert list(refused.value.fields) == [field]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MarketEvent)) == 0


def test_a_scenario_brings_all_its_happenings_from_the_day_on():
    cohort = make.cohort()
    made = operations.play_scenario(
        cohort, "big_promotion", first_day=4, announced=True, actor=None
    )
    told = scenarios()["big_promotion"].happenings
    first = scenarios()["big_promotion"].first_day
    assert [(e.kind.value, e.first_day, e.size_pm) for e in made] == [
        (h.kind.value, h.first_day - first + 4, round(1000 * h.size)) for h in told
    ]
    assert min(e.first_day for e in made) == 4
    assert len(make.entries(Verb.MARKET_EVENT_MADE)) == len(told)
    day = 5
    assert {h.kind.value for h in queries.happenings_on(cohort.id, day)} >= {"views", "ready"}
    with pytest.raises(Invalid):
        operations.play_scenario(cohort, "steady", first_day=4, announced=True, actor=None)


def test_what_is_cancelled_ends_today_and_not_twice():
    cohort = make.cohort()
    event = operations.make_event(cohort, draft(EventKind.COST, 1200, 2, 9), actor=None)
    run(cohort, 30)
    assert (dearer_now(cohort), is_cut_off(cohort)) == (12_000, False)
    operations.cancel_event(event, actor=None)
    assert (event.cancelled, event.last_day) == (False, 2)
    with pytest.raises(Conflict):
        operations.cancel_event(event, actor=None)
    run(cohort, 50)
    assert dearer_now(cohort) == 10_000


def test_suppliers_ask_more_and_confirm_nothing_while_they_are_cut_off():
    cohort = make.cohort()
    operations.make_event(cohort, draft(EventKind.SUPPLY, 0, 2, 3), actor=None)
    assert not is_cut_off(cohort)
    run(cohort, 25)
    assert is_cut_off(cohort)
    source = type("Source", (), {"cost_fen": 1005})()
    assert cost_of(source, 12_000) == 1206


def test_sizes_are_said_and_typed_the_same():
    for kind, percent in (
        (EventKind.VIEWS, 182), (EventKind.RIVALS, -26), (EventKind.ONE_STARS, 22),
    ):  # fmt: skip
        assert percent_of(kind, size_from(kind, percent)) == percent
    assert faulty_pm(0) == 45
    assert faulty_pm(99) == 600


def test_a_teacher_arranges_and_trainees_read(app, client, trainee):
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    page = teacher.get("/market/events")
    assert page.status_code == 200
    assert "还没有市场事件" in page.text
    assert client.get("/market/events").status_code == 403
    assert client.post("/market/events", data={"kind": "views"}).status_code == 403

    wrong = teacher.post(
        "/market/events",
        data={"kind": "rivals", "first_day": 1, "last_day": 3, "size": -25, "title": "<b>跟吗</b>"},
    )
    assert wrong.status_code == 422
    assert "最早从明天" in wrong.text
    assert "&lt;b&gt;跟吗" in wrong.text

    done = teacher.post(
        "/market/events",
        data={"kind": "rivals", "first_day": 2, "last_day": 3, "size": -25, "title": "同行大战",
              "announced": "y"},
    )  # fmt: skip
    assert done.status_code == 303
    hidden = teacher.post(
        "/market/events/scenario", data={"scenario": "dearer_supply", "first_day": 3}
    )
    assert hidden.status_code == 303
    news = client.get("/traffic/news")
    assert "同行一起降价 25%" in news.text
    assert "供应商涨价" not in news.text
    assert "市场公告" in client.get("/").text


def test_nobody_reaches_the_events_of_another_class(app):
    other = make.cohort(name="别班")
    event = operations.make_event(other, draft(EventKind.VIEWS, 2000), actor=None)
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert teacher.post(f"/market/events/{event.id}/cancel").status_code == 404
    db.session.refresh(event)
    assert not event.cancelled


@pytest.mark.parametrize(
    ("kind", "less", "more"),
    [
        (EventKind.VIEWS, 740, 1820),
        (EventKind.READY, 740, 2380),
        (EventKind.COST, 800, 1200),
        (EventKind.RIVALS, -300, 300),
    ],
)
def test_advice_on_an_event_depends_on_which_way_it_goes(kind, less, more):
    low, high = (MarketEvent(kind=kind, size_pm=size) for size in (less, more))
    assert what_to_do(low) != what_to_do(high)


def test_a_day_when_fewer_want_to_buy_is_not_called_a_day_of_many_buyers():
    assert "人更想买" not in what_to_do(MarketEvent(kind=EventKind.READY, size_pm=740))
    assert "人更想买" in what_to_do(MarketEvent(kind=EventKind.READY, size_pm=2380))


@pytest.mark.parametrize(
    ("kind", "usual"),
    [(EventKind.VIEWS, 1000), (EventKind.COST, 1000), (EventKind.RIVALS, 0)],
)
def test_an_event_with_which_nothing_happens_is_refused(app, kind, usual):
    cohort = make.cohort()
    with app.test_request_context(), pytest.raises(Invalid, match="和平时一样"):
        operations.make_event(cohort, draft(kind, usual), actor=None)
    assert queries.list_events(cohort) == []
