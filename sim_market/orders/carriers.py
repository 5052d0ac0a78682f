"""Simulated carriers: their names, the shape of their tracking numbers, the route of a parcel.

Pure: no database, no clock. No real carrier is meant.
"""

# word data: cities where parcels are sorted

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.chance import draw_int


class Carrier(NamedTuple):
    """`prefix` and ten digits and a check digit make a tracking number."""

    code: str
    name: LazyString
    prefix: str


CARRIERS = (
    Carrier("xunfeng", _l("迅风速运（模拟）"), "XF"),
    Carrier("shanhe", _l("山河快递（模拟）"), "SH"),
    Carrier("qingniao", _l("青鸟物流（模拟）"), "QN"),
    Carrier("jiangnan", _l("江南速递（模拟）"), "JN"),
)
HUBS = ("郑州", "武汉", "杭州", "广州", "成都", "西安", "沈阳", "济南")


def find(code: str) -> Carrier | None:
    return next((carrier for carrier in CARRIERS if carrier.code == code), None)


def named(typed: str) -> Carrier | None:
    """The carrier that somebody wrote: its name with or without brackets, its code or prefix."""
    text = re.sub(r"[（(].*", "", unicodedata.normalize("NFKC", typed)).strip().casefold()
    for carrier in CARRIERS:
        names = {carrier.code, carrier.prefix.casefold()}
        names |= {re.sub(r"[（(].*", "", name).strip().casefold() for name in spelled(carrier)}
        if text in names:
            return carrier
    return None


def spelled(carrier: Carrier) -> set[str]:
    """A carrier's name in Chinese and in the language of the page."""
    with force_locale("zh_CN"):
        chinese = str(carrier.name)
    return {chinese, str(carrier.name)}


def tidy(typed: str) -> str:
    """'ｘf 0000 000017 ' -> 'XF0000000017': what people paste, as it is stored."""
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in typed)
    return re.sub(r"[\s-]", "", half).upper()


def tracking_number(carrier: Carrier, n: int) -> str:
    """The n-th number of a carrier, with its check digit."""
    digits = f"{n:010d}"
    return f"{carrier.prefix}{digits}{_check_digit(digits)}"


def is_number_of(carrier: Carrier, number: str) -> bool:
    """Could this carrier have printed this number?"""
    found = re.fullmatch(rf"{carrier.prefix}(\d{{10}})(\d)", number, re.ASCII)
    return found is not None and _check_digit(found[1]) == found[2]


def example(carrier: Carrier) -> str:
    return tracking_number(carrier, 2026010001)


def _check_digit(digits: str) -> str:
    """Luhn's: one wrong digit, or two neighbours changed, do not pass."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits)]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def route(
    seed: int, number: str, start: datetime, address: Mapping[str, Any]
) -> list[dict[str, str]]:
    """What will happen to the parcel of an order: [{"at": ISO sandbox time, "text"}], in order."""
    hub = HUBS[draw_int(0, len(HUBS) - 1, seed, "route", number, "hub")]
    hours = 0
    events = []
    for what, low, high, text in (
        ("taken", 2, 8, _("快递员已揽收")),
        ("hub", 6, 14, _("到达%(hub)s转运中心", hub=hub)),
        ("city", 12, 30, _("到达%(city)s", city=address.get("city", ""))),
        ("door", 2, 9, _("已送达，请查收")),
    ):
        hours += draw_int(low, high, seed, "route", number, what)
        events.append({"at": (start + timedelta(hours=hours)).isoformat(), "text": text})
    return events
