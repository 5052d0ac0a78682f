"""What teachers do to the sandbox clock, and what the page says meanwhile."""

from datetime import timedelta

import pytest

from app import clock as real
from app import jobs
from app.cohorts import clock, clock_operations
from app.cohorts.models import CohortState
from app.db import db
from app.identity.models import Role
from app.jobs import Heartbeat
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def press(browser, cohort, what, **data):
    return browser.post(f"/cohorts/{cohort.id}/clock/{what}", data=data)


def seen(cohort):
    db.session.expire_all()
    return cohort


def test_a_step_is_a_goal_until_the_scheduler_gets_there(teacher, cohort):
    start = cohort.sim_at
    assert press(teacher, cohort, "step/hour").status_code == 303
    assert press(teacher, cohort, "step/day").status_code == 303
    assert (seen(cohort).sim_at, cohort.target_sim_at) == (start, start + DAY + HOUR)

    page = teacher.get(f"/cohorts/{cohort.id}/clock")
    assert "还差 1 天 1 小时" in page.text
    assert page.headers["Refresh"] == "3"

    clock.follow_all()
    assert seen(cohort).sim_at == start + DAY + HOUR
    page = teacher.get("/clock")
    assert "还差" not in page.text
    assert "Refresh" not in page.headers


def test_running_at_the_rate_and_a_step_on_top(teacher, cohort):
    start, moment = cohort.sim_at, real.now()
    with real.set_to(moment, timedelta(0)):
        press(teacher, cohort, "rate", day_minutes="10")
        press(teacher, cohort, "start")
    with real.set_to(moment + timedelta(minutes=5), timedelta(0)):
        clock.follow_all()
        assert seen(cohort).sim_at == start + DAY / 2
        press(teacher, cohort, "step/hour")
        clock.follow_all()
        assert seen(cohort).sim_at == start + DAY / 2 + HOUR
    with real.set_to(moment + timedelta(minutes=10), timedelta(0)):
        clock.follow_all()
        assert seen(cohort).sim_at == start + DAY + HOUR
        press(teacher, cohort, "pause")
    with real.set_to(moment + timedelta(minutes=30), timedelta(0)):
        clock.follow_all()
        assert seen(cohort).sim_at == start + DAY + HOUR
        assert press(teacher, cohort, "start").status_code == 303
        clock.follow_all()
        assert seen(cohort).sim_at == start + DAY + HOUR


def test_what_one_transaction_has_set_is_not_lost(cohort):
    actor = make.user()
    clock_operations.start_clock(cohort, actor=actor)
    clock_operations.set_rate(cohort, 10, actor=actor)
    db.session.commit()
    assert (cohort.clock_runs, cohort.day_minutes) == (True, 10)


def test_a_new_rate_begins_where_the_clock_stands(teacher, cohort):
    start, moment = cohort.sim_at, real.now()
    with real.set_to(moment, timedelta(0)):
        press(teacher, cohort, "rate", day_minutes="1440")
        press(teacher, cohort, "start")
    with real.set_to(moment + timedelta(minutes=20), timedelta(0)):
        press(teacher, cohort, "rate", day_minutes="10")
        clock.follow_all()
        assert seen(cohort).sim_at == start + timedelta(minutes=20)
    with real.set_to(moment + timedelta(minutes=30), timedelta(0)):
        clock.follow_all()
        assert seen(cohort).sim_at == start + timedelta(minutes=20) + DAY


def test_to_the_next_event(app, teacher, cohort):
    assert press(teacher, cohort, "step/event").status_code == 409
    app.extensions["handlers"]["test.event"] = lambda job: None
    try:
        jobs.schedule("test.event", "a", cohort_id=cohort.id, at=cohort.sim_at + 5 * HOUR)
        assert press(teacher, cohort, "step/event").status_code == 303
        clock.follow_all()
        assert seen(cohort).day_of(cohort.sim_at) == 1
        assert cohort.sim_at == cohort.sim_start_at + 5 * HOUR
    finally:
        del app.extensions["handlers"]["test.event"]


def test_every_intervention_is_in_the_journal_of_the_class(teacher, cohort):
    for what, data in (
        ("rate", {"day_minutes": "30"}), ("start", {}), ("step/day", {}), ("pause", {}),
    ):  # fmt: skip
        press(teacher, cohort, what, **data)
    noted = [e for e in make.entries() if e.verb.startswith("clock.")]
    assert [e.verb for e in noted] == [
        "clock.rate_set", "clock.started", "clock.stepped", "clock.paused",
    ]  # fmt: skip
    assert {(e.chain, e.by) for e in noted} == {(cohort.id, "teacher")}


def test_pressed_twice_in_one_form_steps_once(teacher, cohort):
    for _ in range(2):
        press(teacher, cohort, "step/day", _key="one-and-the-same")
    assert seen(cohort).target_sim_at == cohort.sim_start_at + DAY


@pytest.mark.parametrize(
    ("what", "data", "status"),
    [("step/week", {}, 422), ("step/-1", {}, 422), ("rate", {"day_minutes": "0"}, 422),
     ("rate", {"day_minutes": "99999999999"}, 422), ("rate", {"day_minutes": "NaN"}, 422),
     ("rate", {}, 422), ("pause", {}, 409)],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(teacher, cohort, what, data, status):
    assert press(teacher, cohort, what, **data).status_code == status
    assert (seen(cohort).target_sim_at, cohort.clock_runs, cohort.day_minutes) == (None, False, 60)


def test_a_class_that_is_not_open_has_no_time(teacher, cohort):
    for state in (CohortState.PLANNED, CohortState.CLOSED):
        cohort.state = state
        make.saved(cohort)
        assert teacher.get("/clock").status_code == 200
        for what in ("start", "pause", "step/hour"):
            assert press(teacher, cohort, what).status_code == 409
        assert press(teacher, cohort, "rate", day_minutes="30").status_code == 409
    assert [e for e in make.entries() if e.verb.startswith("clock.")] == []


def test_no_more_than_a_week_ahead(teacher, cohort):
    answers = [press(teacher, cohort, "step/day").status_code for _ in range(8)]
    assert answers == [303] * 7 + [409]
    assert seen(cohort).target_sim_at == cohort.sim_start_at + 7 * DAY


def test_the_page_says_when_the_scheduler_is_silent(teacher, cohort):
    assert "计时进程超过 10 秒没有动静" in teacher.get("/clock").text
    beat = make.saved(Heartbeat(name="clock.follow", ran_at=real.now()))
    assert "没有动静" not in teacher.get("/clock").text
    beat.ran_at = real.now() - timedelta(seconds=11)
    make.saved(beat)
    assert "没有动静" in teacher.get("/clock").text


def test_closing_stops_the_time(teacher, cohort, enter):
    press(teacher, cohort, "start")
    assert enter(Role.TEACHING_ASSISTANT).post(f"/cohorts/{cohort.id}/close").status_code == 403
    assert teacher.post(f"/cohorts/{cohort.id}/close").status_code == 303
    assert (seen(cohort).state, cohort.clock_runs) == (CohortState.CLOSED, False)
    before = cohort.sim_at
    clock.follow_all()
    assert seen(cohort).sim_at == before
