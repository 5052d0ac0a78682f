"""One listing: a new one, what it says, what its SKUs cost."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import NotFound
from app.forms import Form
from app.identity.viewer import Viewer
from app.money import parse_yuan, plain_yuan
from sim_market.listings import operations, queries
from sim_market.listings.forms import (
    CategoryForm,
    ListingForm,
    NewListingForm,
    form_for,
    new_form_for,
    skus_form_for,
    typed,
)
from sim_market.listings.models import Listing
from sim_market.listings.routes import bp
from sim_market.permissions import Permission
from sim_market.rules.categories import Category, find_category
from sim_market.rules.listing_check import listing_problems
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def create() -> ResponseReturnValue:
    """First the category, then the form that it asks for."""
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    category = find_category(request.args.get("category_code", ""))
    if category is None or not category.is_leaf:
        return render_template(
            "sim_market/listings/category.html",
            form=CategoryForm(request.args, meta={"csrf": False}),
        )
    form = new_form_for(category)()
    if form.validate_on_submit() and form.does(keep, form, store, who):
        flash(_("商品已存为草稿，检查后上架"))
        return redirect(url_for("listings.detail", listing_id=form.result.id), 303)
    return render_template(
        "sim_market/listings/new.html", form=form, category=category, rules=pack(store.cohort)
    ), form.status


@bp.get("/<int:listing_id>")
@requires(Permission.LISTING_MANAGE)
def detail(listing_id: int) -> ResponseReturnValue:
    return page_of(queries.get_listing(listing_id, seen_by=viewer()))


@bp.post("/<int:listing_id>")
@requires(Permission.LISTING_MANAGE)
def edit(listing_id: int) -> ResponseReturnValue:
    who = viewer()
    listing = queries.get_listing(listing_id, seen_by=who)
    form = form_for(category_of(listing))(shown=listing.images)
    if form.validate_on_submit() and form.does(change, form, listing, who):
        flash(_("商品内容已保存"))
        return redirect(url_for("listings.detail", listing_id=listing_id), 303)
    return page_of(queries.get_listing(listing_id, seen_by=who), form=form)


@bp.post("/<int:listing_id>/skus")
@requires(Permission.LISTING_MANAGE)
def price(listing_id: int) -> ResponseReturnValue:
    """Prices of all SKUs, and stock of those that are not supplied."""
    who = viewer()
    listing = queries.get_listing(listing_id, seen_by=who)
    form = skus_form_for(listing.skus)()
    if form.validate_on_submit() and form.does(reprice, form, listing, who):
        flash(_("价格和库存已保存"))
        return redirect(url_for("listings.detail", listing_id=listing_id), 303)
    return page_of(queries.get_listing(listing_id, seen_by=who), skus_form=form)


def page_of(
    listing: Listing, *, form: ListingForm | None = None, skus_form: Form | None = None
) -> ResponseReturnValue:
    """The page of one listing, with a form that was refused or the forms as they stand."""
    refused = form or skus_form
    shown = form or form_for(category_of(listing))(
        formdata=None, data=typed(listing), shown=listing.images
    )
    prices = skus_form or skus_form_for(listing.skus)(formdata=None, data=priced(listing))
    return render_template(
        "sim_market/listings/detail.html",
        listing=listing,
        category=category_of(listing),
        form=shown,
        skus_form=prices,
        problems=listing_problems(listing.facts, pack(listing.cohort)),
        moves=queries.list_moves(listing),
        rules=pack(listing.cohort),
    ), refused.status if refused else 200


def category_of(listing: Listing) -> Category:
    found = find_category(listing.category_code)
    if found is None:
        raise NotFound(_("这件商品的类目已经不用了"), next_step=_("请下架后重新发布"))
    return found


def priced(listing: Listing) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for sku in listing.skus:
        values[f"price_{sku.id}"] = plain_yuan(sku.price_fen).replace(",", "")
        values[f"stock_{sku.id}"] = sku.on_hand
    return values


def keep(form: NewListingForm, store: Store, who: Viewer) -> Listing:
    draft = form.draft(store.cohort_id, who.user.id)
    return operations.create_listing(store, draft, actor=who.user)


def change(form: ListingForm, listing: Listing, who: Viewer) -> None:
    read = str(form.version.data or "")
    version = int(read) if read.isdecimal() and len(read) < 10 else 0
    said = form.said(listing.cohort_id, who.user.id)
    operations.edit_listing(listing, version=version, actor=who.user, **said)


def reprice(form: Form, listing: Listing, who: Viewer) -> None:
    for sku in listing.skus:
        operations.change_price(sku, parse_yuan(form[f"price_{sku.id}"].data), actor=who.user)
        if not sku.supplied:
            operations.count_stock(sku, int(form[f"stock_{sku.id}"].data), actor=who.user)
