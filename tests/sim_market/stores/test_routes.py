import io

import sqlalchemy as sa
from PIL import Image

from app.db import db
from app.identity.models import Role
from sim_market.stores.models import Store, StoreState
from tests import make

GOOD = {
    "name": "山野小铺", "intro": "做粗陶杯碗的小店，每只都自己试过水温。",
    "category_code": "kitchen",
    "logo": "mug-8-plain-sun-40", "operator_kind": "person", "operator_name": "模拟店主甲",
    "agreed": "y",
}  # fmt: skip


def the_store() -> Store | None:
    return db.session.scalar(sa.select(Store))


def test_without_a_store_the_way_leads_to_the_application(client):
    page = client.get("/store", follow_redirects=True)
    assert "申请开店" in page.text
    assert "¥1,000.00" in page.text


def test_applying_opens_the_store_and_shows_it(client):
    page = client.post("/store/apply", data=GOOD, follow_redirects=True)
    assert page.status_code == 200
    assert the_store().state == StoreState.OPEN
    assert "山野小铺" in page.text
    assert "营业中" in page.text
    assert "5,000.00" in page.text


def test_a_returned_application_says_why_and_keeps_what_was_typed(client):
    page = client.post(
        "/store/apply", data=GOOD | {"name": "山野官方旗舰店"}, follow_redirects=True
    )
    assert the_store().state == StoreState.RETURNED
    assert "第 1 次申请被退回" in page.text
    assert "/rules#K-1" in page.text
    assert 'value="山野官方旗舰店"' in page.text
    client.post("/store/apply", data=GOOD)
    assert the_store().is_open


def test_an_incomplete_application_is_answered_at_its_fields(client):
    page = client.post("/store/apply", data=GOOD | {"name": "", "agreed": ""})
    assert page.status_code == 422
    assert "请填写店名" in page.text
    assert GOOD["intro"] in page.text
    assert the_store() is None


def test_a_taken_name_is_answered_at_its_field(client):
    make.store(name="山野小铺", name_key="山野小铺")
    page = client.post("/store/apply", data=GOOD)
    assert page.status_code == 409
    assert "班里已经有叫这个名字的店" in page.text
    assert "/rules#K-1" in page.text
    assert db.session.scalar(sa.select(sa.func.count(Store.id))) == 1


def test_strange_choices_are_refused(client):
    for said in ({"category_code": "kitchen.cups"}, {"operator_kind": "king"}):
        assert client.post("/store/apply", data=GOOD | said).status_code == 422
    assert the_store() is None


def test_an_open_store_leads_away_from_the_application(client):
    client.post("/store/apply", data=GOOD)
    assert client.get("/store/apply").status_code == 303
    assert client.post("/store/apply", data=GOOD | {"name": "另一家"}).status_code == 303
    assert the_store().name == "山野小铺"


def test_the_profile_is_changed_and_refused(client):
    client.post("/store/apply", data=GOOD)
    said = {
        "intro": "新的简介：只卖自己用过的杯子。", "logo": GOOD["logo"], "ship_hours": "24",
        "notice": "周日不发货", "opens": "08:30", "closes": "21:00",
    }  # fmt: skip
    assert client.post("/store/edit", data=said | {"auto_capture": "y"}).status_code == 303
    assert (the_store().ship_hours, the_store().auto_capture) == (24, True)

    assert "周日不发货" in client.get(f"/mall/stores/{the_store().id}").text
    for bad in ({"opens": "25:00"}, {"closes": "08:00"}, {"notice": "长" * 201}):
        assert client.post("/store/edit", data=said | bad).status_code == 422
    assert (the_store().opens, the_store().closes) == ("08:30", "21:00")

    page = client.post("/store/edit", data=said | {"intro": "全国第一的店，加微信有优惠哦"})
    assert page.status_code == 422
    assert "/rules#L-4" in page.text
    assert client.post("/store/edit", data=said | {"ship_hours": "1"}).status_code == 422
    assert the_store().intro == said["intro"]


def test_an_uploaded_logo_is_kept_as_a_file(client):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(picture, "PNG")
    picture.seek(0)
    client.post(
        "/store/apply", data=GOOD | {"logo_file": (picture, "logo.png")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert the_store().logo.isdecimal()


def test_an_upload_that_is_no_picture_is_refused(client):
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "logo.png")
    page = client.post(
        "/store/apply", data=GOOD | {"logo_file": bad}, content_type="multipart/form-data"
    )
    assert page.status_code == 422
    assert "这不是可用的图片文件" in page.text
    assert the_store() is None


def test_only_trainees_run_stores(app):
    lecturer = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert lecturer.get("/store").status_code == 403
    assert lecturer.post("/store/apply", data=GOOD).status_code == 403
    assert the_store() is None
