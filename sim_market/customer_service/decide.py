"""How the platform decides a complaint: by what was said and when, with its reasons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from sim_market.customer_service.models.complaints import ComplaintReason, Decision

Verdict = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in the thread. `waited` seconds of a buyer's question, None if never answered."""

    no: int
    by_buyer: bool
    text: str
    waited: int | None = None
    opens: bool = False
    outcome: str = ""
    broken: str = ""  # the rule that a store's message breaks


def decide(
    reason: ComplaintReason, thread: Sequence[Said], statement: str, limit: int
) -> tuple[Decision, list[str]]:
    """(decision, reasons). Without a word from the store within its time, for the buyer (C-2)."""
    against = evidence(reason, thread, limit)
    if against:
        return Decision.FOR_BUYER, [*against, _("按规则 C-2，投诉成立")]
    if not statement.strip():
        return Decision.FOR_BUYER, [_("商家 48 小时内没有说明情况，按规则 C-2，投诉成立")]
    return Decision.FOR_STORE, [
        _("看了全部对话，没有找到投诉说的情况"),
        _("商家在期限内说明了情况，按规则 C-2，投诉不成立"),
    ]


def evidence(reason: ComplaintReason, thread: Sequence[Said], limit: int) -> list[str]:
    """What in the thread speaks for the buyer, one line each."""
    look = {
        ComplaintReason.NO_ANSWER: lambda: _unanswered(thread, limit),
        ComplaintReason.RUDE: lambda: _judged(thread, "rude", _("答复冒犯了买家")),
        ComplaintReason.UNTRUE: lambda: _judged(thread, "wrong", _("答复和页面或订单不一致")),
        ComplaintReason.OFF_PLATFORM: lambda: _breaking(thread),
        ComplaintReason.PROMISE: lambda: _judged(thread, "wrong", _("答应的和实际不一致")),
    }
    return look[reason]()


def _unanswered(thread: Sequence[Said], limit: int) -> list[str]:
    asked = [each for each in thread if each.by_buyer and each.opens]
    never = [each for each in asked if each.waited is None]
    late = [each for each in asked if each.waited is not None and each.waited > 10 * limit]
    return [
        *[_("第 %(n)s 条“%(t)s”没有人回复", n=each.no, t=each.text[:30]) for each in never],
        *[_("第 %(n)s 条等了 %(m)s 分钟才回复", n=e.no, m=(e.waited or 0) // 60) for e in late],
    ]


def _judged(thread: Sequence[Said], outcome: str, words: str) -> list[str]:
    return [
        _("第 %(n)s 条“%(t)s”：%(w)s", n=each.no, t=each.text[:30], w=words)
        for each in thread
        if each.by_buyer and each.outcome == outcome
    ]


def _breaking(thread: Sequence[Said]) -> list[str]:
    return [
        _("第 %(n)s 条“%(t)s”违反规则 %(r)s", n=each.no, t=each.text[:30], r=each.broken)
        for each in thread
        if not each.by_buyer and each.broken == "L-6"
    ]
