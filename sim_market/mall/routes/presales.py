"""Presales: the deposit now, the balance in its window."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.crowd import contested
from app.errors import NotFound
from app.forms import Form
from sim_market.listings.models import Listing, Sku
from sim_market.listings.queries import get_shown_listing
from sim_market.mall.forms import PresaleForm
from sim_market.mall.operations.buying import agreed
from sim_market.mall.routes.choosing import my_page, shown_choice, wanted_sku
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.paying import form_key
from sim_market.mall.routes.prices import teller
from sim_market.orders.models import CloseReason
from sim_market.orders.operations import close_order
from sim_market.orders.pricing import PRESALE, Priced, price_purchase
from sim_market.payments.models import Payment
from sim_market.permissions import Permission
from sim_market.presales import operations, queries
from sim_market.presales.models import Deposit
from sim_market.promotions.offers import beside
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper


@bp.get("/listings/<int:listing_id>/presale")
@requires(Permission.MALL_VIEW)
def presale(listing_id: int) -> ResponseReturnValue:
    """What is paid now, what it counts for, what is paid when."""
    return presale_page(get_shown_listing(listing_id, here().id), PresaleForm(formdata=None))


@bp.post("/listings/<int:listing_id>/presale")
@contested
@requires(Permission.MALL_BUY)
def order_presale(listing_id: int) -> ResponseReturnValue:
    listing, form = get_shown_listing(listing_id, here().id), PresaleForm()
    if form.validate_on_submit() and form.does(order, form, listing):
        return redirect(url_for("mall.cashier", number=form.result.number), 303)
    return presale_page(get_shown_listing(listing_id, here().id), form)


@bp.get("/presales")
@requires(Permission.MALL_BUY)
def my_presales() -> ResponseReturnValue:
    return my_page("sim_market/mall/my_presales.html", queries.list_mine, queries.PER_PAGE)


@bp.get("/presales/<number>")
@requires(Permission.MALL_BUY)
def deposit(number: str) -> ResponseReturnValue:
    return deposit_page(mine(number))


@bp.post("/presales/<number>/<any(deposit, balance):part>")
@requires(Permission.MALL_BUY)
def pay_presale(number: str, part: str) -> ResponseReturnValue:
    """To the provider's till with the deposit, or with the balance."""
    form = Form()
    begin = operations.begin_deposit if part == "deposit" else operations.begin_balance
    if form.does(begin, mine(number), key=form_key()):
        return redirect(url_for("mall.cashier", number=form.result.number), 303)
    return deposit_page(mine(number), form)


@bp.post("/presales/<number>/cancel")
@requires(Permission.MALL_BUY)
def cancel_presale(number: str) -> ResponseReturnValue:
    form = Form()
    if form.does(close_order, mine(number).order, CloseReason.BUYER, actor=viewer().user):
        flash(_("预售订单已取消"))
        return redirect(url_for("mall.deposit", number=number), 303)
    return deposit_page(mine(number), form)


def mine(number: str) -> Deposit:
    return queries.get_my_deposit(number[:20], maybe_me())


def order(form: PresaleForm, listing: Listing) -> Payment:
    """Order, and go on to the till with the deposit."""
    shopper, quantity = me(), form.quantity.data or 1
    sku = wanted_sku(form, listing)
    now_fen = priced(sku, quantity, shopper).pay_fen
    placed = operations.order_presale(
        shopper, sku, quantity, actor=viewer().user,
        expected_fen=agreed(now_fen, form.seen_fen.data or 0),
    )  # fmt: skip
    return operations.begin_deposit(placed, key=form_key())


def priced(sku: Sku, quantity: int, shopper: Shopper | None) -> Priced:
    province = shopper.province if shopper else ""
    return price_purchase({sku.listing.store: [(sku, quantity)]}, province, shopper, PRESALE)


def presale_page(listing: Listing, form: PresaleForm) -> ResponseReturnValue:
    promotion = beside(listing, user_id=None).presale
    if promotion is None:
        raise NotFound(
            _("这件商品现在不在预售"), next_step=_("回商品页按现在的价格买"),
            link=f"/mall/listings/{listing.id}",
        )  # fmt: skip
    return render_template(
        "sim_market/mall/presale.html",
        listing=listing,
        promotion=promotion,
        hours=pack(here()).balance_hours,
        is_mine=listing.store.owner_id == viewer().user.id,
        form=form,
        **chosen(listing, form),
    ), form.status


def chosen(listing: Listing, form: PresaleForm) -> dict[str, Any]:
    """The variant that is asked for, how many, and its quote."""
    skus, sku, quantity = shown_choice(form, listing)
    cost = priced(sku, quantity, maybe_me()) if sku else None
    quote, said = (cost.quote, teller(cost)(None)) if cost else (None, None)
    return {"skus": skus, "sku": sku, "quantity": quantity, "quote": quote, "told": said}


def deposit_page(found: Deposit, form: Form | None = None) -> ResponseReturnValue:
    return render_template(
        "sim_market/mall/deposit.html", deposit=found, order=found.order, form=form
    ), form.status if form else 200
