"""The seller changes the price of an unpaid order."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import percent_of, plain_yuan
from sim_market.orders import queries
from sim_market.orders.forms import PriceForm
from sim_market.orders.models import Order, PriceChange
from sim_market.orders.operations.repricing import change_price, first_fen
from sim_market.orders.queries.pricing import list_changes
from sim_market.orders.routes import bp
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.route("/<int:order_id>/price", methods=["GET", "POST"])
@requires(Permission.ORDER_MANAGE)
def price(order_id: int) -> ResponseReturnValue:
    order = queries.get_sale(order_id, seen_by=viewer())
    now = {"goods": plain_yuan(order.goods_fen), "shipping": plain_yuan(order.shipping_fen)}
    form = PriceForm(data=now)
    if form.validate_on_submit() and form.does(to_another, order, form):
        waits = form.result.is_waiting
        flash(_("改价已发给买家，等买家同意") if waits else _("改价已生效，买家会看到"))
        return redirect(url_for("orders.detail", order_id=order_id), 303)
    order = queries.get_sale(order_id, seen_by=viewer())
    rules = pack(order.cohort)
    return render_template(
        "sim_market/orders/price.html", order=order, form=form, changes=list_changes(order),
        first_fen=first_fen(order), rules=rules,
        most_fen=percent_of(first_fen(order), rules.price_raise_max_bp),
    ), form.status  # fmt: skip


def to_another(order: Order, form: PriceForm) -> PriceChange:
    return change_price(
        order, goods_fen=form.goods_fen, shipping_fen=form.shipping_fen,
        reason=form.reason.data or "", actor=viewer().user,
    )  # fmt: skip
