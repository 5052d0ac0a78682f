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
from sim_market.buyers.season.scenarios import scenarios
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
    """All that a scenario brings, its first day being `first_day`. Raises Invalid, Conflict."""
    found = scenarios().get(code)
    if found is None:
        raise _refuse("scenario", _("没有这个情景"))
    if not found.happenings:
        raise _refuse("scenario", _("“%(name)s”里没有要发生的事，不用安排", name=found.name))
    return [
        make_event(
            cohort,
            EventDraft(
                kind=EventKind[each.kind.name],
                first_day=first_day + each.first_day - 1,
                last_day=first_day + each.last_day - 1,
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
    today = event.cohort.day
    if event.cancelled or event.last_day <= today:
        raise Conflict(_("这个事件已经结束，不用取消"), link="/market/events")
    if event.first_day > today:
        event.cancelled = True
    else:
        event.last_day = today
    record(Verb.MARKET_EVENT_CANCELLED, event, actor=actor, title=event.title)


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


def _refuse(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message}, next_step=_("改好后再保存"))
