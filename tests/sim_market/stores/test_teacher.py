"""A class whose teacher looks at every application."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.flow import IllegalMove
from app.identity.models import Role
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.stores.models import StorePolicy, StoreState
from sim_market.stores.operations import pass_application
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.stores.applying import STEPS, apply, the_store


@pytest.fixture
def teacher(app):
    return make.browser(app, make.member(Role.TEACHING_LECTURER).user)


@pytest.fixture
def waiting(client, teacher):
    """A store that waits for the teacher."""
    teacher.post("/stores/policy", data={"by_teacher": "1"})
    page = apply(client)
    assert "等老师审核" in page.text
    store = the_store()
    assert (store.state, list(store.reviews)) == (StoreState.SUBMITTED, [])
    return store


def test_the_switch_is_kept_and_told_in_the_journal(teacher):
    for wanted in ("1", "1", "0"):
        assert teacher.post("/stores/policy", data={"by_teacher": wanted}).status_code == 303
    assert db.session.scalars(sa.select(StorePolicy.by_teacher)).all() == [False]
    said = [entry.facts["by_teacher"] for entry in make.entries(Verb.STORE_POLICY_SET)]
    assert said == [True, False]


def test_the_teacher_sees_what_waits_and_lets_it_open(teacher, waiting):
    assert "开店申请待审核" in teacher.get("/").text
    assert "山野小铺" in teacher.get("/stores?state=submitted").text
    page = teacher.get(f"/stores/{waiting.id}").text
    assert STEPS["look"]["intro"] in page
    assert "模拟店主甲" in page

    assert teacher.post(f"/stores/{waiting.id}/pass").status_code == 303

    store = the_store()
    assert store.state == StoreState.OPEN
    assert balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id) == 100_000
    [review] = store.reviews
    assert review.passed
    assert review.reviewer_id is not None
    [opened] = make.entries(Verb.STORE_OPENED)
    assert opened.actor_id == review.reviewer_id


def test_a_return_teaches_field_by_field_and_all_rounds_are_kept(client, teacher, waiting):
    said = {"name": "再具体一点，让人知道卖什么", "intro": "  "}
    assert teacher.post(f"/stores/{waiting.id}/return", data=said).status_code == 303
    assert the_store().state == StoreState.RETURNED
    page = client.get("/store/apply/look").text
    assert "再具体一点" in page
    assert "/rules#K-1" in page
    client.post("/store/apply/look", data=STEPS["look"] | {"name": "山野粗陶小铺"})
    client.post("/store/apply")
    teacher.post(f"/stores/{waiting.id}/pass")
    rounds = [(r.round, r.passed, r.applied["name"]) for r in the_store().reviews]
    assert rounds == [(1, False, "山野小铺"), (2, True, "山野粗陶小铺")]
    assert "再具体一点" in teacher.get(f"/stores/{waiting.id}").text


def test_a_return_without_a_reason_is_refused(teacher, waiting):
    page = teacher.post(f"/stores/{waiting.id}/return", data={"name": " "})
    assert page.status_code == 422
    assert "退回要写原因" in page.text
    assert (
        teacher.post(f"/stores/{waiting.id}/return", data={"name": "长" * 201}).status_code == 422
    )
    assert the_store().state == StoreState.SUBMITTED


def test_faults_against_the_rules_come_back_before_the_teacher_is_asked(client, teacher):
    teacher.post("/stores/policy", data={"by_teacher": "1"})
    apply(client, name="山野官方旗舰店")
    assert the_store().state == StoreState.RETURNED
    assert the_store().reviews[0].reviewer_id is None


def test_what_waits_is_not_changed_but_may_be_taken_back(client, waiting):
    client.post("/store/apply/look", data=STEPS["look"] | {"name": "另一家"})
    assert the_store().name == "山野小铺"
    assert client.post("/store/apply").status_code == 409
    assert client.post("/store/apply/withdraw").status_code == 303
    assert the_store().state == StoreState.DRAFT
    client.post("/store/apply/look", data=STEPS["look"] | {"name": "另一家"})
    assert the_store().name == "另一家"


def test_the_same_application_is_answered_once(teacher, waiting):
    teacher.post(f"/stores/{waiting.id}/pass")
    assert teacher.post(f"/stores/{waiting.id}/pass").status_code == 409
    assert teacher.post(f"/stores/{waiting.id}/return", data={"name": "改名"}).status_code == 409
    assert len(the_store().reviews) == 1
    with pytest.raises(IllegalMove):
        pass_application(the_store(), actor=the_store().owner)


def test_other_teachers_and_trainees_stay_outside(app, client, waiting):
    elsewhere = make.member(Role.TEACHING_LECTURER, of=make.cohort())
    stranger = make.browser(app, elsewhere.user)
    assert stranger.get(f"/stores/{waiting.id}").status_code == 404
    assert stranger.post(f"/stores/{waiting.id}/pass").status_code == 404
    for path in (f"/stores/{waiting.id}/pass", "/stores/policy"):
        assert client.post(path, data={"by_teacher": "0"}).status_code == 403
    assert the_store().state == StoreState.SUBMITTED
