"""What a teacher lets befall the market of a class: for days that have not begun, for everybody."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.buyers.models import EventKind, MarketEvent
from sim_market.buyers.queries import events as queries
from sim_market.buyers.season.scenarios import Scenario, scenarios
from sim_market.verbs import Verb

FARTHEST, LONGEST = 90, 60  # days ahead; days long
MOST = 60  # events of a class that are not over
RANGES = {  # of the size, in thousandths
    EventKind.VIEWS: (200, 5_000),
    EventKind.READY: (200, 5_000),
    EventKind.COST: (500, 3_000),
    EventKind.SUPPLY: (0, 1_000),
    EventKind.RIVALS: (-700, 700),
    EventKind.ONE_STARS: (100, 4_000),
}
USUAL = {  # sizes with which nothing befalls anybody
    EventKind.VIEWS: 1_000,
    EventKind.READY: 1_000,
    EventKind.COST: 1_000,
    EventKind.SUPPLY: 1_000,
    EventKind.RIVALS: 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """`size_pm` in thousandths, as `season.happenings` reads it."""

    kind: EventKind
    first_day: int
    last_day: int
    size_pm: int
    title: str = ""
    announced: bool = True


def make_event(
    cohort: Cohort, draft: EventDraft, *, actor: User | None, scenario: str = ""
) -> MarketEvent:
    """From its first day on everybody's market obeys it. Raises Invalid, Conflict."""
    _guard(cohort, draft)
    _guard_new(cohort, draft)
    event = MarketEvent(
        cohort_id=cohort.id,
        kind=draft.kind,
        first_day=draft.first_day,
        last_day=draft.last_day,
        size_pm=draft.size_pm,
        title=" ".join(draft.title.split())[:40] or str(draft.kind.word),
        scenario=scenario,
        announced=draft.announced,
        made_sim_at=cohort.sim_at,
    )
    db.session.add(event)
    db.session.flush()
    record(
        Verb.MARKET_EVENT_MADE, event, actor=actor,
        title=event.title, from_day=event.first_day, to_day=event.last_day,
    )  # fmt: skip
    return event


def play_scenario(
    cohort: Cohort, code: str, *, first_day: int, announced: bool, actor: User | None
) -> list[MarketEvent]:
    """All that a scenario brings, the first of it on `first_day`. Raises Invalid, Conflict."""
    found = scenarios().get(code)
    if found is None:
        raise _refuse("scenario", _("没有这个情景"))
    if not found.happenings:
        raise _refuse("scenario", _("“%(name)s”里没有要发生的事，不用安排", name=found.name))
    _guard_once(cohort, found)
    shift = first_day - found.first_day
    return [
        make_event(
            cohort,
            EventDraft(
                kind=EventKind[each.kind.name],
                first_day=shift + each.first_day,
                last_day=shift + each.last_day,
                size_pm=round(1000 * each.size),
                title=found.name,
                announced=announced,
            ),
            actor=actor,
            scenario=code,
        )
        for each in found.happenings
    ]


def cancel_event(event: MarketEvent, *, actor: User | None) -> None:
    """Nothing more of it from tomorrow on; what has begun stays as it was. Raises Conflict."""
    if event.cancelled or event.last_day <= event.cohort.day:
        raise Conflict(_("这个事件已经结束，不用取消"), link="/market/events")
    _cut_short(event, actor)


def cancel_scenario(cohort: Cohort, code: str, *, actor: User | None) -> int:
    """All of it that is still to come; how many events that were. Raises Conflict."""
    _lock(cohort)
    events = queries.alive_of(cohort, code)
    if not events:
        raise Conflict(
            _("这个情景没有安排，或者已经结束"),
            next_step=_("看看已安排的事件"), link="/market/events",
        )  # fmt: skip
    for event in events:
        _cut_short(event, actor)
    return len(events)


def _cut_short(event: MarketEvent, actor: User | None) -> None:
    today = event.cohort.day
    if event.first_day > today:
        event.cancelled = True
    else:
        event.last_day = today
    record(Verb.MARKET_EVENT_CANCELLED, event, actor=actor, title=event.title)


def _lock(cohort: Cohort) -> None:
    """Of two teachers who arrange at once the second sees what the first has arranged."""
    db.session.execute(sa.select(Cohort.id).where(Cohort.id == cohort.id).with_for_update())


def _guard_once(cohort: Cohort, found: Scenario) -> None:
    """A scenario is not arranged a second time while one is still to come."""
    _lock(cohort)
    there = queries.alive_of(cohort, found.code)
    if there:
        raise _refuse(
            "scenario",
            _(
                "“%(name)s”已经安排在第 %(a)s 到 %(b)s 天，"
                "不会再加一遍：同一件事叠两次，力度会翻倍",
                name=found.name,
                a=min(each.first_day for each in there),
                b=max(each.last_day for each in there),
            ),
            _("要换日子，先在“已安排”里取消它，再安排"),
        )


def _guard_new(cohort: Cohort, draft: EventDraft) -> None:
    """The same thing of the same size on the same days is a slip of the hand."""
    _lock(cohort)
    same = sa.select(MarketEvent.id).where(
        MarketEvent.cohort_id == cohort.id,
        ~MarketEvent.cancelled,
        MarketEvent.kind == draft.kind,
        MarketEvent.first_day == draft.first_day,
        MarketEvent.last_day == draft.last_day,
        MarketEvent.size_pm == draft.size_pm,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise _refuse(
            "kind",
            _("同样的事在同样的日子已经安排了，不会再加一遍：叠两次，力度会翻倍"),
            _("要加大力度，先取消原来的，再安排一件力度大的"),
        )


def _guard(cohort: Cohort, draft: EventDraft) -> None:
    low, high = RANGES[draft.kind]
    if not cohort.is_open:
        raise Conflict(_("班级没有开课，不能安排市场事件"), link="/market/events")
    if draft.first_day <= cohort.day:
        raise _refuse("first_day", _("最早从明天（第 %(n)s 天）开始", n=cohort.day + 1))
    if draft.first_day > cohort.day + FARTHEST:
        raise _refuse("first_day", _("最多提前 %(n)s 天安排", n=FARTHEST))
    if not draft.first_day <= draft.last_day < draft.first_day + LONGEST:
        raise _refuse("last_day", _("一个事件最短 1 天，最长 %(n)s 天", n=LONGEST))
    if not low <= draft.size_pm <= high:
        raise _refuse("size", _("力度超出了范围，看看下面的说明"))
    if draft.size_pm == USUAL.get(draft.kind):
        raise _refuse("size", _("这个力度和平时一样，什么也不会发生"))
    waiting = sa.select(sa.func.count()).where(
        MarketEvent.cohort_id == cohort.id,
        ~MarketEvent.cancelled,
        MarketEvent.last_day >= cohort.day,
    )
    if (db.session.scalar(waiting) or 0) >= MOST:
        raise Conflict(_("已经安排了 %(n)s 个事件，先取消几个", n=MOST), link="/market/events")


def _refuse(field: str, message: str, next_step: str = "") -> Invalid:
    return Invalid(
        message, fields={field: message}, next_step=next_step or _("改好后再保存"),
        link="/market/events",
    )  # fmt: skip
