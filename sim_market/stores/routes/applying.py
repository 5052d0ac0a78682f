"""Applying for a store: an overview, and a page for each step that can be left and resumed."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name, top_categories
from sim_market.rules.pack import Pack, RuleId, pack
from sim_market.rules.problems import blocking
from sim_market.rules.quiz import Question, questions_for
from sim_market.shoppers.queries import find_shopper
from sim_market.stores import operations, queries
from sim_market.stores.applications import (
    application_of,
    application_problems,
    name_key,
    name_problems,
)
from sim_market.stores.forms.application import FORMS, StepForm, filled, quiz_form
from sim_market.stores.models import Store, StoreState
from sim_market.stores.routes import bp
from sim_market.stores.steps import STEP_OF_FIELD, ApplyStep

QUIZ_RULES = (
    RuleId.STORE_NAME, RuleId.STORE_OPERATOR, RuleId.DEPOSIT, RuleId.ABSOLUTE_TERMS,
    RuleId.OFF_PLATFORM_CONTACT, RuleId.SHIP_PROMISE, RuleId.REFUND_ANSWER, RuleId.FAKE_TRADE,
)  # fmt: skip
QUESTIONS = 4


@bp.get("/apply")
@requires(Permission.STORE_MANAGE)
def apply() -> ResponseReturnValue:
    """How far the application is, what it says, and what the review answered."""
    who, cohort = viewer(), sandbox()
    store = queries.find_store_with_reviews(who.user.id, cohort.id)
    if store and store.opened_sim_at:
        return redirect(url_for("stores.index"), 303)
    faults = found_faults(store, cohort) if store else []
    return render_template(
        "sim_market/stores/apply.html",
        store=store,
        rules=pack(cohort),
        steps=list(ApplyStep),
        faults=faults,
        answered=[] if store is None else last_reasons(store),
        by_teacher=queries.teacher_reviews(cohort.id),
        category=category_name(store.category_code) if store and store.category_code else "",
        States=StoreState,
    )


@bp.post("/apply")
@requires(Permission.STORE_MANAGE)
def submit() -> ResponseReturnValue:
    """Send the application; the page then says what the review answered."""
    who = viewer()
    store = queries.get_own_store(who.user, who.cohort_id)
    operations.submit_application(store, actor=who.user)
    if store.is_open:
        flash(_("审核通过，店铺已经开张"))
        return redirect(url_for("stores.index"), 303)
    if store.state == StoreState.SUBMITTED:
        flash(_("已提交：规则审核通过，等老师审核"), "info")
    return redirect(url_for("stores.apply"), 303)


@bp.post("/apply/withdraw")
@requires(Permission.STORE_MANAGE)
def withdraw() -> ResponseReturnValue:
    who = viewer()
    store = queries.get_own_store(who.user, who.cohort_id)
    operations.withdraw_application(store, actor=who.user)
    flash(_("申请已撤回，可以改了再提交"))
    return redirect(url_for("stores.apply"), 303)


@bp.route("/apply/<step_name>", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def step(step_name: str) -> ResponseReturnValue:
    """One step: kept as soon as it is sent, then on to the next that is missing."""
    who, cohort, now = viewer(), sandbox(), step_of(step_name)
    store = queries.find_own_store(who.user.id, cohort.id)
    if (store and not store.can_apply) or (not store and now != ApplyStep.SUBJECT):
        return redirect(url_for("stores.apply"), 303)
    form = form_of(now, store, cohort)
    if form.validate_on_submit() and form.does(keep, form, now, cohort, who):
        return onward(form.result, now)
    return render_template(
        "sim_market/stores/steps.html", form=form, store=store, now=now, steps=list(ApplyStep),
        rules=pack(cohort), **more_for(now, store, cohort),
    ), form.status  # fmt: skip


@bp.get("/name-hint")
@requires(Permission.STORE_MANAGE)
def name_hint() -> ResponseReturnValue:
    """What the review would say to a name, while it is typed. Keeps nothing."""
    who, cohort = viewer(), sandbox()
    name = request.args.get("name", "")[:60]
    mine = queries.find_own_store(who.user.id, cohort.id)
    key, book = name_key(name), pack(cohort)
    if key and queries.name_is_taken(cohort.id, key, but=mine.id if mine else None):
        return jsonify(ok=False, said=_("班里已经有叫这个名字的店"), rule=RuleId.STORE_NAME)
    fault = next(iter(blocking(name_problems(name, book))), None)
    if fault:
        return jsonify(ok=False, said=fault.message, rule=fault.rule)
    return jsonify(ok=True, said=_("这个名字可以用"), rule="")


def sandbox() -> Cohort:
    """The cohort of the viewer; a trainee always has one."""
    cohort = viewer().cohort
    assert cohort is not None  # noqa: S101 - the permission is granted to trainees only
    return cohort


def step_of(name: str) -> ApplyStep:
    found = next((step for step in ApplyStep if step.value == name), None)
    if found is None:
        raise NotFound(
            _("没有这一步"), next_step=_("从开店申请的第一步开始"), link=url_for("stores.apply")
        )
    return found


def form_of(now: ApplyStep, store: Store | None, cohort: Cohort) -> StepForm:
    """The form of a step, with what was kept before and what the review said of it."""
    if now == ApplyStep.QUIZ:
        return quiz_form(asked(store, cohort))()
    data: dict[str, Any] = {"data": filled(store)} if store else {}
    if now == ApplyStep.LOOK:
        data["current"] = store.logo if store else ""
    return FORMS[now](**data)


def asked(store: Store | None, cohort: Cohort) -> tuple[Question, ...]:
    """The questions of this application: the same each time it is opened."""
    key = store.code if store else ""
    return questions_for(QUIZ_RULES, seed=cohort.seed, key=f"open-{key}", count=QUESTIONS)


def keep(form: StepForm, now: ApplyStep, cohort: Cohort, who: Viewer) -> Store:
    values = form.values(cohort.id, who.user.id)
    return operations.save_step(cohort, now, values, actor=who.user)


def onward(store: Store, now: ApplyStep) -> ResponseReturnValue:
    """To the next step that is missing; to the overview when all is there."""
    said = [f for f in found_faults(store, store.cohort) if STEP_OF_FIELD.get(f["field"]) == now]
    if said:
        flash(
            _("已保存，但这样写审核会退回：%(what)s", what="；".join(f["message"] for f in said)),
            "warn",
        )
        return redirect(url_for("stores.step", step_name=now.value), 303)
    if store.next_step:
        return redirect(url_for("stores.step", step_name=store.next_step.value), 303)
    return redirect(url_for("stores.apply"), 303)


def more_for(now: ApplyStep, store: Store | None, cohort: Cohort) -> dict[str, Any]:
    """What single steps show besides their form."""
    place = list(ApplyStep).index(now)
    shown: dict[str, Any] = {
        "back": list(ApplyStep)[place - 1] if place else None,
        "reasons": [r for r in last_reasons(store) if STEP_OF_FIELD.get(r["field"]) == now]
        if store
        else [],
    }
    if now == ApplyStep.DEPOSIT:
        shown["wallet_fen"] = wallet_of(cohort)
    if now == ApplyStep.QUIZ:
        shown["questions"] = asked(store, cohort)
    if now == ApplyStep.CATEGORY:
        shown["categories"] = top_categories()
    return shown


def wallet_of(cohort: Cohort) -> int:
    """What is in the viewer's wallet; who never was a shopper has all of the start capital."""
    shopper = find_shopper(viewer().user.id, cohort.id)
    if shopper is None:
        return int(cohort.params.get("start_capital_fen", 0))
    return balance_of(cohort.id, AccountKind.WALLET, shopper.id)


def last_reasons(store: Store) -> list[dict[str, str]]:
    """Why the application was returned, while it is."""
    if store.state != StoreState.RETURNED or not store.reviews:
        return []
    return list(store.reviews[-1].reasons)


def found_faults(store: Store, cohort: Cohort) -> list[dict[str, str]]:
    """What the review would send back of the steps that are done."""
    book: Pack = pack(cohort)
    return [
        {"field": fault.field, "rule": fault.rule, "message": fault.message}
        for fault in blocking(application_problems(application_of(store), book))
        if (step := STEP_OF_FIELD.get(fault.field)) and step.value in store.steps_done
    ]
