"""Complaints: 48 hours for the store, then the platform decides by what was said."""

# word data: what is complained about

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict
from app.flow import IllegalMove
from app.jobs import Job
from sim_market.customer_service import operations
from sim_market.customer_service.cases import to_state
from sim_market.customer_service.decide import Said, decide
from sim_market.customer_service.judge import INTENTS
from sim_market.customer_service.models import ComplaintReason, ComplaintState, Decision
from tests import make


@pytest.fixture
def talk(app):
    sku = make.sku(stock=5)
    sku.cohort.sim_at = make.SIM_START + timedelta(hours=9)
    sku.cohort.day_minutes = 1440
    return operations.ask_simulated(
        make.shopper(), sku.listing.store, INTENTS["stock"], key="t-1", listing=sku.listing
    )


def job() -> Job:
    wanted = sa.select(Job).where(Job.kind == "service.decide").order_by(Job.id.desc())
    return db.session.scalars(wanted).first()


ASKED = Said(1, True, "有货吗", waited=20, opens=True, outcome="right")


@pytest.mark.parametrize(
    ("reason", "said", "statement", "decision"),
    [
        (ComplaintReason.NO_ANSWER, Said(1, True, "在吗", opens=True), "忙", Decision.FOR_BUYER),
        (ComplaintReason.NO_ANSWER, Said(1, True, "在吗", 1801, True), "忙", Decision.FOR_BUYER),
        (ComplaintReason.NO_ANSWER, ASKED, "当时就答了", Decision.FOR_STORE),
        (ComplaintReason.NO_ANSWER, ASKED, " ", Decision.FOR_BUYER),
        (ComplaintReason.UNTRUE, ASKED, "说的是真的", Decision.FOR_STORE),
        (ComplaintReason.RUDE, Said(1, True, "?", 5, outcome="rude"), "没", Decision.FOR_BUYER),
        (
            ComplaintReason.OFF_PLATFORM, Said(2, False, "加我微信", broken="L-6"), "没有",
            Decision.FOR_BUYER,
        ),
        (
            ComplaintReason.OFF_PLATFORM, Said(2, False, "最好", broken="L-4"), "没有",
            Decision.FOR_STORE,
        ),
    ],
)  # fmt: skip
def test_the_platform_decides_by_the_thread(app, reason, said, statement, decision):
    with app.test_request_context():
        found, why = decide(reason, [said], statement, 180)
    assert found == decision
    assert why


def test_without_a_word_in_48_hours_the_buyer_is_right(talk):
    operations.say(talk, "您好，有货的，可以拍", actor=talk.store.owner)
    made = operations.complain(talk, ComplaintReason.RUDE, "态度差", actor=None)
    assert job().due_sim_at == talk.cohort.sim_at + timedelta(hours=48)
    operations.decide_due(job())
    operations.decide_due(job())
    assert (made.state, made.decision) == (ComplaintState.DECIDED, Decision.FOR_BUYER)
    assert len(make.entries("service.complaint_decided")) == 1


def test_a_store_that_did_well_and_says_so_is_right(app, talk):
    operations.say(talk, "您好，有货的，可以拍", actor=talk.store.owner)
    made = operations.complain(talk, ComplaintReason.RUDE, "态度差", actor=None)
    with app.test_request_context():
        assert to_state(make.viewer_of(talk.store.owner)).count == 1
    desk = make.browser(app, talk.store.owner)
    assert desk.get("/service/complaints").status_code == 200
    at = f"/service/complaints/{made.id}"
    assert desk.post(at, data={"text": "短"}).status_code == 422
    sent = desk.post(at, data={"text": "当时 20 秒就答了，语气客气"})
    assert sent.status_code == 303
    operations.decide_due(job())
    db.session.expire_all()
    assert made.decision == Decision.FOR_STORE
    assert "投诉不成立" in desk.get(at).text
    assert desk.post(at, data={"text": "再说一遍，当时就答了"}).status_code == 409
    stranger = make.browser(app, make.store().owner)
    assert stranger.get(at).status_code == 404


def test_one_complaint_for_each_conversation(talk):
    made = operations.complain(talk, ComplaintReason.RUDE, "态度差", actor=None)
    with pytest.raises(Conflict):
        operations.complain(talk, ComplaintReason.UNTRUE, "又来了", actor=None)
    operations.state_case(made, "我们看了对话，没有骂人", actor=talk.store.owner)
    with pytest.raises(IllegalMove):
        operations.state_case(made, "再说一次，没有骂人", actor=talk.store.owner)
