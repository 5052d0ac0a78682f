from collections import Counter
from hashlib import sha256
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grading.draw.choose import (
    NoDraw,
    Question,
    capped,
    choose,
    even_cap,
    least_cap,
    shortage_of,
)


def lot(seed):
    return lambda work, who: sha256(f"{seed}/{work}/{who}".encode()).digest()


def open_question(works, lecturers, *, barred=(), needed=2, cap=99, one_each=False):
    eligible = {(work, who) for work in works for who in lecturers} - set(barred)
    return Question(
        needed=dict.fromkeys(works, needed),
        cap=dict.fromkeys(lecturers, cap),
        institution={who: who[0] for who in lecturers},
        eligible=frozenset(eligible),
        one_per_institution=one_each,
    )


def all_assignments(question):
    """Every full assignment, found by trying everything: the judge of the draw."""
    works = sorted(question.needed)
    choices = []
    for work in works:
        able = sorted(who for mine, who in question.eligible if mine == work)
        teams = combinations(able, question.needed[work])
        choices.append([team for team in teams if allowed(question, team)])
    for picked in product(*choices):
        load = Counter(who for team in picked for who in team)
        if all(load[who] <= question.cap[who] for who in load):
            yield {(work, who) for work, team in zip(works, picked, strict=True) for who in team}


def allowed(question, team):
    houses = [question.institution[who] for who in team]
    return not question.one_per_institution or len(set(houses)) == len(houses)


@st.composite
def small_questions(draw):
    works = [f"B-{n}" for n in range(draw(st.integers(1, 4)))]
    lecturers = [f"{draw(st.sampled_from('xyz'))}{n}" for n in range(draw(st.integers(1, 5)))]
    pairs = [(work, who) for work in works for who in lecturers]
    return Question(
        needed={work: draw(st.integers(1, 2)) for work in works},
        cap={who: draw(st.integers(0, 3)) for who in lecturers},
        institution={who: who[0] for who in lecturers},
        eligible=frozenset(pair for pair in pairs if draw(st.integers(0, 3))),
        one_per_institution=draw(st.booleans()),
    )


@settings(max_examples=300, deadline=None)
@given(small_questions(), st.integers(0, 1000))
def test_the_draw_is_the_first_feasible_assignment_in_lot_order(question, seed):
    key = lot(seed)
    order = sorted(question.eligible, key=lambda pair: (key(*pair), pair))
    place = {pair: index for index, pair in enumerate(order)}
    feasible = list(all_assignments(question))
    if not feasible:
        with pytest.raises(NoDraw):
            choose(question, key)
        return

    drawn = choose(question, key)

    best = min(feasible, key=lambda pairs: sorted(place[pair] for pair in pairs))
    assert {(work, who) for work, team in drawn.items() for who in team} == best


@settings(max_examples=200, deadline=None)
@given(small_questions())
def test_a_shortage_names_works_that_really_cannot_be_served(question):
    shortage = shortage_of(question)
    if shortage is None:
        assert next(iter(all_assignments(question)), None) is not None
        return
    alone = Question(
        needed={work: question.needed[work] for work in shortage.works},
        cap=question.cap,
        institution=question.institution,
        eligible=question.eligible,
        one_per_institution=question.one_per_institution,
    )
    assert shortage.possible < shortage.needed
    assert next(iter(all_assignments(alone)), None) is None


def test_a_class_of_thirty_is_shared_evenly():
    question = open_question([f"B-{n:02}" for n in range(30)], [f"L{n:02}" for n in range(12)])
    question = capped(question, even_cap(question))

    drawn = choose(question, lot(7))

    load = Counter(who for team in drawn.values() for who in team)
    assert all(len(set(team)) == 2 for team in drawn.values())
    assert set(load.values()) == {5}


def test_nobody_scores_a_work_that_he_is_barred_from():
    barred = {(f"B-{n}", who) for n in range(5) for who in ("a1", "b1")}
    question = open_question([f"B-{n}" for n in range(10)], ["a1", "b1", "c1", "d1"], barred=barred)
    drawn = choose(question, lot(1))
    assert not {(work, who) for work, team in drawn.items() for who in team} & barred


def test_two_of_one_institution_never_meet_on_a_work():
    question = open_question([f"B-{n}" for n in range(8)], ["a1", "a2", "b1", "b2"], one_each=True)
    drawn = choose(question, lot(3))
    assert all({who[0] for who in team} == {"a", "b"} for team in drawn.values())


def test_every_pair_has_about_the_same_chance():
    question = open_question([f"B-{n}" for n in range(6)], [f"L{n}" for n in range(4)], cap=3)
    hits = Counter(
        (work, who)
        for seed in range(400)
        for work, team in choose(question, lot(seed)).items()
        for who in team
    )
    assert set(hits) == set(question.eligible)
    assert all(150 < count < 250 for count in hits.values())


def test_a_cap_that_is_too_low_is_said_with_the_least_that_works():
    barred = {(f"B-{n}", who) for n in range(3) for who in ("a1", "b1", "c1")}
    question = open_question(["B-0", "B-1", "B-2"], ["a1", "b1", "c1", "d1", "e1"], barred=barred)

    assert even_cap(question) == 3
    shortage = shortage_of(capped(question, 2))
    assert (shortage.works, shortage.lecturers) == (("B-0", "B-1", "B-2"), ("d1", "e1"))
    assert (shortage.needed, shortage.possible) == (6, 4)
    assert least_cap(question) == 3


def test_no_cap_helps_when_a_work_has_one_lecturer_only():
    question = open_question(["B-0"], ["a1"])
    assert least_cap(question) is None
