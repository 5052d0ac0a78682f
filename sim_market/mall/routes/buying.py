"""From the listing to the paid order: checkout, the simulated till."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.crowd import contested, note_gone
from app.errors import Invalid
from sim_market.listings.models import OutOfStock, Sku
from sim_market.listings.queries import get_shown_listing, get_shown_sku
from sim_market.mall import operations, queries
from sim_market.mall.forms import AddForm, CheckoutForm
from sim_market.mall.routes.asked import Asked, asked_for, carried, cart_of
from sim_market.mall.routes.goods import page_of
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.paying import begin, wallet
from sim_market.mall.routes.prices import MOST_COUPONS, choices, costs_of, teller
from sim_market.orders.models import Order
from sim_market.orders.operations import promise_of
from sim_market.orders.pricing import Wish, price_purchase
from sim_market.payments.models import Payment
from sim_market.permissions import Permission
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.queries import list_addresses
from sim_market.stores.models import Store

Rows = list[tuple[Store, Sequence[tuple[Sku, int]]]]


@bp.post("/listings/<int:listing_id>")
@contested
@requires(Permission.MALL_BUY)
def add(listing_id: int) -> ResponseReturnValue:
    """Into the cart, or straight to the checkout. A refusal stands on the listing's page."""
    cohort = here()
    form = AddForm()
    if request.form.get("then") == "look":  # without a script: see what the choice costs
        said: dict[str, Any] = {
            name: request.form.get(name) for name in ("s0", "s1", "s2", "quantity")
        }
        return redirect(url_for("mall.listing", listing_id=listing_id, **said), 303)
    if form.validate_on_submit() and form.does(take, form, listing_id):
        if form.then.data == "buy":
            sku_id, quantity = form.result.id, form.quantity.data
            return redirect(url_for("mall.checkout", sku_id=sku_id, quantity=quantity), 303)
        flash(_("已放进购物车"))
        return redirect(url_for("mall.listing", listing_id=listing_id, sku_id=form.result.id), 303)
    return page_of(get_shown_listing(listing_id, cohort.id), form)


@bp.route("/checkout", methods=["GET", "POST"])
@contested
@requires(Permission.MALL_BUY)
def checkout() -> ResponseReturnValue:
    """What will be ordered, where it goes, what it costs; then orders that wait for payment."""
    shopper = me() if request.method == "POST" else maybe_me()
    if shopper is None:
        return redirect(url_for("mall.cart"), 303)
    asked, form = asked_for(), CheckoutForm()
    if form.validate_on_submit() and form.does(order_and_pay, form, shopper, asked):
        return redirect(url_for("mall.cashier", number=form.result.number), 303)
    if asked.goods and isinstance(form.refusal, OutOfStock):
        note_gone()
    known = maybe_me() if request.method == "POST" else shopper
    if known is None and form.refusal:
        raise form.refusal  # the first deed of a new shopper, undone with the shopper
    return checkout_page(known or shopper, form, asked_for())


def take(form: AddForm, listing_id: int) -> Sku:
    """Check that it can be bought; put it in the cart unless it is bought at once."""
    sku = wanted(form, listing_id)
    deed = operations.guard_buyable if form.then.data == "buy" else operations.put_in_cart
    deed(me(), sku, form.quantity.data or 1)
    return sku


def wanted(form: AddForm, listing_id: int) -> Sku:
    """The variant that is chosen by its values, or named by its id."""
    if request.form.get("s0"):
        choice = queries.choice_of(get_shown_listing(listing_id, here().id), request.form)
        if choice.sku is None:
            raise Invalid(
                _("没有“%(what)s”这个组合", what=" ".join(choice.values)),
                next_step=_("换一个颜色或尺码再买"),
            )
        return choice.sku
    sku = get_shown_sku(form.sku_id.data, here().id) if form.sku_id.data else None
    if sku is None or sku.listing_id != listing_id:
        raise Invalid(_("请选一个规格"), fields={"sku_id": _("请选一个规格")})
    return sku


def order_and_pay(form: CheckoutForm, shopper: Shopper, asked: Asked) -> Payment:
    """Place the orders and begin one payment over all of them."""
    return begin(order(form, shopper, asked))


def order(form: CheckoutForm, shopper: Shopper, asked: Asked) -> list[Order]:
    seen_fen, actor = form.seen_fen.data or 0, viewer().user
    note = form.note.data or ""
    if asked.goods:
        return operations.buy_now(
            shopper, asked.goods, note=note, seen_fen=seen_fen, wish=asked.wish, actor=actor
        )
    notes = {basket.store.id: note for basket in queries.list_cart(shopper)}
    return operations.check_out_cart(shopper, notes, seen_fen, wish=asked.wish, actor=actor)


def checkout_page(shopper: Shopper, form: CheckoutForm, asked: Asked) -> ResponseReturnValue:
    rows, wish = rows_of(shopper, asked)
    if not rows:
        raise form.refusal or Invalid(
            _("还没有勾选要买的商品"),
            next_step=_("在购物车里勾选后再结算；刚下过的单在“我买的”里"),
            link="/mall/cart",
        )
    priced = price_purchase(dict(rows), shopper.province, shopper, wish)
    form.seen_fen.data = priced.pay_fen
    form.seen_fen.raw_data = None
    return render_template(
        "sim_market/mall/checkout.html",
        form=form,
        rows=rows,
        fees=priced.fees,
        costs=costs_of(priced),
        told_of=teller(priced),
        coupons=choices(priced),
        asked=request.values.getlist("coupon")[:MOST_COUPONS],
        carried=carried(),
        live=wish.live,
        promise_of=promise_of,
        addresses=list_addresses(shopper),
        total_fen=priced.pay_fen,
        shopper=shopper,
        wallet_fen=wallet(shopper),
    ), form.status


def rows_of(shopper: Shopper, asked: Asked) -> tuple[Rows, Wish]:
    """What is to be ordered, (store, [(sku, quantity)]), and how. Raises PriceChanged on looking at
    a cart in which a live price is over, so that nobody orders the rest without seeing it.
    """
    if asked.goods:
        return [(asked.goods[0][0].listing.store, asked.goods)], asked.wish
    baskets = cart_of(shopper)
    if request.method == "GET":
        operations.guard_agreed(baskets)
    rows: Rows = [(basket.store, basket.pairs) for basket in baskets if basket.wanted]
    return rows, replace(asked.wish, live=queries.live_in(baskets))
