"""Sub-accounts of one's own store."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.identity.models import STAFF_OF_STORES, Role
from sim_market.permissions import Permission
from sim_market.stores import queries
from sim_market.stores.forms.staff import StaffForm
from sim_market.stores.models import Store, StoreStaff
from sim_market.stores.operations import staff as operations
from sim_market.stores.routes import bp
from sim_market.stores.staff_rights import RIGHTS


@bp.route("/staff", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def staff() -> ResponseReturnValue:
    """Who works here, what each kind may do, and a form for one more."""
    store, form = own_store(), StaffForm()
    if form.validate_on_submit() and form.does(
        operations.hire, store, kind(form), form.name.data or "", by=viewer()
    ):
        flash(_("子账号已建好，登录条在 30 分钟内可以打印"))
        return redirect(url_for("stores.staff"), 303)
    return render_template(
        "sim_market/stores/staff.html", store=store, form=form, rights=RIGHTS,
        people=queries.list_staff(store), most=operations.MOST,
    ), form.status  # fmt: skip


@bp.post("/staff/<int:staff_id>/off")
@requires(Permission.STORE_MANAGE)
def staff_off(staff_id: int) -> ResponseReturnValue:
    operations.switch_off(one(staff_id), by=viewer())
    flash(_("子账号已停用，对方马上退出登录"))
    return redirect(url_for("stores.staff"), 303)


@bp.post("/staff/<int:staff_id>/on")
@requires(Permission.STORE_MANAGE)
def staff_on(staff_id: int) -> ResponseReturnValue:
    operations.switch_on(one(staff_id), own_store(), by=viewer())
    flash(_("子账号可以用了"))
    return redirect(url_for("stores.staff"), 303)


@bp.post("/staff/<int:staff_id>/remove")
@requires(Permission.STORE_MANAGE)
def staff_remove(staff_id: int) -> ResponseReturnValue:
    operations.let_go(one(staff_id), by=viewer())
    flash(_("子账号已移除，做过的记录都还在"))
    return redirect(url_for("stores.staff"), 303)


@bp.post("/staff/<int:staff_id>/slip")
@requires(Permission.STORE_MANAGE)
def staff_slip(staff_id: int) -> ResponseReturnValue:
    operations.new_slip(one(staff_id), own_store(), by=viewer())
    flash(_("密码已重置，新的登录条在 30 分钟内可以打印"))
    return redirect(url_for("stores.staff"), 303)


def own_store() -> Store:
    who = viewer()
    return queries.get_own_store(who.user, who.cohort_id)


def one(staff_id: int) -> StoreStaff:
    return queries.get_staff(own_store(), staff_id)


def kind(form: StaffForm) -> Role:
    return next(role for role in STAFF_OF_STORES if role.value == form.role.data)
