"""Texts taken apart."""

import pytest

from sim_market.search import pinyin, synonyms
from sim_market.search.match import Concept, Term, fts5, tsquery, tsvector
from sim_market.search.text import folded, quantities, real_words, tokens


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("350ml", "350ml"), ("350 毫升", "350ml"), ("0.35L", "350ml"), ("1.5升", "1500ml"),
        ("2斤", "1000g"), ("2.5kg", "2500g"), ("22厘米", "22cm"), ("三件套", "3件"),
        ("十二支装", "12支"), ("2双装", "2双"), ("1.5ml", "1d5ml"),
    ],
)  # fmt: skip
def test_amounts_are_told_in_one_unit(typed, amount):
    assert quantities(folded(typed))[0] == [amount]


@pytest.mark.parametrize("plain", ["一家三口用", "大米", "双层", "马克杯", "t恤"])
def test_what_is_no_amount_stays(plain):
    assert quantities(plain) == ([], plain)


def test_tokens_are_words_pairs_and_characters():
    assert {"陶瓷", "马克杯", "马克", "克杯", "杯", "350ml"} <= set(tokens("陶瓷马克杯 350ml"))
    assert "t恤" in tokens("纯棉T恤")
    assert tokens("！？ 🍵 \0") == []


def test_old_characters_wide_letters_and_invisible_ones_are_folded():
    assert folded("圍巾　ＴＰＥ\u200b護手霜") == "围巾 tpe护手霜"


def test_a_pair_that_only_happens_to_meet_is_no_word():
    assert "克杯" not in real_words(["陶瓷马克杯"])
    assert {"陶瓷", "马克杯"} <= real_words(["陶瓷马克杯"])


def test_sounds():
    assert (pinyin.whole("马克杯"), pinyin.initials("马克杯")) == ("makebei", "mkb")
    assert pinyin.alike("收纳") == pinyin.alike("收拉")
    assert pinyin.alike("收纳") != pinyin.alike("手机")
    assert pinyin.cuts("makebei") == [0, 2, 4, 7]


def test_there_are_enough_synonyms_and_none_stands_for_itself():
    assert synonyms.count() >= 150
    assert "充电头" in synonyms.others("充电器")
    assert "马克杯" in synonyms.others("杯子")
    assert "杯子" not in synonyms.others("马克杯")  # the narrow word does not mean the wide one
    assert all(word not in synonyms.others(word) for word in synonyms.all_words())


CUP = Concept("杯子", (Term(("杯子",)), Term(("马克", "克杯"), 60)))
CLAY = Concept("粗陶", (Term(("粗陶",)),))


def test_a_question_in_both_languages():
    assert fts5(7, [CUP, CLAY], 2) == (
        '"zc7" AND (((("杯子") OR ("马克" AND "克杯")) AND (("粗陶"))))'
    )
    assert tsquery(7, [CUP], 1) == "'zc7' & (((('杯子') | ('马克' & '克杯'))))"
    assert fts5(7, [CUP, CLAY], 1).count(" OR ") == 2


def test_no_token_is_an_operator():
    evil = Concept("x", (Term(("a' | 'b", '"', "OR", "好")),))
    assert fts5(1, [evil], 1) == '"zc1" AND (((("好"))))'


def test_a_word_counts_where_it_says_most():
    assert tsvector([("A", ["杯"]), ("D", ["杯", "店"])]) == "'杯':1A '店':1D"
