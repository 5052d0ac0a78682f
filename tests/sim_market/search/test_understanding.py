"""From what was typed to the words that goods use."""

import pytest

from sim_market.search import pinyin
from sim_market.search.known import Known, Words, edit_patterns
from sim_market.search.understand import understand, unknown_spans, wanted

GOODS = ["马克杯", "陶瓷", "围巾", "小夜灯", "收纳盒", "台灯", "书桌", "保温杯", "玻璃"]
WORDS = Words([Known(w, pinyin.whole(w), pinyin.alike(w), pinyin.initials(w)) for w in GOODS])


def read(typed: str, edits=None) -> list[str]:
    return [concept.said for concept in understand(typed, WORDS, edits).concepts]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("马克杯", ["马克杯"]), ("陶瓷马克杯", ["陶瓷", "马克杯"]), ("馬克杯", ["马克杯"]),
        ("makebei", ["马克杯"]), ("taocimakebei", ["陶瓷", "马克杯"]), ("mkb", ["马克杯"]),
        ("ma克bei", ["马克杯"]), ("玛克杯", ["马克杯"]), ("马刻杯", ["马克杯"]),
        ("小叶灯", ["小夜灯"]), ("我想买一个围巾", ["围巾"]), ("小台灯", ["小", "台灯"]),
        ("马克杯 马克杯", ["马克杯"]), ("围巾350ml", ["围巾", "350ml"]), ("", []), ("！🍵", []),
    ],
)  # fmt: skip
def test_what_is_meant(typed, meant):
    assert read(typed) == meant


def test_what_was_read_as_something_else_is_told():
    assert understand("玛克杯", WORDS).changed == (("玛克杯", "马克杯"),)
    assert understand("马克杯", WORDS).changed == ()


def test_one_wrong_character_is_put_right_if_the_goods_say_so():
    assert "马克怀" in unknown_spans("马克怀", WORDS)
    assert read("马克怀", {"马克怀": ("马克杯",)}) == ["马克杯"]
    assert "马克_" in edit_patterns("马克怀")
    assert "马克杯" in edit_patterns("马杯克")


def test_a_word_of_the_language_is_not_turned_into_another():
    assert read("舒卓") != ["书桌"] or "书桌" in GOODS
    assert read("电子", {"电子": ("垫子",)}) == ["电子"]


def test_wide_words_bring_the_narrow_ones_with_less_weight():
    cup = understand("杯子", WORDS).concepts[0]
    factors = {term.tokens: term.factor for term in cup.terms}
    assert factors[("马克杯",)] < factors[("杯子",)] == 100


def test_however_much_is_typed_little_is_looked_up():
    long = wanted("陶瓷马克杯" * 2000)
    assert len(long.words) < 500
    assert len(understand("围巾 台灯 陶瓷 玻璃 书桌 " * 500, WORDS).concepts) <= 7


def test_categories_are_named():
    assert understand("台灯", WORDS).categories == ("decor.light.table",)
