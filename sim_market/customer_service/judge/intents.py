"""What buyers want to know: intents with their phrasings, as data (`intents.json`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that an answer should say (or must not): `any` are regular expressions."""

    what: str
    any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that buyers ask. `about`: "listing", "order" or "any". `asked` is its short noun.

    `facts` name checks of `checks.FACTS`; `attributes` those of the category that an attribute
    fact may be found under, the first that the listing has. `next`: what they may ask after that.
    """

    code: str
    name: str
    about: str
    asked: str
    asks: tuple[str, ...]
    facts: tuple[str, ...]
    attributes: tuple[str, ...]
    says: tuple[Wanted, ...]
    never: tuple[Wanted, ...]
    next: tuple[str, ...]


@cache
def _data() -> Mapping[str, Any]:
    text = Path(__file__).with_name("intents.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


def _intent(row: Mapping[str, Any]) -> Intent:
    says = tuple(Wanted(each["what"], tuple(each["any"])) for each in row["says"])
    never = tuple(Wanted(each["why"], tuple(each["any"])) for each in row["never"])
    lists = {name: tuple(row[name]) for name in ("asks", "facts", "attributes", "next")}
    return Intent(**(dict(row) | lists | {"says": says, "never": never}))


INTENTS: Mapping[str, Intent] = {row["code"]: _intent(row) for row in _data()["intents"]}
REPLIES: Mapping[str, tuple[str, ...]] = {
    outcome: tuple(words) for outcome, words in _data()["replies"].items()
}


def find_intent(code: str) -> Intent | None:
    return INTENTS.get(code)
