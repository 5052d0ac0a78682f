"""How the three kinds of trainee keep shop: what they list, how they price, what they write."""

import json
from dataclasses import dataclass
from pathlib import Path

from app import chance
from seeds.rehearsal.cast import Part, Strategy

TEXTS = json.loads(Path(__file__).with_name("texts.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Habits:
    """`markup` in percent of cost, `captures` on every how many days, `buys` from classmates."""

    listings: int
    markup: int
    captures: int
    auto_capture: bool
    ship_hours: int
    answers: bool
    writes_details: bool
    buys: int
    promises: tuple[str, ...] = ()


HABITS = {
    Strategy.CARELESS: Habits(3, 290, 2, False, 48, False, False, 0),
    Strategy.ORDINARY: Habits(5, 215, 1, False, 48, True, False, 1, ("no_reason",)),
    Strategy.CAREFUL: Habits(6, 185, 1, True, 24, True, True, 1, ("no_reason", "broken_paid")),
}


def store_name(part: Part, seed: int) -> str:
    """A name that no other store of the class has."""
    names, shelves = TEXTS["names"], TEXTS["shelves"]
    first = names[(part.number * 5 + seed) % len(names)]
    return f"{first}{shelves[(part.number * 3 + seed) % len(shelves)]}{part.name[-1]}铺"


def said(kind: str, part: Part, seed: int, about: str) -> str:
    """One of the sentences of a kind (replies, reviews), fixed by what it is about."""
    return chance.pick(list[str](TEXTS[kind]), seed, kind, part.number, about)
