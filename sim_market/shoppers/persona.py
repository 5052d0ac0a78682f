"""Who a simulated shopper is: name and address drawn by number, so the same in every run."""

# word data: the parts of a made-up address

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from app.chance import draw_int, pick


class Persona(NamedTuple):
    nickname: str
    receiver: str
    province: str
    city: str
    street: str
    phone_tail: str


def persona(seed: int, number: int) -> Persona:
    """The person behind a number of the pool. Made up: no name, road or phone is anybody's."""

    def drawn(what: str) -> Any:
        return pick(_words()[what], seed, "persona", number, what)

    def between(low: int, high: int, what: str) -> int:
        return draw_int(low, high, seed, "persona", number, what)

    province, city = drawn("places")
    room = between(1, 18, "floor") * 100 + between(1, 6, "room")
    return Persona(
        nickname=drawn("nick_head") + drawn("nick_tail"),
        receiver=drawn("family") + drawn("given"),
        province=province,
        city=city,
        street=f"{drawn('roads')}{between(1, 288, 'door')}号{room}室",
        phone_tail=f"{between(0, 9999, 'phone'):04d}",
    )


def home_of(seed: int, number: int) -> str:
    """The province of the person behind a number, as `persona` draws it."""
    province: str = pick(_words()["places"], seed, "persona", number, "places")[0]
    return province


@cache
def people_by_province() -> Mapping[str, int]:
    """Province -> how many of the pool live there, in parts of all."""
    return Counter(province for province, _city in _words()["places"])


@cache
def _words() -> dict[str, list[Any]]:
    text = Path(__file__).with_name("words.json").read_text(encoding="utf-8")
    words: dict[str, list[Any]] = json.loads(text)
    return words
