"""The page of the sandbox clock, for teachers, assistants and the institution."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock as real
from app.access import requires, viewer
from app.cohorts import clock, clock_operations, queries
from app.cohorts.forms import RATES, RateForm
from app.cohorts.models import Cohort
from app.permissions import Permission

bp = Blueprint("sandbox", __name__)
SILENT = timedelta(seconds=10)
LOOK_AGAIN_SECONDS = 3


@bp.get("/clock", defaults={"cohort_id": None})
@bp.get("/cohorts/<int:cohort_id>/clock")
@requires(Permission.CLOCK_CONTROL)
def show(cohort_id: int | None) -> ResponseReturnValue:
    me = viewer()
    if cohort_id is None and me.cohort_id is None:
        return redirect(url_for("cohorts.index"), 303)
    return page(queries.get_cohort(cohort_id, seen_by=me))


def page(cohort: Cohort, refused: RateForm | None = None) -> ResponseReturnValue:
    goal, seen = clock.due_time(cohort), queries.scheduler_seen_at()
    behind = clock_operations.is_behind(cohort)
    answer = make_response(
        render_template(
            "app/cohorts/clock.html", me=viewer(), cohort=cohort, goal=goal, behind=behind,
            waiting=queries.count_waiting(cohort, goal) if behind else 0,
            silent=seen is None or real.now() - seen > SILENT, rates=RATES,
            event_at=clock.next_event_at(cohort) if cohort.is_open else None,
            form=refused or RateForm(day_minutes=cohort.day_minutes),
        ),
        refused.status if refused else 200,
    )  # fmt: skip
    if behind and not refused:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


@bp.post("/cohorts/<int:cohort_id>/clock/start")
@requires(Permission.CLOCK_CONTROL)
def start(cohort_id: int) -> ResponseReturnValue:
    me = viewer()
    clock_operations.start_clock(queries.get_cohort(cohort_id, seen_by=me), actor=me.user)
    return back(cohort_id, _("时间开始走了"))


@bp.post("/cohorts/<int:cohort_id>/clock/pause")
@requires(Permission.CLOCK_CONTROL)
def pause(cohort_id: int) -> ResponseReturnValue:
    me = viewer()
    clock_operations.pause_clock(queries.get_cohort(cohort_id, seen_by=me), actor=me.user)
    return back(cohort_id, _("时间停住了"))


@bp.post("/cohorts/<int:cohort_id>/clock/rate")
@requires(Permission.CLOCK_CONTROL)
def rate(cohort_id: int) -> ResponseReturnValue:
    me, form = viewer(), RateForm()
    cohort = queries.get_cohort(cohort_id, seen_by=me)
    if form.validate_on_submit() and form.does(
        clock_operations.set_rate, cohort, form.day_minutes.data, actor=me.user
    ):
        return back(cohort_id, _("快慢改好了"))
    return page(queries.get_cohort(cohort_id, seen_by=me), refused=form)


@bp.post("/cohorts/<int:cohort_id>/clock/step/<kind>")
@requires(Permission.CLOCK_CONTROL)
def step(cohort_id: int, kind: str) -> ResponseReturnValue:
    me = viewer()
    clock_operations.step(queries.get_cohort(cohort_id, seen_by=me), kind, actor=me.user)
    return back(cohort_id, _("正在快进，途中到期的事会按顺序办完"))


def back(cohort_id: int, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("sandbox.show", cohort_id=cohort_id), 303)
