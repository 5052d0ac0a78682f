"""A small quiz on each rule: what the opening of a store and a first offence ask. Pure.

The right answer stands first in `quiz_<version>.json`; what is shown is shuffled by the draw's
own seed, so that no two trainees learn "it is always the second".
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.chance import draw_int
from sim_market.rules.pack import CURRENT


@dataclass(frozen=True, slots=True)
class Question:
    """One question on one rule. `id` is "L-4.1"; `answer` the index of the right option."""

    id: str
    rule: str
    text: str
    options: tuple[str, ...]
    answer: int
    why: str

    def is_right(self, chosen: str | int | None) -> bool:
        """Was the right option chosen? `chosen` is an index, as a form sends it or as a number."""
        return str(chosen) == str(self.answer)


def questions_for(
    rule_ids: Iterable[str], *, seed: int, key: str = "", count: int | None = None,
    version: int = CURRENT,
) -> tuple[Question, ...]:  # fmt: skip
    """Questions on these rules, in their order, each with its options shuffled.

    One for each rule, drawn by (`seed`, `key`): the same seed and key give the same questions, so a
    form can be marked without storing what was asked. `count` takes so many of the rules at most.
    Rules without a question are left out.
    """
    book = _book(version)
    asked = list(dict.fromkeys(str(rule) for rule in rule_ids if str(rule) in book))
    chosen = _some(asked, count, seed, key)
    return tuple(_drawn(book[rule], seed, key) for rule in chosen)


def all_questions(rule_id: str, *, version: int = CURRENT) -> tuple[Question, ...]:
    """Every question on a rule as it is written, the right answer first. For tests and teachers."""
    return _book(version).get(str(rule_id), ())


def wrong_ones(
    questions: Sequence[Question], answers: Mapping[str, str | int | None]
) -> tuple[Question, ...]:
    """The questions that were not answered rightly. `answers`: question id -> index chosen."""
    return tuple(each for each in questions if not each.is_right(answers.get(each.id)))


@cache
def _book(version: int) -> dict[str, tuple[Question, ...]]:
    text = (Path(__file__).parent / f"quiz_{version}.json").read_text(encoding="utf-8")
    return {
        rule: tuple(
            Question(f"{rule}.{n}", rule, asked, tuple(options), 0, why)
            for n, (asked, options, why) in enumerate(questions, 1)
        )
        for rule, questions in json.loads(text).items()
    }


def _some(rules: list[str], count: int | None, seed: int, key: str) -> list[str]:
    """So many of the rules, the same for the same seed, in their own order."""
    if count is None or count >= len(rules):
        return rules
    ranked = sorted(rules, key=lambda rule: draw_int(0, 10**9, seed, "quiz", key, rule))
    kept = set(ranked[:count])
    return [rule for rule in rules if rule in kept]


def _drawn(questions: Sequence[Question], seed: int, key: str) -> Question:
    which = draw_int(0, len(questions) - 1, seed, "quiz", key, questions[0].rule, "which")
    asked = questions[which]
    order = sorted(
        range(len(asked.options)),
        key=lambda n: (draw_int(0, 10**9, seed, "quiz", key, asked.id, n), n),
    )
    options = tuple(asked.options[n] for n in order)
    return Question(asked.id, asked.rule, asked.text, options, order.index(0), asked.why)
