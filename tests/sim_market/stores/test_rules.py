"""Each rule of an application: one that breaks it, and the nearest that does not."""

import pytest

from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.rules.pack import load
from sim_market.stores.applications import application_problems
from sim_market.stores.operations import apply_for_store
from tests import make
from tests.sim_market.stores.test_operations import application

PACK = load(1)
CASES = {
    "K-1": ({"name": "山"}, {"name": "山野小铺"}),
    "K-2": ({"intro": "太短"}, {"intro": "做粗陶杯碗的小店，每只都自己试过水温。"}),
    "K-3": ({"operator_name": "张三"}, {"operator_name": "模拟店主甲"}),
    "K-4": ({"agreed": False}, {"agreed": True}),
    "K-6": ({"category_code": "kitchen.cups"}, {"category_code": "kitchen"}),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_store_rule_fires(app, rule):
    found = {problem.rule for problem in application_problems(application(**CASES[rule][0]), PACK)}
    assert found == {rule}


@pytest.mark.parametrize("rule", CASES)
def test_a_store_rule_spares_what_keeps_it(app, rule):
    assert application_problems(application(**CASES[rule][1]), PACK) == ()


def test_opening_moves_the_capital_into_the_store_and_a_returned_store_gets_none(app):
    """Rule K-5."""
    opened = apply_for_store(make.ordinary_cohort(), application(), actor=make.member().user)
    back = apply_for_store(make.ordinary_cohort(), application(name="山"), actor=make.member().user)
    funds = [
        balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id) for store in (opened, back)
    ]
    assert funds == [PACK.opening_capital_fen, 0]
