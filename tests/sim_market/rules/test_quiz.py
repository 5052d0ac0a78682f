"""Every rule has a question, and a form can be marked without storing what was asked."""

from collections import Counter

import pytest

from sim_market.rules.pack import CURRENT, load
from sim_market.rules.quiz import all_questions, questions_for, wrong_ones

RULES = [rule.id for rule in load(CURRENT).rules]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_question_with_one_explained_answer(rule):
    for question in all_questions(rule):
        assert 3 <= len(set(question.options)) == len(question.options) <= 4
        assert question.text
        assert question.why
    assert all_questions(rule)


def test_the_same_seed_asks_the_same_and_another_shuffles():
    asked = questions_for(RULES, seed=7, key="store-3")
    assert asked == questions_for(RULES, seed=7, key="store-3")
    assert asked != questions_for(RULES, seed=8, key="store-3")
    places = Counter(question.answer for question in asked)
    assert set(places) == {0, 1, 2}


def test_the_shuffled_answer_is_the_right_one():
    for question in questions_for(RULES, seed=3):
        written = next(q for q in all_questions(question.rule) if q.id == question.id)
        assert question.options[question.answer] == written.options[0]
        assert set(question.options) == set(written.options)


def test_some_of_the_rules_are_drawn_in_their_order():
    asked = [q.rule for q in questions_for(RULES, seed=1, count=5)]
    assert len(asked) == 5
    assert asked == sorted(asked, key=RULES.index)
    assert questions_for(["no-such-rule"], seed=1) == ()


@pytest.mark.parametrize("chosen", [None, "", "99", "-1", "x", True])
def test_nonsense_is_no_right_answer(chosen):
    [question] = questions_for(["L-4"], seed=1)
    assert wrong_ones([question], {question.id: chosen}) == (question,)
    assert wrong_ones([question], {question.id: str(question.answer)}) == ()
    assert wrong_ones([question], {}) == (question,)
