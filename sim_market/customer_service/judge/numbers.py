"""Numbers as people write them in a chat: 48小时, 四十八小时, 两三天, 39.9元, 三十九块九."""

# word data: Chinese digits, and the units that are said after a number

import re
from decimal import Decimal
from typing import NamedTuple

from sim_market.rules.wording import folded

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_HAN = "零〇一二两俩三四五六七八九十百千万"
_UNIT = (
    "个?小时|个?钟头|个?工作日|天|周|个?星期|个?礼拜|块|元|毫升|厘米|公分|毫米|公斤|千克|克|升|件|个|份|套|"
    "只|条|盒|瓶|包|双|本|h|ml|cm|mm|kg|g|l|w|瓦|页|片|层|张|支|格|骨|粒"
)
_JIAO = re.compile("块([一二三四五六七八九])(?![十百千万])")
_NUMERAL = re.compile(f"[{_HAN}]+(?={_UNIT}|-|~|到|至)")
_RANGE = re.compile("([一二两三四五六七八九])([二三四五六七八九])(?=" + _UNIT + ")")


def value_of(numeral: str) -> int:
    """四十八 -> 48, 一千二 -> 1002 is not what is meant: the last digit follows the thousand."""
    if not any(c in _TIMES for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, digit, last = 0, 0, 1
    for c in numeral:
        if c in _TIMES:
            last = _TIMES[c]
            total, digit = total + (digit or 1) * last, 0
        else:
            digit = _DIGITS[c]
    return total + digit * (last // 10 if last > 10 and "零" not in numeral else 1)


def arabic(text: str) -> str:
    """The text with its Chinese numbers before a unit written in digits: 两三天 is 2-3天."""
    text = _RANGE.sub(lambda m: f"{_DIGITS[m[1]]}-{_DIGITS[m[2]]}", folded(text))
    text = _JIAO.sub(lambda m: f"块{_DIGITS[m[1]]} ", text)
    return _NUMERAL.sub(lambda m: str(value_of(m.group())), text)


class Span(NamedTuple):
    """A length of time in a text: where it stands, and its longer end in hours."""

    start: int
    end: int
    hours: Decimal


_NUMBER = r"(\d{1,6}(?:\.\d{1,3})?)"
_SPAN = re.compile(
    _NUMBER + r"(?:\s*(?:-|~|到|至|—)+\s*" + _NUMBER + r")?\s*"
    r"(个?小时|个?钟头|h(?![a-z])|个?工作日|天|周|个?星期|个?礼拜)(半)?"
)
_HALF = re.compile("半个?(小时|天)|一?个半小时")
_HOURS = {"小": 1, "钟": 1, "h": 1, "工": 24, "天": 24, "周": 168, "星": 168, "礼": 168}


def spans(text: str) -> list[Span]:
    """Every length of time that a text says, a range by its longer end."""
    found = []
    for m in _SPAN.finditer(text):
        each = _HOURS[m[3].removeprefix("个")[0]]
        half = Decimal(each) / 2 if m[4] else Decimal(0)
        found.append(Span(m.start(), m.end(), max(Decimal(m[1]), Decimal(m[2] or 0)) * each + half))
    for m in _HALF.finditer(text):
        hours = Decimal(12) if m[1] == "天" else Decimal("0.5") if m[1] else Decimal("1.5")
        found.append(Span(m.start(), m.end(), hours))
    return sorted(found)


_YUAN = re.compile(
    r"[¥￥]\s*" + _NUMBER + "|" + _NUMBER + r"\s*(?:元|块钱|块|rmb)(?:(\d)(?!\d))?", re.IGNORECASE
)


def amounts_fen(text: str) -> list[tuple[int, int]]:
    """(place, fen) of every amount of money: 39块9 and 三十九块九 are 3990."""
    return [
        (m.start(), int(Decimal(m[1] or m[2]) * 100) + int(m[3] or 0) * 10)
        for m in _YUAN.finditer(text)
    ]


_MEASURES = {
    "ml": ("毫升|ml", 1),
    "l": ("升|l(?![a-z])", 1000),
    "cm": ("厘米|公分|cm", 10),
    "mm": ("毫米|mm", 1),
    "m": ("米|m(?![a-z])", 1000),
    "g": ("克|g(?![a-z/])", 1),
    "kg": ("公斤|千克|kg", 1000),
    "小时": ("个?小时|个?钟头|h(?![a-z])", 1),
    "天": ("天|日", 1),
    "w": ("瓦|w(?![a-z])", 1),
    "mah": ("毫安时?|mah", 1),
}  # fmt: skip - unit -> its ways to be written, and how many of its kind's smallest it is
_KIND = {"ml": 1, "l": 1, "cm": 2, "mm": 2, "m": 2, "g": 3, "kg": 3}


def measures(text: str, unit: str) -> list[tuple[int, Decimal]]:
    """(place, value in the smallest unit) of all that is measured in `unit` or one of its kind."""
    unit = unit.lower()
    kind = _KIND.get(unit)
    alike = [u for u in _MEASURES if u == unit or (kind and _KIND.get(u) == kind)]
    ways = [_MEASURES[each] for each in alike] or [(re.escape(unit), 1)]
    return sorted(
        (m.start(), Decimal(m[1]) * times)
        for words, times in ways
        for m in re.finditer(rf"{_NUMBER}\s*(?:{words})", text)
    )


def smallest(number: Decimal, unit: str) -> Decimal:
    """A value in the smallest unit of its kind, as `measures` gives it."""
    known = _MEASURES.get(unit.lower())
    return number * known[1] if known else number
