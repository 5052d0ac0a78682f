"""A store's members: their levels, how many there are, from how much spent on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import plain_yuan
from sim_market.orders.members import count_members, list_levels
from sim_market.orders.operations.members import set_levels
from sim_market.permissions import Permission
from sim_market.promotions.forms.levels import LevelsForm
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("members", __name__, url_prefix="/orders/members")


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/orders/members.html", store=None)
    steps = [plain_yuan(each).replace(",", "") for each in list_levels(store)]
    said = {f"level_{n}": each for n, each in enumerate(steps, 1)}
    return page(store, LevelsForm(formdata=None, data=said))


@bp.post("")
@requires(Permission.LISTING_MANAGE)
def save() -> ResponseReturnValue:
    store, form = own_store(), LevelsForm()
    if form.validate_on_submit() and form.does(keep, form, store):
        flash(_("会员门槛已保存，买家现在就按新的算"))
        return redirect(url_for("members.index"), 303)
    return page(own_store(), form)


def keep(form: LevelsForm, store: Store) -> None:
    set_levels(store, form.steps(), actor=viewer().user)


def own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def page(store: Store, form: LevelsForm) -> ResponseReturnValue:
    steps = list_levels(store)
    return render_template(
        "sim_market/orders/members.html",
        store=store,
        steps=steps,
        counts=count_members(store, steps),
        form=form,
    ), form.status
