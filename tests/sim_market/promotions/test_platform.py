"""The platform's coupons: a teacher gives them to a class; nobody else does."""

import pytest

from app.db import db
from app.identity.models import Role
from sim_market.promotions.models import Promotion, PromotionState
from tests import make

SAID = {
    "name": "开学券", "how": "off", "value": "8", "from_": "60", "total": "20", "per_user": "1",
    "starts_day": "1", "starts_time": "00:00", "ends_day": "9", "ends_time": "22:00",
}  # fmt: skip


@pytest.fixture
def teacher(app):
    return make.browser(app, make.member(Role.TEACHING_LECTURER, of=make.ordinary_cohort()).user)


def given() -> list[Promotion]:
    db.session.expire_all()
    return db.session.query(Promotion).all()


def test_a_teacher_gives_and_ends_them_and_buyers_find_them(teacher, client):
    assert "还没有平台活动" in teacher.get("/class/coupons").text
    assert teacher.post("/class/coupons", data=SAID).status_code == 303
    [made] = given()
    assert (made.store_id, made.state, made.batch.total) == (None, PromotionState.RUNNING, 20)
    assert "满 60.00 元减 8.00 元" in teacher.get("/class/coupons").text
    assert "开学券" in client.get("/mall/coupons").text
    assert client.post(f"/mall/coupons/{made.batch.id}/claim").status_code == 303
    assert given()[0].batch.claimed == 1
    assert "开学券" in client.get("/mall/coupons/mine").text
    goods = make.sku(price_fen=7000)
    assert "领券后 ¥62.00" in client.get(f"/mall/listings/{goods.listing_id}").text
    page = client.get(f"/mall/checkout?sku_id={goods.id}&quantity=1").text
    assert "平台出 ¥8.00" in page
    assert 'name="seen_fen" value="6200"' in page
    assert teacher.post(f"/class/coupons/{made.id}/end").status_code == 303
    assert given()[0].state == PromotionState.ENDED


@pytest.mark.parametrize(
    ("wrong", "word"),
    [({"value": "很多"}, "不是金额"), ({"total": "0"}, "发券数量"), ({"name": ""}, "起个名字"),
     ({"ends_day": "1", "ends_time": "00:00"}, "晚于开始")],
)  # fmt: skip
def test_what_cannot_be_is_said(wrong, word, teacher):
    answer = teacher.post("/class/coupons", data=SAID | wrong)
    assert answer.status_code == 422
    assert word in answer.text
    assert given() == []


def test_trainees_and_other_classes_have_nothing_to_do_with_them(teacher, client, app):
    teacher.post("/class/coupons", data=SAID)
    [made] = given()
    assert client.get("/class/coupons").status_code == 403
    other = make.browser(app, make.member(Role.TEACHING_LECTURER, of=make.cohort(name="别班")).user)
    assert other.post(f"/class/coupons/{made.id}/end").status_code == 404
    assert "开学券" not in other.get("/class/coupons").text
    assert given()[0].state == PromotionState.RUNNING
