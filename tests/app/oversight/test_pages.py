"""The journal and region pages: who sees what, filters, masks, a broken chain; uploaded files."""

import importlib
import io

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage

from app import files
from app.db import db
from app.identity.models import Role
from app.journal import Head, record
from app.oversight.words import facts_text, masked, verb_word
from app.verbs import Verb
from tests import make


@pytest.fixture
def cohort(app):
    return make.ordinary_cohort()


def browser(app, role, of=None):
    return make.browser(app, make.member(role, of=of).user)


def test_the_journal_by_verb_person_and_day(app, cohort):
    actor = make.user(name="谷雨")
    record(Verb.CLOCK_STARTED, cohort, actor=actor, day_minutes=60)
    record(Verb.CLOCK_PAUSED, cohort, actor=None)
    db.session.commit()
    page = browser(app, Role.TEACHING_LECTURER)
    for query, shown in (
        ("", {"开始走时间", "暂停时间"}), ("verb=clock.paused", {"暂停时间"}),
        ("q=谷雨", {"开始走时间"}), ("day=2020-01-01", set()), ("sim_day=1", None),
        (f"cohort={cohort.id}&sim_day=1", {"开始走时间", "暂停时间"}),
        (f"cohort={cohort.id}&sim_day=2", set()),
    ):  # fmt: skip
        found = page.get(f"/journal?{query}").text
        if shown is not None:
            assert {w for w in ("开始走时间", "暂停时间") if f"<b>{w}</b>" in found} == shown, query


def test_pages_of_the_journal(app, cohort):
    for n in range(120):
        record(Verb.CLOCK_STEPPED, cohort, actor=None, number=n)
    db.session.commit()
    page = browser(app, Role.INSTITUTION_ADMIN)
    assert "编号 119" in page.get("/journal").text
    last = page.get("/journal?page=3").text
    assert "编号 0<" in last
    assert "编号 119" not in last


def test_chains_of_others_are_not_read(app, cohort):
    record(
        Verb.CLOCK_STARTED,
        make.cohort(name="外省班", institution=make.institution(region="110108")),
        actor=None,
    )
    db.session.commit()
    for role in (Role.TEACHING_LECTURER, Role.INSTITUTION_ADMIN, Role.AUTHORITY):
        assert "外省班" not in browser(app, role).get("/journal").text
    assert "外省班" in browser(app, Role.PLATFORM_ADMIN).get("/journal").text


def test_an_authority_sees_its_region_and_no_more(app, cohort):
    make.cohort(name="洛阳班", institution=make.institution(region="410300"))
    make.cohort(name="北京班", institution=make.institution(region="110108"))
    seen = browser(app, Role.AUTHORITY).get("/region").text
    assert "普通班" in seen
    assert "洛阳班" in seen
    assert "北京班" not in seen


def test_a_broken_chain_is_said(app, cohort):
    record(Verb.CLOCK_STARTED, cohort, actor=None)
    db.session.commit()
    page = browser(app, Role.AUTHORITY)
    assert "链头相符" in page.get("/region").text
    assert "没有一条被改动" in page.get(f"/cohorts/{cohort.id}?verify=1").text
    db.session.execute(sa.update(Head).where(Head.chain == cohort.id).values(hash="0" * 64))
    db.session.commit()
    assert "链头不符" in page.get("/region").text
    assert "这条链被改动过" in page.get(f"/cohorts/{cohort.id}?verify=1").text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("电话 13800138000。", "电话 138****8000。"), ("410102200001011234", "410102********1234"),
     ("sha=ab13800138000cd", "sha=ab13800138000cd"), ("D0000001", "D0000001")],
)  # fmt: skip
def test_numbers_of_persons_are_masked(text, shown):
    assert masked(text) == shown


def test_facts_are_said_in_words_however_deep(app):
    facts = {
        "reason": "timeout",
        "lines": [{"sku": "S1-1", "quantity": 2, "unit_price_fen": 1590}],
        "outcomes": {"accepted": 3},
        "late": False,
    }
    assert facts_text(facts) == (
        "原因 超时未付款，商品行 规格 S1-1 件数 2 单价 ¥15.90，结果 已接收 3，超时 否"
    )


def test_uploaded_pictures_are_inert_and_of_the_class_only(app, cohort):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    owner = make.member(Role.TRAINEE)
    stored = files.save_image(
        FileStorage(io.BytesIO(picture.getvalue())), cohort_id=cohort.id, owner_id=owner.user_id
    )
    answer = make.browser(app, owner.user).get(f"/files/{stored.id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for role in Role:
        assert browser(app, role).get(f"/files/{stored.id}").status_code == 200, role
    far = make.cohort(institution=make.institution(region="110108"))
    for role in (Role.TRAINEE, Role.TEACHING_LECTURER, Role.INSTITUTION_ADMIN, Role.AUTHORITY,
                 Role.SCORING_LECTURER):  # fmt: skip
        assert browser(app, role, of=far).get(f"/files/{stored.id}").status_code == 404, role
    assert app.test_client().get(f"/files/{stored.id}").status_code == 302


@pytest.mark.parametrize("package", ["app", "sim_market", "supply_chain", "grading"])
def test_every_verb_has_words(app, package):
    verbs = importlib.import_module(f"{package}.verbs").Verb
    assert [verb for verb in verbs if verb_word(verb) == verb.value] == []


def test_money_and_points_are_said_as_people_say_them(app, cohort):
    record(Verb.CLOCK_STEPPED, cohort, actor=None, pay_fen=198900, total_tenths=865, late=True)
    db.session.commit()
    text = browser(app, Role.INSTITUTION_ADMIN).get("/journal").text
    assert "实付 ¥1,989.00，总分 86.5，超时 是" in text
