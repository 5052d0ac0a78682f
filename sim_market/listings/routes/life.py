"""A merchant's goods: the list, and putting a listing on sale and off."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.listings import operations, queries
from sim_market.listings.forms import form_for, typed
from sim_market.listings.models import ListingState
from sim_market.listings.routes import bp
from sim_market.listings.routes.editing import category_of, page_of
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name, top_categories
from sim_market.rules.listing_check import listing_problems
from sim_market.rules.pack import pack
from sim_market.stores.queries import find_store_of


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/listings/index.html", store=None)
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    category = request.args.get("category", "")
    cards, total = queries.list_of_store(store, text, state, category, page)
    rules = pack(store.cohort)
    return render_template(
        "sim_market/listings/index.html",
        store=store,
        cards=[(card, listing_problems(card.listing.facts, rules)) for card in cards],
        total=total,
        page=page,
        counts=queries.count_by_state(store),
        states=ListingState,
        categories=[(each.code, each.name) for each in top_categories()],
        category_name=category_name,
    )


@bp.post("/<int:listing_id>/on-sale")
@requires(Permission.LISTING_MANAGE)
def put_on_sale(listing_id: int) -> ResponseReturnValue:
    """Refused with a message per field, which the page then shows at its fields."""
    who = viewer()
    listing = queries.get_listing(listing_id, seen_by=who)
    form = form_for(category_of(listing))(formdata=None, data=typed(listing), shown=listing.images)
    if form.does(operations.put_on_sale, listing, actor=who.user):
        flash(_("已上架，买家现在能搜到"))
        return redirect(url_for("listings.detail", listing_id=listing_id), 303)
    return page_of(queries.get_listing(listing_id, seen_by=who), form=form)


@bp.post("/<int:listing_id>/off-sale")
@requires(Permission.LISTING_MANAGE)
def take_off_sale(listing_id: int) -> ResponseReturnValue:
    who = viewer()
    operations.take_off_sale(queries.get_listing(listing_id, seen_by=who), actor=who.user)
    flash(_("已下架，已经下的订单不受影响；随时可以再上架"))
    return redirect(url_for("listings.detail", listing_id=listing_id), 303)
