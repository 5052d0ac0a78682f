import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from app.db import db
from app.identity.models import Role
from sim_market.stores.models import Store, StoreState
from sim_market.stores.steps import ApplyStep
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.stores.applying import STEPS, answers, apply, fill_in, the_store


def test_without_a_store_the_way_leads_to_the_application(client):
    page = client.get("/store", follow_redirects=True)
    assert "申请开店" in page.text
    assert "开始申请" in page.text
    assert "¥1,000.00" in page.text
    assert the_store() is None


def test_all_steps_open_the_store_and_show_it(client):
    page = apply(client)
    assert page.status_code == 200
    store = the_store()
    assert (store.state, store.rounds) == (StoreState.OPEN, 1)
    assert (store.ship_hours, store.opens, store.closes) == (24, "08:30", "21:00")
    assert [promise.value for promise in store.promised] == ["no_reason"]
    for words in ("山野小铺", "营业中", "5,000.00", "7 天无理由退货"):
        assert words in page.text


def test_each_step_is_kept_on_its_own_and_resumed(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    assert the_store().state == StoreState.DRAFT
    assert "接着填：模拟核验" in client.get("/store/apply").text
    assert "开店申请还没交" in client.get("/").text

    answer = client.post("/store/apply/papers", data=STEPS["papers"])
    assert answer.location == "/store/apply/category"
    page = client.get("/store/apply/subject")
    assert 'value="模拟店主甲"' in page.text
    assert the_store().steps_done == ["subject", "papers"]
    assert [entry.facts["step"] for entry in make.entries(Verb.STORE_DRAFTED)] == [
        "subject", "papers",
    ]  # fmt: skip


def test_another_kind_of_subject_asks_for_its_papers_again(client):
    fill_in(client)
    assert "提交审核" in client.get("/store/apply").text
    client.post("/store/apply/subject", data=STEPS["subject"] | {"operator_kind": "company"})
    assert the_store().next_step == ApplyStep.PAPERS
    page = client.get("/store/apply/papers").text
    assert "练摊模拟执照" in page
    assert "模拟样本" in page
    assert "SPECIMEN" in page


def test_what_is_missing_is_named_when_it_is_sent_too_early(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    page = client.post("/store/apply")
    assert page.status_code == 422
    assert "还差一步：模拟核验" in page.text
    assert "/store/apply/papers" in page.text
    assert the_store().state == StoreState.DRAFT


def test_steps_after_the_first_need_a_draft(client):
    for step in ("papers", "look", "quiz", "deposit"):
        assert client.get(f"/store/apply/{step}").status_code == 303
        assert client.post(f"/store/apply/{step}", data={"agreed": "y"}).status_code == 303
    assert client.get("/store/apply/nothing").status_code == 404
    assert client.post("/store/apply").status_code == 404
    assert the_store() is None


def test_a_wrong_answer_is_explained_and_nothing_is_kept(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    quiz = client.get("/store/apply/quiz").text
    page = client.post("/store/apply/quiz", data=answers(quiz, right=False))
    assert page.status_code == 422
    assert "再想想" in page.text
    assert "看规则" in page.text
    assert client.post("/store/apply/quiz", data={}).status_code == 422
    assert the_store().steps_done == ["subject"]
    assert answers(client.get("/store/apply/quiz").text) == answers(quiz)


def test_a_returned_application_says_why_at_the_step_and_keeps_what_was_typed(client):
    page = apply(client, name="山野官方旗舰店")
    assert the_store().state == StoreState.RETURNED
    assert "第 1 次申请被退回" in page.text
    assert "/rules#K-1" in page.text
    assert "开店申请被退回" in client.get("/").text
    page = client.get("/store/apply/look")
    assert "上次审核要您改这里" in page.text
    assert 'value="山野官方旗舰店"' in page.text
    client.post("/store/apply/look", data=STEPS["look"])
    client.post("/store/apply")
    assert the_store().is_open
    assert [review.passed for review in the_store().reviews] == [False, True]


def test_a_name_against_the_rules_is_kept_and_warned_of(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    said = STEPS["look"] | {"name": "山野官方旗舰店"}
    page = client.post("/store/apply/look", data=said, follow_redirects=True)
    assert "这样写审核会退回" in page.text
    assert the_store().name == "山野官方旗舰店"


def test_a_taken_name_is_answered_at_its_field(client):
    make.store(name="山野小铺", name_key="山野小铺")
    client.post("/store/apply/subject", data=STEPS["subject"])
    page = client.post("/store/apply/look", data=STEPS["look"])
    assert page.status_code == 409
    assert "班里已经有叫这个名字的店" in page.text
    assert "/rules#K-1" in page.text
    mine = db.session.scalar(sa.select(Store).where(Store.state == StoreState.DRAFT))
    assert (mine.name, mine.name_key) == ("", None)


@pytest.mark.parametrize(
    ("name", "ok", "rule"),
    [("青石杂货", True, ""), ("山野小铺", False, "K-1"), ("Ａ 官\u200b方旗舰", False, "K-1"),
     ("", False, "K-1"), ("<script>" * 40, False, "K-1")],
)  # fmt: skip
def test_the_hint_says_what_the_review_would(client, name, ok, rule):
    make.store(name="山野小铺", name_key="山野小铺")
    told = client.get("/store/name-hint", query_string={"name": name}).get_json()
    assert (told["ok"], told["rule"]) == (ok, rule)
    assert db.session.scalar(sa.select(sa.func.count(Store.id))) == 1


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("subject", {"operator_kind": "king"}), ("subject", {"operator_name": " \u200b"}),
        ("subject", {"operator_name": "长" * 41}), ("category", {"category_code": "kitchen.cups"}),
        ("look", {"name": "长" * 31}), ("look", {"name": "\u200b "}),
        ("look", {"intro": "长" * 201}),
        ("promise", {"closes": "08:00"}), ("promise", {"opens": "25:00"}),
        ("promise", {"ship_hours": "1"}), ("promise", {"promises": ["gold"]}),
        ("papers", {"seen": ""}), ("deposit", {"agreed": ""}),
    ],
)  # fmt: skip
def test_what_no_row_can_hold_is_refused_at_its_field(client, step, said):
    client.post("/store/apply/subject", data=STEPS["subject"])
    before = dict(the_store().__dict__)
    page = client.post(f"/store/apply/{step}", data=STEPS[step] | said)
    assert page.status_code == 422
    db.session.expire_all()
    after = the_store()
    assert after.steps_done == ["subject"]
    assert (after.operator_name, after.name) == (before["operator_name"], "")


def test_html_in_a_name_is_shown_as_words(client):
    fill_in(client, name="<b>山野</b>")
    page = client.get("/store/apply").text
    assert "<b>山野</b>" not in page
    assert "&lt;b&gt;山野" in page


def test_an_open_store_leads_away_from_the_application(client):
    apply(client)
    assert client.get("/store/apply").status_code == 303
    assert client.get("/store/apply/look").status_code == 303
    again = client.post("/store/apply/look", data=STEPS["look"] | {"name": "另一家"})
    assert again.status_code == 303
    assert client.post("/store/apply").status_code == 409
    assert the_store().name == "山野小铺"


def test_the_profile_is_changed_and_refused(client):
    apply(client)
    said = {
        "intro": "新的简介：只卖自己用过的杯子。", "logo": STEPS["look"]["logo"],
        "ship_hours": "24", "notice": "周日不发货", "opens": "08:30", "closes": "21:00",
        "promises": ["broken_paid", "invoice"],
    }  # fmt: skip
    assert client.post("/store/edit", data=said | {"auto_capture": "y"}).status_code == 303
    assert (the_store().ship_hours, the_store().auto_capture) == (24, True)

    page = client.get(f"/mall/stores/{the_store().id}").text
    assert "周日不发货" in page
    assert "破损包赔" in page
    for bad in ({"opens": "25:00"}, {"closes": "08:00"}, {"notice": "长" * 201},
                {"promises": ["gold"]}):  # fmt: skip
        assert client.post("/store/edit", data=said | bad).status_code == 422
    assert (the_store().opens, the_store().closes) == ("08:30", "21:00")

    page = client.post("/store/edit", data=said | {"intro": "全国第一的店，加微信有优惠哦"})
    assert page.status_code == 422
    assert "/rules#L-4" in page.text
    assert client.post("/store/edit", data=said | {"ship_hours": "1"}).status_code == 422
    assert the_store().intro == said["intro"]


def test_an_uploaded_logo_is_kept_as_a_file(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(picture, "PNG")
    picture.seek(0)
    client.post(
        "/store/apply/look", data=STEPS["look"] | {"logo_file": (picture, "logo.png")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert the_store().logo.isdecimal()


def test_an_upload_that_is_no_picture_is_refused(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "logo.png")
    page = client.post(
        "/store/apply/look", data=STEPS["look"] | {"logo_file": bad},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert page.status_code == 422
    assert "这不是可用的图片文件" in page.text
    assert the_store().name == ""


def test_only_trainees_run_stores(app):
    lecturer = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert lecturer.get("/store").status_code == 403
    assert lecturer.post("/store/apply/subject", data=STEPS["subject"]).status_code == 403
    assert the_store() is None


def test_a_draft_lets_nobody_trade_and_breaks_no_page(client):
    client.post("/store/apply/subject", data=STEPS["subject"])
    store = the_store()
    assert client.get(f"/mall/stores/{store.id}").status_code == 404
    assert store.code not in client.get("/mall").text
    shown = re.findall(r'<nav class="lt-nav".*?</nav>', client.get("/").text, re.DOTALL)[0]
    for path in re.findall(r'href="([^"]+)"', shown):
        assert client.get(path, follow_redirects=True).status_code == 200, path
    for path in ("/store/edit", "/store/staff"):
        said = {"intro": "十个字以上的新的简介文字。", "role": "store_service", "name": "客服小林"}
        assert client.post(path, data=said | STEPS["promise"]).status_code == 403, path
    assert client.get("/store/close").status_code == 303
    assert client.post("/store/close").status_code == 403
    assert the_store().state == StoreState.DRAFT
