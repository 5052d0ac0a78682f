import pytest

from app.ui.pictures import SHAPES
from sim_market.rules.categories import (
    AttributeKind,
    category_name,
    find_category,
    leaf_categories,
    top_categories,
)

pytestmark = pytest.mark.usefixtures("app")

GOOD_MUG = {"材质": "陶瓷", "容量": 350, "风格": "国风", "功能": ["可机洗", "带盖"]}


def mug():
    return find_category("kitchen.cups.mug")


def test_the_tree_has_three_levels_and_unique_codes():
    leaves = leaf_categories()
    assert len(top_categories()) >= 12
    assert {len(leaf.path) for leaf in leaves} == {3}
    assert len({leaf.code for leaf in leaves}) == len(leaves)


def test_every_leaf_says_what_its_goods_look_like_and_cost_to_sell():
    for leaf in leaf_categories():
        assert leaf.picture in SHAPES, leaf.code
        assert 0 < leaf.commission_bp <= 1_000, leaf.code
        assert 3 <= leaf.min_images <= 9, leaf.code
        assert any(attribute.required for attribute in leaf.attributes), leaf.code


def test_every_kind_of_attribute_but_none_unknown_is_in_use():
    kinds = {each.kind for leaf in leaf_categories() for each in leaf.attributes}
    assert kinds == set(AttributeKind)


def test_a_category_is_found_by_code_at_any_level():
    assert [find_category(code).name for code in ("kitchen", "kitchen.cups")] == [
        "餐厨用品",
        "杯壶",
    ]
    assert mug().full_name == "餐厨用品 / 杯壶 / 水杯"
    assert find_category("kitchen.cups.sofa") is None
    assert category_name("no.such") == "no.such"


def test_a_category_holds_those_below_it_and_no_namesake():
    assert find_category("kitchen.cups").holds("kitchen.cups.mug")
    assert not find_category("kitchen.cups").holds("kitchen.cupsandmore")


def test_good_values_have_no_problems():
    assert mug().problems_with(GOOD_MUG) == {}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"材质": None}, "材质"),
        ({"材质": "黄金"}, "材质"),
        ({"材质": ["陶瓷"]}, "材质"),
        ({"容量": "350"}, "容量"),
        ({"容量": True}, "容量"),
        ({"容量": 79}, "容量"),
        ({"容量": 1201}, "容量"),
        ({"功能": "带盖"}, "功能"),
        ({"功能": ["带盖", "带盖"]}, "功能"),
        ({"功能": [{"a": 1}]}, "功能"),
        ({"重量": 5}, "重量"),
    ],
)
def test_a_bad_value_is_named(change, where):
    assert list(mug().problems_with({**GOOD_MUG, **change})) == [where]


def test_what_is_not_required_may_be_left_out():
    assert mug().problems_with({"材质": "陶瓷", "容量": 80}) == {}


@pytest.mark.parametrize("value", ["0.4", "10.1", "1.25", "１", "", 3, "1e1", "-1"])
def test_a_decimal_is_text_with_few_places_within_its_bounds(value):
    watts = next(a for a in find_category("decor.light.night").attributes if a.name == "功率")
    assert watts.problem_with("2.5") is None
    assert watts.problem_with(value) is not None


def test_values_are_shown_with_their_unit():
    material, capacity, _, use = mug().attributes
    assert capacity.in_words(350) == "350 ml"
    assert use.in_words(["可机洗", "带盖"]) == "可机洗、带盖"
    assert material.in_words("陶瓷") == "陶瓷"
