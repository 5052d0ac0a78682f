"""Every route by every role, with the numbers of another class and with hostile words.

The list is made from the address map: a route that is added tomorrow is attacked too.
"""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app.db import Model, db
from app.identity.models import Role
from tests import make
from tests.grading import build

FREE = {"static", "ui.vendor", "pictures.show", "ops.readyz"}
OWN_DOOR = {
    "identity.log_out",
    "identity.end_login",
    "identity.end_logins",
    "ui.prefer",
    "drafts.keep",
    "drafts.discard",
}  # fmt: skip - one's own, in whatever place
NOT_COUNTED = {"answer", "login", "journal", "journal_head", "knock", "shopper"}
WORDS = {"code": "P00001", "number": "D0000001", "kind": "scorers", "item_id": "i1-1",
         "sha256": "a" * 64, "key": "mug-1", "name": "x", "filename": "x"}  # fmt: skip
FORGED = {
    "role": "platform_admin", "state": "paid", "score": "100", "price": "0", "pay_fen": "0",
    "cohort_id": "1", "quantity": "1", "reason": "测试", "name": "测试", "phone": "13800138000",
    "region": "410000", "day_minutes": "10", "source": "号码", "seen": "0",
}  # fmt: skip
HOSTILE = ["99999999999999999999", "-1", "0001-01-01", "x"]
ASKED = ["page", "q", "state", "sort", "sku_id", "cohort", "verb", "day", "sim_day", "picture",
         "supplier", "category", "low", "high", "c", "view", "_anchor", "_scheme", "_external",
         "_method", "endpoint", "store_id"]  # fmt: skip


def attacked(app: Flask, method: str) -> list[Rule]:
    return [
        rule for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in FREE | OWN_DOOR
    ]  # fmt: skip


def address(rule: Rule, number: int) -> str:
    """The address of a route with this number for every id in it."""
    parts = re.sub(r"<int:\w+>", str(number), rule.rule)
    parts = re.sub(r"<any\((\w+)[^>]*>", r"\1", parts)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: WORDS.get(found[1], "x"), parts)


def rows() -> dict[str, int]:
    tables = (table for table in Model.metadata.tables.values() if table.name not in NOT_COUNTED)
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in tables
    }


@pytest.fixture
def class_at_work(app):
    """A class with a shop, an order and a hand-in: it owns the numbers that are tried."""
    of = make.ordinary_cohort()
    who = build.trainee(of)
    build.hand_in(who, of)
    make.member(Role.TEACHING_LECTURER, of=of)
    return of


def outsider(app, role):
    """A person of this role in another class of another institution in another region."""
    elsewhere = make.cohort(institution=make.institution(region="110101"))
    return make.browser(app, make.member(role, of=elsewhere).user)


OUTSIDE = [role for role in Role if role != Role.PLATFORM_ADMIN]
# Those who between them may look at everything: PostgreSQL gets the hostile words, too.
EYES = {Role.TRAINEE, Role.TEACHING_LECTURER, Role.INSTITUTION_ADMIN, Role.SCORING_LECTURER}
WHO = [pytest.param(r, marks=[pytest.mark.database] if r in EYES else []) for r in [*Role, None]]


@pytest.mark.parametrize("role", OUTSIDE)
def test_outsiders_change_nothing_with_the_numbers_of_another_class(app, class_at_work, role):
    browser, before = outsider(app, role), rows()
    for rule in attacked(app, "POST"):
        if not rule.arguments:
            continue  # about one's own things
        answer = browser.post(address(rule, 1), data=FORGED)
        assert 400 <= answer.status_code < 500, (rule, answer.status_code)
        assert re.search("[\u4e00-\u9fff]", answer.text), rule
        assert "Content-Security-Policy" in answer.headers
    assert rows() == before


@pytest.mark.parametrize("role", WHO)
def test_hostile_words_in_addresses_never_break_a_page(app, class_at_work, role):
    person = make.member(role, of=class_at_work).user if role else None
    browser = make.browser(app, person) if person else app.test_client()
    before = rows()
    for rule in attacked(app, "GET"):
        for number in (2**31 - 1, 10**20) if rule.arguments else ():
            assert browser.get(address(rule, number)).status_code < 500, (rule, number)
        if browser.get(address(rule, 1)).status_code != 200:
            continue  # refused before it reads what is asked
        for word in HOSTILE:
            asked = "&".join(f"{name}={word}" for name in ASKED)
            page = browser.get(f"{address(rule, 1)}?{asked}")
            assert page.status_code < 500, (rule, word)
            assert b'href="x:' not in page.data
            assert "Content-Security-Policy" in page.headers
    assert rows() == before


def test_nobody_gets_in_without_a_name(app, class_at_work):
    browser, before = app.test_client(), rows()
    for rule in attacked(app, "POST"):
        if app.view_functions[rule.endpoint].access == "public":
            continue
        answer = browser.post(address(rule, 1), data=FORGED)
        assert answer.status_code in {302, 303, 401, 403}, (rule, answer.status_code)
    assert rows() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_not_there(app, class_at_work, method):
    browser, before = outsider(app, Role.TRAINEE), rows()
    for rule in attacked(app, "GET"):
        answer = browser.open(address(rule, 1), method=method)
        assert answer.status_code in {403, 404, 405}, (rule, answer.status_code)
    assert rows() == before


def test_a_request_dressed_as_another_method_is_what_it_is(app, class_at_work):
    browser = make.browser(app, make.member(Role.TRAINEE).user)
    dressed = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    before = rows()
    assert browser.get("/practice-result/hand-in", headers=dressed).status_code == 405
    assert rows() == before
