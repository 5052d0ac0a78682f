"""Buying together: opening a group, joining one, waiting for it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.crowd import contested
from app.errors import NotFound
from sim_market.groups import operations, queries
from sim_market.groups.models import BuyingGroup
from sim_market.listings.models import Listing, Sku
from sim_market.listings.queries import get_shown_listing
from sim_market.mall.forms import GroupForm
from sim_market.mall.operations.buying import agreed
from sim_market.mall.routes.choosing import my_page, shown_choice, wanted_sku
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.prices import teller
from sim_market.orders.models import Order
from sim_market.orders.pricing import Priced, Wish, price_purchase
from sim_market.permissions import Permission
from sim_market.shoppers.models import Shopper

TOGETHER = Wish(group=True)


@bp.get("/listings/<int:listing_id>/group")
@requires(Permission.MALL_VIEW)
def together(listing_id: int) -> ResponseReturnValue:
    """What it costs together, and which groups can be joined."""
    return together_page(get_shown_listing(listing_id, here().id), GroupForm(formdata=None))


@bp.post("/listings/<int:listing_id>/group")
@contested
@requires(Permission.MALL_BUY)
def open_group(listing_id: int) -> ResponseReturnValue:
    listing, form = get_shown_listing(listing_id, here().id), GroupForm()
    if form.validate_on_submit() and form.does(order, form, listing, None):
        flash(_("已下单，付款后就开团"))
        return redirect(url_for("mall.till"), 303)
    return together_page(get_shown_listing(listing_id, here().id), form)


@bp.get("/groups")
@requires(Permission.MALL_BUY)
def my_groups() -> ResponseReturnValue:
    return my_page("sim_market/mall/my_groups.html", queries.list_mine, queries.PER_PAGE)


@bp.get("/groups/<int:group_id>")
@requires(Permission.MALL_VIEW)
def group(group_id: int) -> ResponseReturnValue:
    """Who is in it, who is missing, how long still: the address to send to others."""
    return group_page(found(group_id), GroupForm(formdata=None))


@bp.post("/groups/<int:group_id>")
@contested
@requires(Permission.MALL_BUY)
def join(group_id: int) -> ResponseReturnValue:
    wanted, form = found(group_id), GroupForm()
    if form.validate_on_submit() and form.does(order, form, wanted.listing, wanted):
        flash(_("已下单，付款后就进团；付款前团满了，会自动给您开一个新团"))
        return redirect(url_for("mall.till"), 303)
    return group_page(found(group_id), form)


def found(group_id: int) -> BuyingGroup:
    return queries.get_group(min(group_id, LARGEST_ID), here().id)


def order(form: GroupForm, listing: Listing, group: BuyingGroup | None) -> Order:
    shopper, quantity = me(), form.quantity.data or 1
    sku = wanted_sku(form, listing)
    now_fen = priced(sku, quantity, shopper).pay_fen
    return operations.order_together(
        shopper, sku, quantity, group, actor=viewer().user,
        expected_fen=agreed(now_fen, form.seen_fen.data or 0),
    )  # fmt: skip


def priced(sku: Sku, quantity: int, shopper: Shopper | None) -> Priced:
    """The purchase in a group, with sending it."""
    province = shopper.province if shopper else ""
    return price_purchase({sku.listing.store: [(sku, quantity)]}, province, shopper, TOGETHER)


def together_page(listing: Listing, form: GroupForm) -> ResponseReturnValue:
    promotion = queries.find_offer(listing)
    if promotion is None:
        raise NotFound(
            _("这件商品现在没有拼团"), next_step=_("回商品页按现在的价格买"),
            link=f"/mall/listings/{listing.id}",
        )  # fmt: skip
    return render_template(
        "sim_market/mall/together.html",
        listing=listing,
        promotion=promotion,
        size=queries.size_of(promotion),
        groups=queries.list_open(listing),
        is_mine=listing.store.owner_id == viewer().user.id,
        form=form,
        **chosen(listing, form),
    ), form.status


def group_page(group: BuyingGroup, form: GroupForm) -> ResponseReturnValue:
    shopper = maybe_me()
    mine = next((each for each in group.taken if shopper and each.shopper_id == shopper.id), None)
    return render_template(
        "sim_market/mall/group.html",
        group=group,
        mine=mine,
        is_mine=group.store.owner_id == viewer().user.id,
        form=form,
        **chosen(group.listing, form),
    ), form.status


def chosen(listing: Listing, form: GroupForm) -> dict[str, Any]:
    """The variant that is asked for, how many, and what that comes to; nothing to choose: {}."""
    skus, sku, quantity = shown_choice(form, listing)
    cost = teller(priced(sku, quantity, maybe_me()))(None) if sku else None
    form.seen_fen.data, form.seen_fen.raw_data = cost.pay_fen if cost else 0, None
    return {"skus": skus, "sku": sku, "quantity": quantity, "told": cost}
