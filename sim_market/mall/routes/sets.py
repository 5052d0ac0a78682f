"""A set from the page of one of its goods: with one click into the cart, or bought at once."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires
from app.addresses import LARGEST_ID
from sim_market.listings.queries import get_shown_listing
from sim_market.mall.forms import AddForm
from sim_market.mall.operations.sets import guard_set, put_set_in_cart
from sim_market.mall.routes.goods import page_of
from sim_market.mall.routes.hall import bp, here, me
from sim_market.permissions import Permission
from sim_market.promotions.sets import Set, get_set


@bp.post("/listings/<int:listing_id>/sets/<int:promotion_id>")
@requires(Permission.MALL_BUY)
def take_set(listing_id: int, promotion_id: int) -> ResponseReturnValue:
    form = AddForm(formdata=None, data={"quantity": 1})
    if form.does(take, promotion_id):
        if request.form.get("then") == "buy":
            return redirect(url_for("mall.checkout", set=promotion_id), 303)
        flash(_("一整套已放进购物车，按套餐价算"))
        return redirect(url_for("mall.cart"), 303)
    return page_of(get_shown_listing(listing_id, here().id), form)


def take(promotion_id: int) -> Set:
    """All goods of the set are put in the cart, unless it is bought at once."""
    wanted = get_set(min(promotion_id, LARGEST_ID), here().id)
    deed = guard_set if request.form.get("then") == "buy" else put_set_in_cart
    return deed(me(), wanted)
