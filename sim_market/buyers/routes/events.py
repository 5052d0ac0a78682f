"""Events of the market: a teacher makes them for a class, trainees read what is announced."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.buyers import operations, queries
from sim_market.buyers.befalls import line_of, plans_of, size_from, what_happens, what_to_do
from sim_market.buyers.forms import EventForm, ScenarioForm
from sim_market.buyers.models import EventKind
from sim_market.buyers.operations.befalling import EventDraft
from sim_market.buyers.queries.mode import together_of
from sim_market.buyers.routes.place import bp, events_bp, own_class
from sim_market.buyers.season.scenarios import scenarios
from sim_market.permissions import Permission


@events_bp.route("", methods=["GET", "POST"])
@requires(Permission.MARKET_STEER)
def index() -> ResponseReturnValue:
    form = EventForm()
    if form.validate_on_submit() and form.does(make, form):
        flash(_("事件已安排，全班一样"))
        return redirect(url_for("market_events.index"), 303)
    return events_page(form, ScenarioForm(formdata=None))


@events_bp.post("/scenario")
@requires(Permission.MARKET_STEER)
def scenario() -> ResponseReturnValue:
    form = ScenarioForm()
    if form.validate_on_submit() and form.does(
        operations.play_scenario, own_class(), form.scenario.data, first_day=form.first_day.data,
        announced=form.announced.data, actor=viewer().user,
    ):  # fmt: skip
        flash(_("情景已安排：%(n)s 件事，全班一样", n=len(form.result)))
        return redirect(url_for("market_events.index"), 303)
    return events_page(EventForm(formdata=None), form)


@events_bp.post("/<int:event_id>/cancel")
@requires(Permission.MARKET_STEER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id, cohort_id=own_class().id)
    operations.cancel_event(event, actor=viewer().user)
    flash(_("已取消，从明天起不再发生"))
    return redirect(url_for("market_events.index"), 303)


@events_bp.post("/scenario/<code>/cancel")
@requires(Permission.MARKET_STEER)
def cancel_scenario(code: str) -> ResponseReturnValue:
    number = operations.cancel_scenario(own_class(), code, actor=viewer().user)
    flash(_("情景已取消：%(n)s 件事从明天起不再发生", n=number))
    return redirect(url_for("market_events.index"), 303)


@bp.get("/news")
@requires(Permission.TRAFFIC_VIEW)
def news() -> ResponseReturnValue:
    cohort = own_class()
    return render_template(
        "sim_market/buyers/news.html",
        plans=plans_of(queries.list_events(cohort, announced=True)),
        today=cohort.day,
        together=together_of(cohort),
        what_happens=what_happens,
        what_to_do=what_to_do,
    )


def make(form: EventForm) -> Any:
    kind = EventKind[form.kind.data.upper()]
    draft = EventDraft(
        kind=kind, first_day=form.first_day.data or 0, last_day=form.last_day.data or 0,
        size_pm=size_from(kind, form.size.data or 0), title=form.title.data or "",
        announced=form.announced.data,
    )  # fmt: skip
    return operations.make_event(own_class(), draft, actor=viewer().user)


def events_page(form: EventForm, scenario_form: ScenarioForm) -> ResponseReturnValue:
    cohort = own_class()
    for day in (form.first_day, form.last_day, scenario_form.first_day):
        if day.data is None:
            day.data = cohort.day + 1
    plans = plans_of(queries.list_events(cohort))
    return render_template(
        "sim_market/buyers/events.html",
        form=form,
        scenario_form=scenario_form,
        plans=plans,
        line=line_of(plans, cohort.day),
        scenarios=scenarios().values(),
        today=cohort.day,
        cohort=cohort,
        what_happens=what_happens,
    ), max(form.status, scenario_form.status)
