"""The rule book against what carries it out: every rule has a test that it fires, and one that it
does not. Whoever adds a rule names its tests here, or says in LESSONS that nothing carries it out.
"""

import re
from pathlib import Path

import pytest

from sim_market.rules.pack import CURRENT, LESSONS, RuleId, load
from tests.sim_market.violations.offences import AFTERWARDS

TESTS = Path("tests")
# rule -> (file, test that it fires, test that it does not): what is refused on the spot
ON_THE_SPOT = {
    RuleId.TITLE_LENGTH: (
        "sim_market/rules/test_wording.py",
        "a_fault_is_told",
        "length_is_counted",
    ),
    RuleId.MAIN_IMAGES: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
    RuleId.ATTRIBUTES: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
    RuleId.PRICE_AND_STOCK: (
        "sim_market/rules/test_wording.py",
        "a_fault_is_told",
        "a_good_listing",
    ),
    RuleId.DETAIL: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
}
PENALTIES = {
    RuleId.VIOLATION_CLASSES: (
        "points_of_classes_are_kept_apart",
        "points_of_classes_are_kept_apart",
    ),
    RuleId.POINT_NODES: ("twelve_points_restrict", "eleven_points_do_not"),
    RuleId.PENALTY_REASONS: ("a_violation_shows_rule", "after_three_days_no_appeal"),
    RuleId.FIRST_OFFENCE: ("the_first_costs_nothing", "the_second_costs_points"),
}
ROOMS = {"K", "S", "A", "T"}  # stores, shipping, after-sale, trade: their rooms test their refusals


def words_of(folder: str) -> str:
    return "\n".join(path.read_text() for path in sorted(TESTS.glob(folder)))


@pytest.mark.parametrize("rule", [r for r in RuleId if r.value not in LESSONS])
def test_every_rule_that_is_carried_out_is_tested(rule):
    if rule in AFTERWARDS:
        return  # test_each_rule.py runs both of its cases
    if rule in ON_THE_SPOT:
        file, fires, spares = ON_THE_SPOT[rule]
        text = (TESTS / file).read_text()
        assert re.search(rf"def test_\w*{fires}", text)
        assert re.search(rf"def test_\w*{spares}", text)
        assert f'"{rule.value}"' in text
    elif rule in PENALTIES:
        text = words_of("sim_market/violations/test_*.py")
        for name in PENALTIES[rule]:
            assert re.search(rf"def test_\w*{name}", text), name
    else:
        assert rule.value[0] in ROOMS, f"name the tests of {rule}"


def test_lessons_are_rules_and_nothing_more():
    known = {rule.id for rule in load(CURRENT).rules}
    assert known >= LESSONS
    assert not LESSONS & {rule.value for rule in AFTERWARDS}


def test_whatever_the_patrol_finds_has_a_class_and_its_points():
    book = load(CURRENT)
    for rule in AFTERWARDS:
        assert book.rule(rule).offence in {"A", "B", "C"}, rule
        assert book.points_of(rule) >= 0
