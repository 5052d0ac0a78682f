"""A trainee's own store: applying, what the review said, the profile."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.identity.viewer import Viewer
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name
from sim_market.rules.pack import pack
from sim_market.stores import operations, queries
from sim_market.stores.forms import ProfileForm, StoreForm, filled
from sim_market.stores.models import Store

bp = Blueprint("stores", __name__, url_prefix="/store")


@bp.get("")
@requires(Permission.STORE_MANAGE)
def index() -> ResponseReturnValue:
    """The store as its owner sees it; without one, the application."""
    who = viewer()
    store = queries.find_store_with_reviews(who.user.id, who.cohort_id)
    if store is None or not store.opened_sim_at:
        return redirect(url_for("stores.apply"), 303)
    return render_template(
        "sim_market/stores/index.html",
        store=store,
        category=category_name(store.category_code),
        funds_fen=balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id),
        deposit_fen=balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id),
    )


@bp.route("/apply", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def apply() -> ResponseReturnValue:
    who, cohort = viewer(), sandbox()
    store = queries.find_store_with_reviews(who.user.id, cohort.id)
    if store and store.opened_sim_at:
        return redirect(url_for("stores.index"), 303)
    form = StoreForm(data=filled(store) if store else None, current=store.logo if store else "")
    if form.validate_on_submit() and form.does(send, form, cohort, who):
        return answered(form.result)
    return render_template(
        "sim_market/stores/apply.html", form=form, store=store, rules=pack(cohort)
    ), form.status


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def edit() -> ResponseReturnValue:
    who = viewer()
    store = queries.get_store_of(who.user, who.cohort_id)
    form = ProfileForm(obj=store, current=store.logo)
    if form.validate_on_submit() and form.does(change, form, store, who):
        flash(_("店铺资料已保存，买家马上能看到"))
        return redirect(url_for("stores.index"), 303)
    return render_template("sim_market/stores/edit.html", form=form, store=store), form.status


def sandbox() -> Cohort:
    """The cohort of the viewer; a trainee always has one."""
    cohort = viewer().cohort
    assert cohort is not None  # noqa: S101 - the permission is granted to trainees only
    return cohort


def send(form: StoreForm, cohort: Cohort, who: Viewer) -> Store:
    application = form.application(cohort.id, who.user.id)
    return operations.apply_for_store(cohort, application, actor=who.user)


def change(form: ProfileForm, store: Store, who: Viewer) -> None:
    wanted = {
        "intro": form.intro.data or "",
        "notice": form.notice.data or "",
        "opens": form.opens.data or "",
        "closes": form.closes.data or "",
        "logo": form.chosen_logo(store.cohort_id, who.user.id),
        "ship_hours": form.ship_hours.data,
        "auto_capture": bool(form.auto_capture.data),
    }
    operations.change_store(store, wanted, actor=who.user)


def answered(store: Store) -> ResponseReturnValue:
    """Where the trainee reads what the review answered."""
    if store.is_open:
        flash(_("审核通过，店铺已经开张"))
        return redirect(url_for("stores.index"), 303)
    return redirect(url_for("stores.apply"), 303)
