"""What teachers do to the sandbox clock. They say where it is to go; `clock.follow_all` moves it.

Every intervention is in the journal of the class.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock as real
from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from app.verbs import Verb

SLOWEST = 7 * 24 * 60
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
FURTHEST = timedelta(days=7)
HANDS = [
    "state", "sim_at", "clock_runs", "day_minutes", "anchor_at", "anchor_sim_at", "target_sim_at",
]  # fmt: skip


def start_clock(cohort: Cohort, *, actor: User) -> None:
    """Let the time pass at the class's rate, from where it stands."""
    _take(cohort)
    if cohort.clock_runs:
        raise Conflict(_("时间已经在走了"), next_step=_("刷新页面看最新状态"))
    _run_from(cohort, clock.due_time(cohort))
    cohort.clock_runs = True
    record(Verb.CLOCK_STARTED, cohort, actor=actor, day_minutes=cohort.day_minutes)


def pause_clock(cohort: Cohort, *, actor: User) -> None:
    """Stop the time where it stands; a step that is under way ends there too."""
    _take(cohort)
    if not cohort.clock_runs and not is_behind(cohort):
        raise Conflict(_("时间已经停了"), next_step=_("刷新页面看最新状态"))
    cohort.clock_runs = False
    cohort.target_sim_at = cohort.anchor_at = cohort.anchor_sim_at = None
    record(Verb.CLOCK_PAUSED, cohort, actor=actor, at=cohort.sim_at.isoformat())


def set_rate(cohort: Cohort, day_minutes: int, *, actor: User) -> None:
    """One sandbox day in so many real minutes, from now on."""
    if not 1 <= day_minutes <= SLOWEST:
        raise Invalid(
            _("快慢没有改"),
            fields={"day_minutes": _("请填 1 到 %(n)s 之间的整数分钟", n=SLOWEST)},
        )
    _take(cohort)
    before = cohort.day_minutes
    _run_from(cohort, clock.due_time(cohort))
    cohort.day_minutes = day_minutes
    record(Verb.CLOCK_RATE_SET, cohort, actor=actor, before=before, day_minutes=day_minutes)


def step(cohort: Cohort, kind: str, *, actor: User) -> datetime:
    """Send the clock ahead by an hour or a day, or to the next event. Returns the goal."""
    _take(cohort)
    goal = _goal(cohort, kind)
    if goal > cohort.sim_at + FURTHEST:
        raise Conflict(
            _("一次最多走到 7 天以后"), next_step=_("等时间走到，再继续；每个到期的事都要按顺序办")
        )
    cohort.target_sim_at = goal
    _run_from(cohort, goal)
    record(
        Verb.CLOCK_STEPPED, cohort, actor=actor, kind=kind, start=cohort.sim_at.isoformat(),
        goal=goal.isoformat(),
    )  # fmt: skip
    return goal


def is_behind(cohort: Cohort) -> bool:
    """Whether a step is still under way."""
    return cohort.target_sim_at is not None and cohort.target_sim_at > cohort.sim_at


def _goal(cohort: Cohort, kind: str) -> datetime:
    if kind in STEPS:
        return clock.due_time(cohort) + STEPS[kind]
    if kind != "event":
        raise Invalid(_("没有这种走法"), next_step=_("请用页面上的按钮"))
    if is_behind(cohort):
        raise Conflict(_("上一步还没走完"), next_step=_("请等时间走到，再走到下一件事"))
    event = clock.next_event_at(cohort)
    if event is None:
        raise Conflict(
            _("沙盒里没有等着到期的事"), next_step=_("可以快进 1 小时或 1 天，或者让时间自己走")
        )
    return event


def _run_from(cohort: Cohort, moment: datetime) -> None:
    """A running clock goes on from this moment; one that stands keeps it for its start."""
    cohort.anchor_at, cohort.anchor_sim_at = real.now(), moment


def _take(cohort: Cohort) -> None:
    """The row as it is now, locked: of two teachers who click at once each is carried out."""
    db.session.flush()  # what this transaction has set already is not to be lost
    db.session.refresh(cohort, HANDS, with_for_update=True)
    if not cohort.is_open:
        raise Conflict(
            _("这个班现在“%(state)s”，时间不走", state=cohort.state.word),
            next_step=_("开班以后才能控制时间"),
        )
