"""Points for an answer, with a reason for every point: 100 in five parts. Pure."""

# word data: polite words, and words that offer a next step

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from sim_market.customer_service.judge import lawful
from sim_market.customer_service.judge.checks import FACTS, Finding, Said
from sim_market.customer_service.judge.facts import Facts
from sim_market.customer_service.judge.intents import Intent, Wanted
from sim_market.customer_service.judge.numbers import arabic
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Problem
from sim_market.rules.wording import folded

TIME, POINT, LAWFUL, COURTESY, NEXT = 20, 45, 15, 10, 10  # of 100
SPEED = ((30, 20), (60, 18), (180, 15), (600, 6))  # seconds -> points, after that none


class Outcome(StrEnum):
    """How the buyer takes it."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    RUDE = "rude"
    OFF_PLATFORM = "off_platform"


AT_MOST = {Outcome.WRONG: 55, Outcome.RUDE: 30, Outcome.OFF_PLATFORM: 10}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the points, why, and by which rule."""

    name: str
    points: int
    of: int
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth. `promise_hours`: it said to send within so many hours, else 0."""

    outcome: Outcome
    points: int
    lines: tuple[Line, ...]

    def kept(self) -> dict[str, Any]:
        """As JSON, for the row of the question."""
        return {
            "outcome": self.outcome.value,
            "points": self.points,
            "lines": [asdict(line) for line in self.lines],
        }


def judge(intent: Intent, facts: Facts, answer: str, seconds: int, pack: Pack) -> Verdict:
    """What all that was answered to one question is worth.

    `answer`: everything the merchant said since the question; `seconds` until the first of it.
    """
    findings, problems = findings_of(intent, facts, answer), lawful.broken(answer, pack)
    never = next((each for each in intent.never if _says(each, answer)), None)
    outcome = _outcome(findings, problems, never, answer)
    lines = (
        time_line(seconds, pack),
        *_point_lines(findings),
        lawful_line(problems, never),
        courtesy_line(answer),
        next_line(answer),
    )
    return _capped(outcome, lines)


def findings_of(intent: Intent, facts: Facts, answer: str) -> list[tuple[str, Finding]]:
    """(what was to be said, what was found) for each fact and each point of an intent."""
    text = arabic(answer)
    found = [(intent.name, FACTS[name](text, facts, intent)) for name in intent.facts]
    for wanted in intent.says:
        said = _says(wanted, answer)
        reason = _("做到了") if said else _("没有%(what)s", what=wanted.what)
        found.append((wanted.what, Finding(Said.TRUE if said else Said.MISSING, reason)))
    return found


def _says(wanted: Wanted, answer: str) -> bool:
    text = folded(answer)
    return any(re.search(each.lower(), text) for each in wanted.any)


def _outcome(
    findings: Sequence[tuple[str, Finding]],
    problems: tuple[Problem, ...],
    never: Wanted | None,
    answer: str,
) -> Outcome:
    said = {finding.said for _name, finding in findings}
    if lawful.leads_away(problems):
        return Outcome.OFF_PLATFORM
    if lawful.is_rude(answer):
        return Outcome.RUDE
    if Said.WRONG in said or never:
        return Outcome.WRONG
    return Outcome.MISSING if Said.MISSING in said else Outcome.RIGHT


def time_line(seconds: int, pack: Pack) -> Line:
    """The first answer's points; within three minutes most of them (C-1)."""
    points = next((points for limit, points in SPEED if seconds <= limit), 0)
    late = "" if seconds <= pack.reply_seconds else _("，超过 3 分钟")
    return Line(
        _("回复快慢"), points, TIME, _("%(n)s 秒后回复%(late)s", n=seconds, late=late),
        RuleId.REPLY_RATE.value,
    )  # fmt: skip


def _point_lines(findings: Sequence[tuple[str, Finding]]) -> Iterator[Line]:
    """The points for what was asked, shared evenly; the first parts take what is left over."""
    each, over = divmod(POINT, len(findings))
    for place, (name, finding) in enumerate(findings):
        of = each + (1 if place < over else 0)
        yield Line(name, of * finding.share // 100, of, finding.reason)


def lawful_line(problems: tuple[Problem, ...], never: Wanted | None) -> Line:
    if problems:
        first = problems[0]
        return Line(_("合规"), 0, LAWFUL, first.message, str(first.rule))
    if never:
        return Line(_("合规"), 0, LAWFUL, never.what)
    return Line(_("合规"), LAWFUL, LAWFUL, _("没有违规的话"))


_POLITE = re.compile("您|亲|请|谢|抱歉|不好意思|对不起|你好|欢迎|麻烦|辛苦")
_WARM = re.compile("呢|哦|呀|哈|好的|~|～|可以的")


def courtesy_line(answer: str) -> Line:
    text = folded(answer)
    if lawful.is_rude(answer):
        return Line(_("礼貌"), 0, COURTESY, _("说了冒犯买家的话"))
    if _POLITE.search(text):
        return Line(_("礼貌"), COURTESY, COURTESY, _("有礼貌"))
    if _WARM.search(text):
        return Line(_("礼貌"), 7, COURTESY, _("语气温和，称呼一声“您”更好"))
    return Line(_("礼貌"), 4, COURTESY, _("没有礼貌用语，像在打发人"))


_NEXT = re.compile(
    "下单|拍下|直接拍|放心拍|随时|帮您|帮你|为您|申请|点击|点“|订单页|稍等|核实|放心|告诉|告知|需要.{0,8}吗|"
    "我(来|去|帮|这边|们会|马上|现在|会)|给您|收藏|备注|请问|有(什么)?(问题|需要)|联系|可以(看|选|领|先|拍|直接|放心)|"
    "退款|补发|换|提供|发我|说一下|看一?下|领取|安排|跟进|签收"
)


def next_line(answer: str) -> Line:
    if _NEXT.search(folded(answer)):
        return Line(_("说清下一步"), NEXT, NEXT, _("告诉了买家接下来怎么办"))
    return Line(_("说清下一步"), 0, NEXT, _("加一句接下来怎么办，例如“喜欢可以直接拍下”"))


def _capped(outcome: Outcome, lines: tuple[Line, ...]) -> Verdict:
    """A wrong, rude or unlawful answer is not saved by being quick."""
    total, most = sum(line.points for line in lines), AT_MOST.get(outcome, 100)
    if total <= most:
        return Verdict(outcome, total, lines)
    why = {
        Outcome.WRONG: _("说错了事实或许了不该许的，最多 %(n)s 分", n=most),
        Outcome.RUDE: _("冒犯买家，最多 %(n)s 分", n=most),
        Outcome.OFF_PLATFORM: _("引到平台外，最多 %(n)s 分", n=most),
    }[outcome]
    return Verdict(outcome, most, (*lines, Line(_("封顶"), most - total, 0, why)))
