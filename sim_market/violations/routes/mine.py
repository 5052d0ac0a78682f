"""A merchant's violations: the list, one with its cure and appeal, and filling up the deposit."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.access import requires, viewer
from app.files import save_image
from app.forms import Form
from app.money import parse_yuan, yuan
from sim_market.finance.queries import money_of
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of
from sim_market.violations import operations, queries
from sim_market.violations.forms import AppealForm, TopUpForm, answers_of, quiz_form
from sim_market.violations.models import Appeal, Offence, Violation, ViolationState
from sim_market.violations.operations.appeals import PICTURES_MAX
from sim_market.violations.operations.curing import quiz_of
from sim_market.violations.routes import bp
from sim_market.violations.words import cure_of, subject_url, trail_of


@bp.get("")
@requires(Permission.VIOLATION_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None or store.opened_sim_at is None:
        return render_template("sim_market/violations/index.html", store=None)
    state, offence, page = asked()
    rows, total = queries.list_violations(store, state, offence, page)
    return render_template(
        "sim_market/violations/index.html", store=store, rows=rows, total=total, page=page,
        state=state, offence=offence, states=ViolationState, offences=Offence,
        per_page=queries.PER_PAGE, points=queries.points_of(store),
        penalties=queries.running_penalties(store), waiting=queries.waiting_of(store),
        counts=queries.count_states(store.cohort_id, store), rules=pack(store.cohort),
    )  # fmt: skip


def asked() -> tuple[ViolationState | None, Offence | None, int]:
    """The filters in the address: state, class, page."""
    named, kind = request.args.get("state", ""), request.args.get("offence", "")
    state = ViolationState[named.upper()] if named in set(ViolationState) else None
    offence = Offence[kind] if kind in set(Offence) else None
    return state, offence, max(1, min(100_000, request.args.get("page", 1, type=int)))


@bp.get("/<int:violation_id>")
@requires(Permission.VIOLATION_VIEW)
def detail(violation_id: int) -> ResponseReturnValue:
    return page_of(mine(violation_id))


@bp.post("/<int:violation_id>/learn")
@requires(Permission.VIOLATION_VIEW)
def learn(violation_id: int) -> ResponseReturnValue:
    violation = mine(violation_id)
    questions = quiz_of(violation)
    form = quiz_form(questions)
    if form.validate_on_submit() and form.does(
        operations.learn_rule, violation, answers_of(form, questions), actor=viewer().user
    ):
        flash(_("答对了。%(why)s", why=questions[0].why))
        return redirect(url_for("violations.detail", violation_id=violation.id), 303)
    return page_of(mine(violation_id), quiz=form)


@bp.post("/<int:violation_id>/appeal")
@requires(Permission.VIOLATION_VIEW)
def appeal(violation_id: int) -> ResponseReturnValue:
    form = AppealForm()
    if form.validate_on_submit() and form.does(send_appeal, mine(violation_id), form):
        flash(_("申诉已提交，结果会写在这一页"))
        return redirect(url_for("violations.detail", violation_id=violation_id), 303)
    return page_of(mine(violation_id), form=form)


def send_appeal(violation: Violation, form: AppealForm) -> Appeal:
    """Keep the pictures, then appeal."""
    who = viewer()
    uploads: Sequence[FileStorage] = [f for f in form.pictures.data or () if f and f.filename]
    kept = [
        str(save_image(each, cohort_id=who.cohort_id, owner_id=who.user.id).id)
        for each in uploads[: PICTURES_MAX + 1]
    ]
    return operations.appeal_violation(violation, form.words.data or "", kept, actor=who.user)


@bp.route("/deposit", methods=["GET", "POST"])
@requires(Permission.VIOLATION_VIEW)
def deposit() -> ResponseReturnValue:
    who = viewer()
    form = TopUpForm()
    store = get_store_of(who.user, who.cohort_id)
    if form.validate_on_submit() and form.does(pay_in, store, form):
        flash(_("已补缴 %(fen)s（模拟）", fen=yuan(form.result)))
        return redirect(url_for("violations.index"), 303)
    store = get_store_of(who.user, who.cohort_id)
    return render_template(
        "sim_market/violations/deposit.html", form=form, store=store, rules=pack(store.cohort),
        money=money_of(store, find_shopper(who.user.id, store.cohort_id)),
        waiting=queries.waiting_of(store),
    ), form.status  # fmt: skip


def pay_in(store: Store, form: TopUpForm) -> int:
    """What was paid into the deposit, in fen. The form's key names the payment."""
    who, amount_fen = viewer().user, parse_yuan(form.amount.data or "")
    operations.top_up(
        store, amount_fen, source=form.source.data, key=f"{who.id}:{request.form['_key']}"[:80],
        actor=who,
    )  # fmt: skip
    return amount_fen


def mine(violation_id: int) -> Violation:
    who = viewer()
    return queries.get_violation(violation_id, store=get_store_of(who.user, who.cohort_id))


def page_of(
    violation: Violation, form: Form | None = None, quiz: Form | None = None
) -> ResponseReturnValue:
    questions = quiz_of(violation) if violation.to_learn else ()
    sent = form or quiz
    return render_template(
        "sim_market/violations/detail.html", violation=violation, form=form or AppealForm(),
        questions=questions, quiz=quiz or quiz_form(questions), trail=trail_of(violation),
        rule=pack(violation.cohort).rule(violation.rule), url=subject_url(violation),
        cure=cure_of(violation), cohort=violation.cohort, judge=False,
    ), (sent.status if sent else 200)  # fmt: skip
