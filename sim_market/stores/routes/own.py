"""A trainee's own store: how it stands, the profile, return addresses, closing it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.identity.viewer import Viewer
from app.money import yuan
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name
from sim_market.stores import operations, queries
from sim_market.stores.forms.profile import ProfileForm
from sim_market.stores.models import Store, StoreState
from sim_market.stores.routes import bp


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
        closed=store.state == StoreState.CLOSED,
    )


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def edit() -> ResponseReturnValue:
    who = viewer()
    store = queries.get_own_store(who.user, who.cohort_id)
    form = ProfileForm(obj=store, current=store.logo)
    if form.validate_on_submit() and form.does(change, form, store, who):
        flash(_("店铺资料已保存，买家马上能看到"))
        return redirect(url_for("stores.index"), 303)
    return render_template("sim_market/stores/edit.html", form=form, store=store), form.status


@bp.get("/close")
@requires(Permission.STORE_MANAGE)
def closing() -> ResponseReturnValue:
    """What closing means, and what must be ended first."""
    who = viewer()
    store = queries.get_own_store(who.user, who.cohort_id)
    if store.state == StoreState.CLOSED or not store.opened_sim_at:
        return redirect(url_for("stores.index"), 303)
    return render_template(
        "sim_market/stores/close.html",
        store=store,
        waiting=operations.unsettled(store),
        may=store.state == StoreState.OPEN,
        back_fen=sum(
            balance_of(store.cohort_id, kind, store.id)
            for kind in (AccountKind.STORE_DEPOSIT, AccountKind.STORE_FUNDS)
        ),
    )


@bp.post("/close")
@requires(Permission.STORE_MANAGE)
def close() -> ResponseReturnValue:
    who = viewer()
    back = operations.close_store(queries.get_own_store(who.user, who.cohort_id), actor=who.user)
    flash(_("店铺已关闭，%(fen)s 已退回模拟钱包", fen=yuan(back)))
    return redirect(url_for("stores.index"), 303)


def change(form: ProfileForm, store: Store, who: Viewer) -> None:
    wanted = form.values(store.cohort_id, who.user.id)
    operations.change_store(store, wanted, actor=who.user)
