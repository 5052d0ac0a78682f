"""Paying: which orders, the simulated till of the provider, and what came of it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from app.idempotency import FIELD
from sim_market.ledger.queries import balance_of
from sim_market.mall import operations, queries
from sim_market.mall.forms import CashierForm
from sim_market.mall.routes.hall import bp, here, maybe_me
from sim_market.orders.models import Order
from sim_market.orders.operations import orders_of
from sim_market.payments.models import Payment
from sim_market.payments.queries import get_my_payment, weather_of
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper

KEY_LENGTH = 120


@bp.route("/till", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def till() -> ResponseReturnValue:
    """Which of my unpaid orders to pay together; then to the provider's till."""
    shopper = maybe_me()
    unpaid = queries.list_unpaid(shopper) if shopper else []
    form = Form()
    if form.validate_on_submit() and form.does(
        operations.begin_payment, ticked(unpaid), key=form_key()
    ):
        return redirect(url_for("mall.cashier", number=form.result.number), 303)
    return render_template(
        "sim_market/mall/till.html",
        form=form,
        orders=queries.list_unpaid(shopper) if shopper else [],
        wallet_fen=wallet(shopper),
    ), form.status


@bp.route("/cashier/<number>", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def cashier(number: str) -> ResponseReturnValue:
    """The provider's own page: how much, from where, confirm."""
    form = CashierForm()
    if form.validate_on_submit() and form.does(confirm, number, form):
        return redirect(url_for("mall.payment", number=number), 303)
    payment = mine(number)
    if request.method == "GET" and not payment.can_take:
        return redirect(url_for("mall.payment", number=payment.number), 303)
    return render_template(
        "sim_market/mall/cashier.html",
        form=form,
        payment=payment,
        orders=orders_of(payment),
        wallet_fen=wallet(payment.shopper),
    ), form.status


@bp.get("/payments/<number>")
@requires(Permission.MALL_BUY)
def payment(number: str) -> ResponseReturnValue:
    """What came of a payment: sure, not sure yet and why, or what went back and why."""
    return payment_page(mine(number))


@bp.post("/payments/<number>/ask")
@requires(Permission.MALL_BUY)
def ask_payment(number: str) -> ResponseReturnValue:
    """Have the mall ask the provider, instead of waiting for its notice."""
    form = Form()
    if form.does(operations.ask_for_result, mine(number)):
        flash(_("查到了：支付平台已经收款") if form.result else _("没有新的结果"))
        return redirect(url_for("mall.payment", number=number), 303)
    return payment_page(mine(number), form)


def payment_page(found: Payment, form: Form | None = None) -> ResponseReturnValue:
    return render_template(
        "sim_market/mall/payment.html",
        payment=found,
        form=form,
        wallet_fen=wallet(found.shopper),
        weather=weather_of(found.cohort_id),
        rules=pack(here()),
    ), form.status if form else 200


def confirm(number: str, form: CashierForm) -> None:
    operations.pay(mine(number), seen_fen=form.seen_fen.data or 0, actor=viewer().user)


def begin(orders: Sequence[Order]) -> Payment:
    """One payment over these orders, for the form that was sent."""
    return operations.begin_payment(orders, key=form_key())


def mine(number: str) -> Payment:
    return get_my_payment(number[:20], maybe_me())


def form_key() -> str:
    """What makes this form the same when it is sent again."""
    return f"{request.path}#{request.form.get(FIELD, '')}"[:KEY_LENGTH]


def ticked(unpaid: Sequence[Order]) -> list[Order]:
    """Those of my unpaid orders that the form names."""
    named = set(request.form.getlist("order"))
    return [order for order in unpaid if order.number in named]


def wallet(shopper: Shopper | None) -> int:
    return balance_of(*shopper.purse) if shopper else 0
