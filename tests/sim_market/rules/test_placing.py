"""Goods in the wrong category are found; the whole catalogue of the suppliers is not."""

import pytest

from seeds.catalogue.generate import generate
from sim_market.rules.placing import other_category

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    "title", ["折叠雨伞 晴雨两用", "加厚保暖围巾披肩", "竹编收纳盒 三件套", "遮阳 雨伞"]
)
def test_a_title_that_speaks_of_other_goods_is_found(title):
    found = other_category(title, "food.nuts.nuts", {}) or other_category(
        title, "kitchen.cups.mug", {"材质": "陶瓷"}
    )
    assert found is not None


@pytest.mark.parametrize(
    "title",
    [
        "粗陶手冲杯 复古马克杯",
        "马克杯 配雨伞图案",
        "雨伞纹水杯",
        "送同学的小礼物",
        "陶瓷 雨伞",
        "",
        "雨",
    ],
)
def test_what_is_not_sure_is_left_alone(title):
    assert other_category(title, "kitchen.cups.mug", {"材质": "陶瓷"}) is None


def test_an_unknown_category_is_another_rules_business():
    assert other_category("折叠雨伞", "no.such", {}) is None
    assert other_category("折叠雨伞", "kitchen", {}) is None


def test_nothing_of_the_whole_catalogue_is_misplaced():
    goods = generate().products
    assert len(goods) > 500
    wrong = [
        (each.name, found[1].name)
        for each in goods
        if (found := other_category(each.name, each.category_code, each.attributes))
    ]
    assert wrong == []
