import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.listings.meter import marks, searched_words, title_meter
from sim_market.rules.categories import find_category
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.problems import Level

pytestmark = pytest.mark.usefixtures("app")
VALUES = {"材质": "粗陶", "容量": 280, "功能": ["带盖"]}


def mug():
    return find_category("kitchen.cups.mug")


def test_bytes_are_counted_as_the_rule_counts_them():
    meter = title_meter("粗陶杯 280ml", mug(), VALUES, load(CURRENT))
    assert (meter.bytes, meter.limit) == (12, 60)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("粗陶手冲杯 带盖 280ml", {"水杯", "粗陶", "280ml", "带盖"}),
        ("粗陶手冲杯 ２８０ｍｌ", {"水杯", "粗陶", "280ml"}),
        ("好看的东西", set()),
    ],
)
def test_words_that_buyers_search_for_are_found_in_the_title(title, said):
    words = searched_words(title, mug(), VALUES)
    assert [word.text for word in words] == ["水杯", "粗陶", "280ml", "带盖"]
    assert {word.text for word in words if word.said} == said


def test_coverage_is_a_share_and_whole_where_nothing_is_wanted():
    half = title_meter("粗陶杯", mug(), VALUES, load(CURRENT))
    assert half.covered_pm == 500
    assert title_meter("杯", mug(), {}, load(CURRENT)).covered_pm == 1000


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("国家级手冲杯", "国家级"),
        ("手冲杯，国 家 级", "国 家 级"),
        ("手冲杯 國\u200b家級", "國\u200b家級"),
    ],
)
def test_marks_stand_where_the_words_stand_also_where_they_hide(text, marked):
    [mark] = [each for each in marks(text, load(CURRENT).words) if each.level == Level.FORBIDDEN]
    assert text[mark.start : mark.end] == marked
    assert mark.rule == "L-4"


def test_what_the_context_excuses_is_not_marked():
    assert marks("第一步：先温杯", load(CURRENT).words) == ()


@given(st.text(max_size=60))
def test_every_mark_lies_inside_its_text(text):
    for mark in marks(text, load(CURRENT).words):
        assert 0 <= mark.start < mark.end <= len(text)
