"""Search answers as buyers expect; the measuring itself can tell when it does not."""

from collections import Counter

import pytest

from app.db import db
from seeds.relevance import measure as measuring
from seeds.relevance.corpus import build, products_named
from seeds.relevance.measure import Answered, measure, questions, summary
from sim_market.search import known, synonyms
from sim_market.search.models import SearchDoc

KINDS = {"exact", "partial", "pinyin", "initials", "typo", "synonym", "attribute", "amount",
         "traditional", "sentence", "mixed", "category"}  # fmt: skip


@pytest.fixture(scope="module")
def asked():
    return questions()


def test_there_are_questions_of_every_kind(asked):
    assert len(asked) >= 150
    assert len({question.text for question in asked}) == len(asked)
    assert set(Counter(question.kind for question in asked)) == KINDS
    assert all(question.expected for question in asked)


def test_goods_that_the_catalogue_does_not_have_are_told():
    with pytest.raises(ValueError, match="没有这种货"):
        products_named(["没有这种货"], [])


@pytest.mark.slow
def test_nine_of_ten_that_should_come_come_and_without_understanding_they_do_not(app, monkeypatch):
    cohort_id = build()
    found = summary(measure(cohort_id))
    assert found["queries"] >= 150
    assert found["recall_at_10"] >= 0.95, found["weak"]
    assert found["mrr"] >= 0.9
    assert all(kind["recall_at_10"] >= 0.8 for kind in found["kinds"].values()), found["kinds"]
    monkeypatch.setattr(synonyms, "others", lambda _word: ())
    monkeypatch.setattr(known.Words, "sounding", lambda _self, _sound: [])
    monkeypatch.setattr(known.Words, "nearly", lambda _self, _sound: [])
    monkeypatch.setattr(known, "best_edits", lambda _span, _words: ())
    worse = summary(measure(cohort_id))
    assert worse["recall_at_10"] < 0.9
    assert worse["kinds"]["pinyin"]["recall_at_10"] < 0.2
    db.session.query(SearchDoc).delete()
    assert summary(measure(cohort_id))["recall_at_10"] == 0


def test_the_figures():
    answers = [
        Answered("typo", "玛克杯", 1.0, 1, 2.0, []),
        Answered("typo", "马杯", 0.0, 0, 4.0, ["P01001"]),
    ]
    found = summary(answers)
    assert (found["recall_at_10"], found["mrr"]) == (0.5, 0.5)
    assert [each["text"] for each in found["weak"]] == ["马杯"]
    assert measuring.SEEN == 10
