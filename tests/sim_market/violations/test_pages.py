"""The merchant's and the teacher's pages, through HTTP."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from app.db import db
from app.identity.models import Role
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.ledger.queries import balance_of
from sim_market.rules.quiz import all_questions
from sim_market.shoppers.operations import shopper_of
from sim_market.violations.models import ClaimProof, Offence, Violation, ViolationState
from sim_market.violations.operations import patrol_cohort
from sim_market.violations.operations.curing import quiz_of
from tests import make
from tests.sim_market.money import pass_time
from tests.sim_market.violations.offences import send, wrong_now


def picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "PNG")
    out.seek(0)
    return out, "a.png"


@pytest.fixture
def store(client, trainee):
    return make.store(owner=trainee)


@pytest.fixture
def violation(store):
    """A first offence: a superlative in a title."""
    make.sku(store=store, title="全国第一的杯子 粗陶")
    [found] = patrol_cohort(store.cohort)
    return found


@pytest.fixture
def teacher(app):
    return make.browser(app, make.member(Role.TEACHING_LECTURER).user)


def late(store, *, price_fen=10_000):
    order = make.order(of=make.sku(store=store, price_fen=price_fen))
    pass_time(order.cohort, hours=49)
    return db.session.scalars(sa.select(Violation)).one()


def fresh(violation) -> Violation:
    db.session.expire_all()
    return db.session.get_one(Violation, violation.id)


def test_without_a_store_the_page_says_what_it_is_for(client):
    page = client.get("/violations")
    assert page.status_code == 200
    assert "申请开店" in page.text


def test_a_clean_store_is_praised(client, store):
    page = client.get("/violations")
    assert "没有违规，很好" in page.text
    assert "A 类一般" in page.text


def test_a_violation_shows_rule_evidence_calculation_cure_and_appeal(client, violation):
    assert violation.subject_name in client.get("/violations").text
    page = client.get(f"/violations/{violation.id}")
    assert page.status_code == 200
    for word in ("L-4", "全国第一的杯子 粗陶", "第一次只作警告，记 0 分", "怎样改", "提交申诉"):
        assert word in page.text


def test_another_stores_violation_does_not_exist(app, violation):
    other = make.store()
    assert make.browser(app, other.owner).get(f"/violations/{violation.id}").status_code == 404


def test_filters_narrow_and_nonsense_does_no_harm(client, violation):
    assert violation.subject_name in client.get("/violations?state=warned&offence=A").text
    assert violation.subject_name not in client.get("/violations?state=waived").text
    assert client.get("/violations?state=zzz&offence=Z&page=-9999999999").status_code == 200


def test_a_first_offence_is_over_when_cured_and_learned(client, violation):
    [question] = quiz_of(violation)
    wrong = (question.answer + 1) % len(question.options)
    place = f"/violations/{violation.id}/learn"
    assert client.post(place, data={"q1": str(wrong)}).status_code == 422
    assert client.post(place, data={}).status_code == 422
    assert fresh(violation).learned_sim_at is None
    assert client.post(place, data={"q1": str(question.answer)}).status_code == 303
    assert fresh(violation).state == ViolationState.WARNED
    violation = fresh(violation)
    listing = db.session.get_one(make.Listing, violation.subject_id)
    listing.title = "粗陶手冲杯 复古马克杯"
    patrol_cohort(listing.cohort)
    assert fresh(violation).state == ViolationState.CURED
    assert fresh(violation).points == 0
    assert all_questions("L-4")


def test_an_appeal_is_decided_by_the_teacher_with_a_reason(client, teacher, violation):
    place = f"/violations/{violation.id}/appeal"
    assert client.post(place, data={"words": "不"}).status_code == 422
    sent = client.post(
        place,
        data={"words": "这是产品自带的名字", "pictures": [picture(), picture()]},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    assert fresh(violation).state == ViolationState.APPEALED
    assert len(fresh(violation).appeal.pictures) == 2
    assert client.post(place, data={"words": "再申诉一次试试"}).status_code == 409
    judge = f"/violations/class/{violation.id}"
    assert "这是产品自带的名字" in teacher.get(judge).text
    assert "待裁决" in teacher.get("/").text
    assert teacher.post(f"{judge}/decide", data={"granted": "yes"}).status_code == 422
    told = {"granted": "yes", "answer": "名字经核对属实"}
    assert teacher.post(f"{judge}/decide", data=told).status_code == 303
    assert teacher.post(f"{judge}/decide", data=told).status_code == 409
    assert fresh(violation).state == ViolationState.REVOKED
    assert "名字经核对属实" in client.get(f"/violations/{violation.id}").text


@pytest.mark.parametrize("words", ["", "  \u200b ", "字" * 501])
def test_a_bad_appeal_changes_nothing(client, violation, words):
    page = client.post(f"/violations/{violation.id}/appeal", data={"words": words})
    assert page.status_code == 422
    assert fresh(violation).state == ViolationState.WARNED


def test_four_pictures_or_a_file_that_is_none_are_refused(client, violation):
    place = f"/violations/{violation.id}/appeal"
    four = {"words": "请看这四张图片", "pictures": [picture() for _n in range(4)]}
    bad = {"words": "请看这一张图片", "pictures": [(io.BytesIO(b"<svg/>"), "a.svg")]}
    for data in (four, bad):
        sent = client.post(place, data=data, content_type="multipart/form-data")
        assert sent.status_code == 422
    assert fresh(violation).state == ViolationState.WARNED


def test_after_three_days_no_appeal(client, violation):
    pass_time(violation.cohort, days=3, minutes=1)
    page = client.post(f"/violations/{violation.id}/appeal", data={"words": "我忘了申诉，对不起"})
    assert page.status_code == 409
    assert fresh(violation).appeal is None


def test_an_appeal_that_nobody_decides_is_decided_by_the_evidence(client, violation):
    client.post(f"/violations/{violation.id}/appeal", data={"words": "这是产品自带的名字"})
    pass_time(fresh(violation).cohort, days=3, minutes=1)
    assert fresh(violation).state == ViolationState.UPHELD
    assert fresh(violation).appeal.granted is False


def test_the_teacher_waives_with_a_reason_and_the_deposit_is_made_good(client, teacher, store):
    fill_deposit(store, 100_000)
    violation = late(store)
    assert (violation.compensation_fen, violation.paid_fen) == (1000, 1000)
    assert deposit(store) == 99_000
    place = f"/violations/class/{violation.id}/waive"
    assert teacher.post(place, data={"why": "行"}).status_code == 422
    assert teacher.post(place, data={"why": "系统停机造成的延误"}).status_code == 303
    assert fresh(violation).state == ViolationState.WAIVED
    assert deposit(store) == 100_000
    assert wrong_now() == []
    assert "系统停机造成的延误" in client.get(f"/violations/{violation.id}").text


def test_what_the_deposit_lacks_is_owed_and_paid_when_it_is_filled(client, store):
    fill_deposit(store, 300)
    violation = late(store)
    assert (violation.paid_fen, violation.owed_fen, deposit(store)) == (300, 700, 0)
    assert "补缴保证金" in client.get("/").text
    assert (
        client.post("/violations/deposit", data={"amount": "-1", "source": "wallet"}).status_code
        == 422
    )
    assert (
        client.post("/violations/deposit", data={"amount": "9e9", "source": "x"}).status_code == 422
    )
    assert fresh(violation).owed_fen == 700
    paid = client.post("/violations/deposit", data={"amount": "10", "source": "wallet"})
    assert paid.status_code == 303
    assert fresh(violation).owed_fen == 0
    assert deposit(store) == 300
    assert wrong_now() == []


def test_a_late_order_is_cured_by_sending_it(store):
    violation = late(store)
    send(db.session.get_one(make.Order, violation.subject_id))
    assert fresh(violation).cured_sim_at is not None


def test_proof_makes_a_claim_pass_and_the_teacher_may_refuse_it(client, teacher, store):
    sku = make.sku(store=store, title="纯天然 粗陶马克杯")
    [violation] = patrol_cohort(store.cohort)
    assert violation.rule == "L-8"
    assert "纯天然" in client.get("/violations/proofs").text
    place = f"/violations/proofs/{sku.listing_id}"
    said = {"word": "纯天然", "says": "模拟检测报告 2026-001"}
    assert client.post(place, data=said).status_code == 422
    for bad in ({"word": "最好"}, {"says": "无"}):
        data = said | bad | {"picture": picture()}
        answer = client.post(place, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
    data = said | {"picture": picture()}
    assert client.post(place, data=data, content_type="multipart/form-data").status_code == 303
    assert fresh(violation).cured_sim_at is not None
    assert patrol_cohort(fresh(violation).cohort) == []
    proof = db.session.scalars(sa.select(ClaimProof)).one()
    refuse = f"/violations/class/proofs/{proof.id}/refuse"
    assert teacher.get("/violations/class/proofs").status_code == 200
    assert teacher.post(refuse, data={"why": "看不清编号"}).status_code == 303
    assert "看不清编号" in client.get("/violations/proofs").text


def test_teachers_pages_are_the_teachers(client, teacher, violation):
    assert client.get("/violations/class").status_code == 403
    assert client.post(f"/violations/class/{violation.id}/waive", data={}).status_code == 403
    assert violation.subject_name in teacher.get("/violations/class").text
    assert teacher.get("/violations/class?state=cured").status_code == 200
    assert teacher.get("/class").status_code == 200


def test_another_class_has_no_such_violation(app, violation):
    other = make.browser(app, make.member(Role.TEACHING_LECTURER, of=make.cohort()).user)
    assert other.get(f"/violations/class/{violation.id}").status_code == 404


def fill_deposit(store, fen: int) -> None:
    legs = [
        (account(store.cohort_id, AccountKind.WORLD), -fen - 100_000),
        (account(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id), fen),
        (shopper_of(store.owner, store.cohort).purse, 100_000),
    ]
    post(TxnKind.DEPOSIT, f"test-{store.id}", legs, about=store)


def deposit(store) -> int:
    return balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id)


def test_classes_are_kept_apart():
    assert [each.value for each in Offence] == ["A", "B", "C"]
