import hashlib
import hmac
import json
import secrets
from collections import Counter

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from grading.draw import operations, protocol, queries
from grading.draw.forms import PublishForm, ReasonForm, RelationForm, RunForm
from grading.draw.models import Draw, Purpose
from grading.draw.pool import Candidate, pool_of, relations_of
from grading.permissions import Permission
from grading.submissions.queries import get_class

bp = Blueprint("draw", __name__, url_prefix="/draws")


@bp.get("/classes/<int:cohort_id>")
@requires(Permission.DRAW_VIEW)
def plan(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    form = PublishForm(formdata=None)
    form.source.data = current_app.config.get("DRAW_DEMO_SOURCE", "")
    return plan_page(cohort, form)


@bp.post("/classes/<int:cohort_id>")
@requires(Permission.DRAW_RUN)
def publish(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    form = PublishForm()
    purpose = Purpose.THIRD if queries.is_third_round(cohort) else Purpose.FIRST
    if form.validate_on_submit() and form.does(
        operations.publish_draw,
        cohort,
        purpose,
        source=form.source.data,
        secret=new_secret(cohort),
        actor=viewer().user,
    ):
        flash(_("抽签已公布：名单和承诺不能再改，等公开号码产生后摇号"), "ok")
        return redirect(url_for(".show", draw_id=form.result.id), 303)
    return plan_page(cohort, form), form.status


@bp.get("/classes/<int:cohort_id>/relations")
@requires(Permission.DRAW_RUN)
def relations(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    return relations_page(cohort, relation_form(cohort))


@bp.post("/classes/<int:cohort_id>/relations")
@requires(Permission.DRAW_RUN)
def relate(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    form = relation_form(cohort)
    if form.validate_on_submit() and form.does(
        operations.declare_relation,
        cohort,
        queries.get_user(form.lecturer.data),
        queries.get_user(form.trainee.data) if form.trainee.data else None,
        form.reason.data,
        actor=viewer().user,
    ):
        flash(_("回避已登记，抽签时不会抽到"), "ok")
        return redirect(url_for(".relations", cohort_id=cohort.id), 303)
    return relations_page(cohort, form), form.status


@bp.post("/classes/<int:cohort_id>/substitutes")
@requires(Permission.DRAW_RUN)
def substitutes(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    one = operations.draw_substitutes(cohort, actor=viewer().user)
    flash(_("补抽完成，已记入抽签记录"), "ok")
    return redirect(url_for(".show", draw_id=one.draw_id), 303)


@bp.get("/<int:draw_id>")
@requires(Permission.DRAW_VIEW)
def show(draw_id: int) -> ResponseReturnValue:
    """The proof: everything that was published, and each round redone now."""
    draw = queries.get_draw(draw_id, seen_by=viewer())
    form = RunForm(formdata=None)
    form.public_value.data = current_app.config.get("DRAW_DEMO_VALUE", "")
    return draw_page(draw, form, ReasonForm(formdata=None))


@bp.post("/<int:draw_id>/run")
@requires(Permission.DRAW_RUN)
def run(draw_id: int) -> ResponseReturnValue:
    draw = queries.get_draw(draw_id, seen_by=viewer())
    form = RunForm()
    if form.validate_on_submit() and form.does(
        operations.run_draw,
        draw,
        form.public_value.data,
        form.public_dated.data,
        actor=viewer().user,
    ):
        flash(_("摇号完成，评委已安排"), "ok")
        return redirect(url_for(".show", draw_id=draw_id), 303)
    return draw_page(
        queries.get_draw(draw_id, seen_by=viewer()), form, ReasonForm(formdata=None)
    ), form.status


@bp.post("/<int:draw_id>/withdraw")
@requires(Permission.DRAW_RUN)
def withdraw(draw_id: int) -> ResponseReturnValue:
    draw = queries.get_draw(draw_id, seen_by=viewer())
    form = ReasonForm()
    if form.validate_on_submit() and form.does(
        operations.withdraw_draw, draw, form.reason.data, actor=viewer().user
    ):
        flash(_("这次抽签已作废并留底"), "ok")
        return redirect(url_for(".plan", cohort_id=draw.cohort_id), 303)
    return draw_page(
        queries.get_draw(draw_id, seen_by=viewer()), RunForm(formdata=None), form
    ), form.status


def plan_page(cohort: Cohort, form: PublishForm) -> str:
    pool = pool_of(cohort)
    purpose = Purpose.THIRD if queries.is_third_round(cohort) else Purpose.FIRST
    found = queries.plan_for(cohort, purpose, pool)
    draws = queries.list_draws(cohort.id)
    return render_template(
        "grading/draw/plan.html",
        cohort=cohort,
        pool=pool,
        plan=found,
        purpose=purpose,
        blocked=operations.shortage_says(found.shortage) if found and not found.is_ready else None,
        vacancies=queries.substitutes_for(cohort, pool),
        draws=draws,
        waiting=next((one for one in draws if one.can_run), None),
        runs=viewer().can(Permission.DRAW_RUN),
        form=form,
    )


def draw_page(draw: Draw, run_form: RunForm, reason_form: ReasonForm) -> str:
    records = [queries.record_of(draw, one) for one in draw.rounds]
    sitting = queries.list_assignments(draw.cohort_id) if draw.is_done else []
    return render_template(
        "grading/draw/show.html",
        draw=draw,
        cohort=draw.cohort,
        rounds=[
            (one, protocol.verify(record)) for one, record in zip(draw.rounds, records, strict=True)
        ],
        record_json=json.dumps(
            records or {"roster": draw.roster, "commitment": draw.commitment}, ensure_ascii=False
        ),
        able=Counter(who for team in draw.roster["able"].values() for who in team),
        names=queries.names_of(draw),
        declined=[one for one in sitting if not one.is_live],
        runs=viewer().can(Permission.DRAW_RUN),
        run_form=run_form,
        reason_form=reason_form,
    )


def relations_page(cohort: Cohort, form: RelationForm) -> str:
    return render_template(
        "grading/draw/relations.html", cohort=cohort, form=form, relations=relations_of(cohort)
    )


def relation_form(cohort: Cohort) -> RelationForm:
    form = RelationForm()
    form.lecturer.choices = [(one.user.id, named(one)) for one in pool_of(cohort)]
    trainees = [(user.id, user.name) for user in queries.list_trainees(cohort.id)]
    form.trainee.choices = [(0, _("全班")), *trainees]
    return form


def named(one: Candidate) -> str:
    return f"{one.user.name} · {one.institution}"


def new_secret(cohort: Cohort) -> bytes:
    """The secret of a commitment: unpredictable, save in rehearsals, which must come out equal."""
    fixed = current_app.config.get("DRAW_SECRET")
    if not fixed:
        return secrets.token_bytes(operations.SECRET_BYTES)
    about = f"{cohort.seed}/{cohort.name}/{len(queries.list_draws(cohort.id))}"
    return hmac.new(str(fixed).encode(), about.encode(), hashlib.sha256).digest()
