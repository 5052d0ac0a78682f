"""Every route by every kind of sub-account: whatever is not named here is denied."""

import re

import pytest

from app.identity.models import STAFF_OF_STORES, Role
from app.permissions import Permission as Ground
from sim_market.permissions import Permission
from tests import make
from tests.attacks.test_matrix import address, attacked

SERVICE, WAREHOUSE, OPERATOR = STAFF_OF_STORES
MAY_ENTER = {
    "orders": {SERVICE, WAREHOUSE},
    "after_sales": {SERVICE},
    "reviews": {SERVICE},
    "service": {SERVICE},
    "questions": {SERVICE},
    "supply_orders": {WAREHOUSE},
    "stock": {WAREHOUSE, OPERATOR},
    "sourcing": {WAREHOUSE, OPERATOR},
    "listings": {OPERATOR},
    "bulk": {OPERATOR},
    "decoration": {OPERATOR},
    "freight": {OPERATOR},
    "promotions": {OPERATOR},
    "groups": {OPERATOR},
    "presales": {OPERATOR},
    "members": {OPERATOR},
    "traffic": {OPERATOR},
}  # the rooms that each kind may enter
EVERYBODY = {"public", "signed in", Ground.HOME, Permission.RULES_VIEW, Permission.MALL_VIEW}
NOT_IN_THEIR_ROOM = {
    WAREHOUSE: {"sourcing.list_product", "sourcing.list_batch"},
}


def guarded(app, method):
    """The routes that ask for a right."""
    return [
        rule for rule in attacked(app, method)
        if app.view_functions[rule.endpoint].access not in EVERYBODY
    ]  # fmt: skip


@pytest.fixture(params=STAFF_OF_STORES, ids=str)
def staff(request, app):
    return request.param, make.browser(app, make.member(request.param).user)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_sub_account_enters_its_own_rooms_only(app, staff, method):
    role, browser = staff
    for rule in guarded(app, method):
        room = rule.endpoint.split(".")[0]
        answer = browser.open(address(rule, 1), method=method)
        if role not in MAY_ENTER.get(room, ()):
            assert answer.status_code == 403, (role, rule)
            assert re.search("[\u4e00-\u9fff]", answer.text), rule


def test_each_kind_enters_something(app):
    for role in STAFF_OF_STORES:
        granted = app.extensions["grants"][role]
        rooms = {
            rule.endpoint.split(".")[0] for rule in guarded(app, "GET")
            if app.view_functions[rule.endpoint].access in granted
        }  # fmt: skip
        assert rooms == {
            room for room, roles in MAY_ENTER.items() if role in roles and room in app.blueprints
        }


def test_owners_and_staff_share_no_right_over_the_store_itself(app):
    for role in STAFF_OF_STORES:
        kept_from = {
            Permission.STORE_MANAGE, Permission.FINANCE_VIEW, Permission.STORE_REVIEW,
            Permission.MALL_BUY, Ground.SLIPS_PRINT, Ground.COHORT_VIEW, Ground.JOURNAL_VIEW,
        }  # fmt: skip
        assert not kept_from & set(app.extensions["grants"][role])
    assert Role.TRAINEE not in STAFF_OF_STORES
