"""The live shopping bag of a store: what it sells for less to those who come from its live room."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.mall.forms import LiveForm
from sim_market.mall.operations.live import guard_live, put_live_in_cart
from sim_market.mall.queries.carts import running_for
from sim_market.mall.routes.asked import ticket_for
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.permissions import Permission
from sim_market.promotions.live import Bag, LivePrice, bag_of
from sim_market.shoppers.models import Shopper
from sim_market.stores.queries import get_store_in


@bp.get("/stores/<int:store_id>/live-bag")
@requires(Permission.MALL_VIEW)
def live_bag(store_id: int) -> ResponseReturnValue:
    return bag_page(store_id, LiveForm(formdata=None))


@bp.post("/stores/<int:store_id>/live-bag")
@requires(Permission.MALL_BUY)
def take_live(store_id: int) -> ResponseReturnValue:
    """Into the cart as coming from the bag, or to the checkout with a ticket that says so."""
    form = LiveForm()
    if form.validate_on_submit() and form.does(take, form, store_id):
        sku = form.result.sku
        if form.then.data == "buy":
            said: dict[str, Any] = {"sku_id": sku.id, "quantity": form.quantity.data}
            return redirect(url_for("mall.checkout", **said, bag=ticket_for(sku)), 303)
        flash(_("已按直播价放进购物车；到时间没付款，价格会变回去"))
        return redirect(url_for("mall.live_bag", store_id=store_id), 303)
    return bag_page(store_id, form)


def take(form: LiveForm, store_id: int) -> LivePrice:
    shopper, sku_id, quantity = me(), form.sku_id.data or 0, form.quantity.data or 1
    deed = guard_live if form.then.data == "buy" else put_live_in_cart
    bag = bag_for(shopper, store_id)
    return deed(shopper, bag, sku_id, quantity, seen_fen=seen_of(sku_id))


def seen_of(sku_id: int) -> int:
    """What the page showed of this SKU; 0 for what makes no sense, which agrees to nothing."""
    said = request.form.get(f"seen-{sku_id}", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else 0


def bag_for(shopper: Shopper | None, store_id: int) -> Bag:
    """As this buyer sees it: with what they have had of it already."""
    store = get_store_in(store_id, here().id)
    return bag_of(store, running_for(shopper, [store.id]) if shopper else None)


def bag_page(store_id: int, form: LiveForm) -> ResponseReturnValue:
    bag = bag_for(maybe_me(), store_id)
    return render_template(
        "sim_market/mall/live_bag.html",
        bag=bag,
        store=bag.store,
        form=form,
        is_mine=bag.store.owner_id == viewer().user.id,
    ), form.status
