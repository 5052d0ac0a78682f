"""Return addresses of one's own store."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.permissions import Permission
from sim_market.stores import queries
from sim_market.stores.forms.profile import AddressForm
from sim_market.stores.models import Store, StoreAddress
from sim_market.stores.operations import addresses as operations
from sim_market.stores.routes import bp


def own_store() -> Store:
    who = viewer()
    return queries.get_own_store(who.user, who.cohort_id)


@bp.route("/addresses", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def addresses() -> ResponseReturnValue:
    """All of them, and a form for one more."""
    store, form = own_store(), AddressForm()
    if form.validate_on_submit() and form.does(
        operations.add_address, store, said(form), default=bool(form.is_default.data),
        actor=viewer().user,
    ):  # fmt: skip
        flash(_("退货地址已添加"))
        return redirect(url_for("stores.addresses"), 303)
    return shown(store, form, None)


@bp.route("/addresses/<int:address_id>", methods=["GET", "POST"])
@requires(Permission.STORE_MANAGE)
def address(address_id: int) -> ResponseReturnValue:
    store = own_store()
    found = queries.get_address(store, address_id)
    form = AddressForm(obj=found)
    if form.validate_on_submit() and form.does(
        operations.change_address, found, said(form), default=bool(form.is_default.data),
        actor=viewer().user,
    ):  # fmt: skip
        flash(_("退货地址已保存"))
        return redirect(url_for("stores.addresses"), 303)
    return shown(store, form, address_id)


@bp.post("/addresses/<int:address_id>/default")
@requires(Permission.STORE_MANAGE)
def prefer(address_id: int) -> ResponseReturnValue:
    found = queries.get_address(own_store(), address_id)
    operations.prefer_address(found, actor=viewer().user)
    flash(_("已设为默认，以后的退货寄到这里"))
    return redirect(url_for("stores.addresses"), 303)


@bp.post("/addresses/<int:address_id>/remove")
@requires(Permission.STORE_MANAGE)
def remove(address_id: int) -> ResponseReturnValue:
    store = own_store()
    found: StoreAddress = queries.get_address(store, address_id)
    operations.remove_address(store, found, actor=viewer().user)
    flash(_("退货地址已删除"))
    return redirect(url_for("stores.addresses"), 303)


def said(form: AddressForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in operations.FIELDS}


def shown(store: Store, form: AddressForm, changing: int | None) -> ResponseReturnValue:
    return render_template(
        "sim_market/stores/addresses.html", store=store, form=form, changing=changing,
        addresses=queries.list_addresses(store), most=operations.MOST,
    ), form.status  # fmt: skip
