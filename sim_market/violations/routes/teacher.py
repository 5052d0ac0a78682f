"""The teacher's side: what was found in the class, appeals to decide, waivers, proofs."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import NotFound
from app.forms import Form
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.violations import operations, queries
from sim_market.violations.forms import DecideForm, WaiveForm
from sim_market.violations.models import Offence, Violation, ViolationState
from sim_market.violations.routes import bp
from sim_market.violations.routes.mine import asked
from sim_market.violations.words import cure_of, trail_of


def class_id() -> int:
    found = viewer().cohort_id
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found


@bp.get("/class")
@requires(Permission.VIOLATION_JUDGE)
def in_class() -> ResponseReturnValue:
    cohort_id = class_id()
    state, offence, page = asked()
    rows, total = queries.list_in_class(cohort_id, state, offence, page)
    return render_template(
        "sim_market/violations/class.html", rows=rows, total=total, page=page, state=state,
        offence=offence, states=ViolationState, offences=Offence, per_page=queries.PER_PAGE,
        counts=queries.count_states(cohort_id),
    )  # fmt: skip


@bp.get("/class/<int:violation_id>")
@requires(Permission.VIOLATION_JUDGE)
def judge(violation_id: int) -> ResponseReturnValue:
    return judge_page(queries.get_in_class(violation_id, seen_by=viewer()))


@bp.post("/class/<int:violation_id>/decide")
@requires(Permission.VIOLATION_JUDGE)
def decide(violation_id: int) -> ResponseReturnValue:
    form = DecideForm()
    violation = queries.get_in_class(violation_id, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.decide_appeal, violation, form.granted.data == "yes", form.answer.data or "",
        actor=viewer().user,
    ):  # fmt: skip
        flash(_("已裁决，学员会看到结果和理由"))
        return redirect(url_for("violations.judge", violation_id=violation_id), 303)
    return judge_page(queries.get_in_class(violation_id, seen_by=viewer()), form=form)


@bp.post("/class/<int:violation_id>/waive")
@requires(Permission.VIOLATION_JUDGE)
def waive(violation_id: int) -> ResponseReturnValue:
    form = WaiveForm()
    violation = queries.get_in_class(violation_id, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.waive_violation, violation, form.why.data or "", actor=viewer().user
    ):
        flash(_("已免除，学员会看到理由"))
        return redirect(url_for("violations.judge", violation_id=violation_id), 303)
    return judge_page(queries.get_in_class(violation_id, seen_by=viewer()), waiver=form)


def judge_page(
    violation: Violation, form: Form | None = None, waiver: Form | None = None
) -> ResponseReturnValue:
    sent = form or waiver
    return render_template(
        "sim_market/violations/detail.html", violation=violation, form=form or DecideForm(),
        waiver=waiver or WaiveForm(), trail=trail_of(violation), cohort=violation.cohort,
        rule=pack(violation.cohort).rule(violation.rule), url=None, cure=cure_of(violation),
        judge=True,
    ), (sent.status if sent else 200)  # fmt: skip
