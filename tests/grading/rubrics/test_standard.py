from copy import deepcopy

import pytest

from grading.rubrics.standard import BadStandard, content_hash, parse, shipped, shipped_codes


def changed(**change):
    content = deepcopy(dict(shipped()))
    content.update(change)
    return content


def test_the_shipped_standard_is_worth_a_hundred_points():
    standard = parse(shipped())
    assert standard.code == "ecommerce-1"
    assert sum(item.points for item in standard.items) == 1000
    assert [part.points for part in standard.criteria] == [
        100, 200, 100, 100, 150, 100, 100, 100, 50,
    ]  # fmt: skip
    assert standard.pass_tenths == 600


def test_every_shipped_file_is_good():
    for code in shipped_codes():
        assert parse(shipped(code)).code == code


def test_judged_items_say_what_a_level_means():
    standard = parse(shipped())
    assert all(item.levels for item in standard.items if not item.is_measured)
    assert all(item.measure for item in standard.items if item.is_measured)


def test_the_hash_is_of_the_content_whatever_the_order():
    content = shipped()
    turned = dict(reversed(content.items()))
    assert content_hash(turned) == content_hash(content) == parse(content).hash
    assert parse(changed(version="1.1")).hash != parse(content).hash


def broken_item(**change):
    content = changed()
    content["criteria"][0]["items"][0].update(change)
    return content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({}, "missing"),
        (changed(criteria=[]), "100 points"),
        (changed(criteria=[{"no": 1}]), "missing"),
        (broken_item(points=50), "do not add up"),
        (broken_item(kind="X"), "neither M nor J"),
        (broken_item(measure="nonsense"), "no measure"),
        (broken_item(id="1.2"), "same id"),
        (broken_item(levels=[{"at": 99, "says": "x"}]), "outside"),
    ],
)
def test_a_bad_standard_is_refused_with_the_place(content, says):
    with pytest.raises(BadStandard, match=says):
        parse(content)


def test_an_item_is_found_by_its_id():
    standard = parse(shipped())
    assert standard.item("2.4").title == "主图与详情"
    assert standard.item("2.4").key == "i2-4"
    assert standard.item("9.9") is None
    assert standard.criterion(2).title == "商品管理"
