"""Planning, opening, closing; who may be named; caps."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.cohorts import operations, queries
from app.cohorts.models import Cohort, CohortState
from app.cohorts.operations import ClassIsFull, Plan, close_cohort, enrol, open_cohort, plan_cohort
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.flow import IllegalMove
from app.identity.models import Role
from app.schemes.operations import load_schemes
from tests import make

pytestmark = pytest.mark.usefixtures("app")
LECTURER, ASSISTANT = Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT


@pytest.fixture
def planned(app):
    schemes = {scheme.code: scheme for scheme in load_schemes(actor=None)}
    plan = Plan("电商 1 班", date(2026, 11, 25), seed=7)
    return plan_cohort(make.institution(), schemes["national-blended"], plan, actor=None)


def name(cohort, role, number):
    return operations.name_staff(
        cohort, role, name=f"讲师{number}", phone=f"1370000000{number}", actor=None, grantor=None
    )


def staffed(cohort):
    for role, number in ((LECTURER, 1), (LECTURER, 2), (ASSISTANT, 3)):
        name(cohort, role, number)
    return cohort


def test_the_shipped_schemes_hold_what_the_documents_say():
    schemes = {scheme.code: scheme.params for scheme in load_schemes(actor=None)}
    assert {code: params["cap"] for code, params in schemes.items()} == {
        "national-2020": 30, "national-blended": 35, "henan-2020": 30, "beijing-2023": 40,
    }  # fmt: skip
    assert schemes["henan-2020"]["cap_gyb"] == 60
    for params in schemes.values():
        assert params["pass_tenths"] == 600
        assert set(params) - {"sources", "document"} == set(params["sources"])
    assert len(load_schemes(actor=None)) == 4


def test_a_scheme_in_use_cannot_change():
    load_schemes(actor=None)[0].params = {"cap": 99}
    db.session.flush()
    with pytest.raises(Conflict, match="不能改"):
        load_schemes(actor=None)


def test_a_class_opens_on_its_monday_with_the_clock_standing_still(planned):
    open_cohort(staffed(planned), actor=None)
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert (planned.state, planned.sim_start_at, planned.sim_at) == (
        CohortState.OPEN, monday, monday,
    )  # fmt: skip
    assert not planned.clock_runs
    [entry] = make.entries("cohort.opened")
    assert (entry.chain, entry.facts["seed"], entry.sim_at) == (planned.id, 7, monday)


def test_without_a_seed_each_class_draws_its_own():
    scheme, school = make.scheme(), make.institution()
    seeds = {
        plan_cohort(school, scheme, Plan(f"{n} 班", date(2026, 1, 1)), actor=None).seed
        for n in range(5)
    }
    assert len(seeds) == 5


def test_no_class_opens_without_the_scheme_s_lecturers(planned):
    name(planned, LECTURER, 1)
    with pytest.raises(Invalid, match="还差 1 位授课讲师；还差 1 位助教"):
        open_cohort(planned, actor=None)
    assert planned.state == CohortState.PLANNED
    assert make.entries("cohort.opened") == []


def test_opened_once_closed_once(planned):
    open_cohort(staffed(planned), actor=None)
    with pytest.raises(IllegalMove):
        open_cohort(planned, actor=None)
    close_cohort(planned, actor=None)
    with pytest.raises(IllegalMove):
        close_cohort(planned, actor=None)
    assert [e.verb for e in make.entries() if e.verb.startswith("cohort.")] == [
        "cohort.planned", "cohort.opened", "cohort.closed",
    ]  # fmt: skip


def test_no_third_lecturer(planned):
    staffed(planned)
    with pytest.raises(Conflict, match="已满 2 位"):
        name(planned, LECTURER, 4)
    assert len(queries.list_people(planned, queries.STAFF)) == 3


def test_the_cap_is_the_scheme_s():
    cohort = make.cohort(scheme=make.scheme(cap=2))
    for _ in range(2):
        enrol(cohort, make.user(), actor=None, grantor=None)
    with pytest.raises(ClassIsFull, match="最多 2 人"):
        enrol(cohort, make.user(), actor=None, grantor=None)
    assert queries.count_trainees(cohort) == 2
    granted = make.entries("identity.role_granted")
    assert [e.chain for e in granted] == [cohort.id] * 2
    assert granted[0].subject_type == "membership"


def test_nobody_teaches_the_class_they_learn_in():
    cohort, person = make.ordinary_cohort(), make.user(name="甲")
    enrol(cohort, person, actor=None, grantor=None)
    person.phone = "13700000009"
    with pytest.raises(NotAllowed, match="已是本班的学员"):
        operations.name_staff(
            cohort, LECTURER, name="甲", phone="13700000009", actor=None, grantor=None
        )
    assert queries.list_people(cohort, queries.STAFF) == []


def test_two_classes_of_one_name_in_one_institution(planned):
    with pytest.raises(Conflict) as refusal:
        plan_cohort(
            planned.institution, planned.scheme, Plan("电商 1 班", date(2026, 1, 1)), actor=None
        )
    assert refusal.value.fields["name"]
    same_name = Plan("电商 1 班", date(2026, 1, 1))
    assert plan_cohort(make.institution(), planned.scheme, same_name, actor=None).id != planned.id


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x"}, {"name": "长" * 61}, {"starts_on": "2026-02-30"},
     {"starts_on": "1999-01-01"}, {"day_minutes": "0"}, {"day_minutes": "1e3"}, {"seed": "-5"},
     {"seed": "99999999999999999999"}, {"scheme": "999999"}, {"scheme": "x"}, {"scheme": ""}],
)  # fmt: skip
def test_a_plan_typed_wrong_is_refused_and_kept(admin, wrong):
    load_schemes(actor=None)
    known = {"name": "新班级", "starts_on": "2026-11-23", "day_minutes": "60",
             "scheme": str(load_schemes(actor=None)[0].id)}  # fmt: skip
    page = admin.post("/cohorts/new", data=known | wrong)
    assert page.status_code == 422
    assert "新班级" in page.text or "name" in wrong
    named = sa.select(Cohort).where(Cohort.name == "新班级")
    assert db.session.scalar(named) is None


def test_from_plan_to_open_class_on_the_pages(admin):
    scheme = next(s for s in load_schemes(actor=None) if s.code == "henan-2020")
    made = admin.post(
        "/cohorts/new",
        data={
            "name": "电商 9 班",
            "starts_on": "2026-11-23",
            "day_minutes": "30",
            "scheme": scheme.id,
        },
    )
    assert made.status_code == 303
    assert admin.post(f"{made.location}/open").status_code == 422
    people = {"teaching_lecturer": "13700000001", "teaching_assistant": "13700000002"}
    for role, phone in people.items():
        sent = {"role": role, "name": "谷雨", "phone": phone}
        if role == "teaching_assistant":
            sent["name"] = "芒种"
        assert admin.post(f"{made.location}/staff", data=sent).status_code == 303
    assert admin.post(f"{made.location}/open").location == f"{made.location}/clock"
    assert "芒种" in admin.get(made.location).text


@pytest.mark.parametrize(
    "sent",
    [{"role": "trainee"}, {"role": "platform_admin"}, {"role": ""}, {"name": ""},
     {"name": "<b>谷雨</b>"}, {"phone": "12"}, {"phone": ""}, {"phone": "13700000001\u0000;--"}],
)  # fmt: skip
def test_staff_typed_wrong(admin, cohort, sent):
    good = {"role": "teaching_lecturer", "name": "谷雨", "phone": "13700000001"}
    answer = admin.post(f"/cohorts/{cohort.id}/staff", data=good | sent)
    assert answer.status_code in (303, 422)
    people = queries.list_people(cohort, queries.STAFF)
    assert len(people) == (1 if answer.status_code == 303 else 0)
    assert {person.membership.role for person in people} <= {LECTURER}
