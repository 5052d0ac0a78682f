"""What an answer says of when goods are sent: told apart from when they arrive."""

# word data: how people say when

import re
from decimal import Decimal
from typing import NamedTuple

from sim_market.customer_service.judge.numbers import Span, arabic, spans

_CLAUSE = re.compile(r"[，。,;；!！?？\n]+")
_SENDS = re.compile("发|寄|出库|出货")
_ARRIVES = re.compile("到货|送到|能到|会到|就到|收到|签收|送达|到您|到你|到手|到$|到了")
_CANNOT = re.compile(
    "(发|寄)不(了|出)|(不能|没法|无法|没办法)(保证|在)?[^，。]{0,12}(发|寄)|不(能)?保证"
)
_DAYS = (
    (re.compile("后天"), 72),
    (re.compile("明天|明早|明日|次日|隔天"), 48),
    (re.compile("今天|今日|今晚|当天|当日|下午|上午|中午|立刻|立即|马上|现在就"), 24),
)


class Shipping(NamedTuple):
    """`hours` within which goods are said to be sent, None if not said; or that they cannot."""

    hours: Decimal | None
    refused: bool


def hours_to_ship(text: str) -> Shipping:
    """The longest time to sending that a text names; a number outranks 今天 and 明天."""
    clauses = [each for each in _CLAUSE.split(arabic(text)) if each]
    said = [span.hours for each in clauses for span in spans(each) if _is_sending(each, span)]
    if any(_CANNOT.search(each) for each in clauses):
        return Shipping(None, True)
    if not said:
        said = [Decimal(hours) for each in clauses if (hours := _day_of(each))]
    return Shipping(max(said, default=None), False)


def _is_sending(clause: str, span: Span) -> bool:
    """Does a time belong to sending? What follows it decides; then what stands before it."""
    after, before = clause[span.end :], clause[: span.start]
    sends, arrives = _SENDS.search(after), _ARRIVES.search(after)
    if sends or arrives:
        return bool(sends and (not arrives or sends.start() < arrives.start()))
    if re.search("退|保修|质保|无理由|到货?时间|路上|在途", before + after):
        return False
    return bool(_SENDS.search(before)) or not _ARRIVES.search(before)


def _day_of(clause: str) -> int:
    """Hours until the end of the day that a clause names for sending; 0 if it names none."""
    if not _SENDS.search(clause):
        return 0
    return next((hours for words, hours in _DAYS if words.search(clause)), 0)
