"""Where the money is, what came and went day by day, and transfers to and from the wallet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import parse_yuan, yuan
from sim_market.finance import operations, queries
from sim_market.finance.forms import TransferForm
from sim_market.finance.needs import health_of, needs_of
from sim_market.finance.routes import bp
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import shopper_of
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of


@bp.get("")
@requires(Permission.FINANCE_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None or store.opened_sim_at is None:
        return render_template("sim_market/finance/index.html", store=None)
    money = queries.money_of(store, find_shopper(who.user.id, store.cohort_id))
    needs = needs_of(store, money)
    return render_template(
        "sim_market/finance/index.html", store=store, money=money, needs=needs,
        health=health_of(money, needs), profit=queries.profit_of(store),
        flow=queries.flow_of(store), forecast=queries.forecast_of(store),
        cohort=store.cohort, settle_days=pack(store.cohort).settle_days,
    )  # fmt: skip


@bp.route("/transfer", methods=["GET", "POST"])
@requires(Permission.FINANCE_VIEW)
def transfer() -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    form = TransferForm()
    if form.validate_on_submit() and form.does(move, store, form):
        flash(_("已转 %(fen)s（模拟）", fen=yuan(form.result)))
        return redirect(url_for("finance.index"), 303)
    store = get_store_of(who.user, who.cohort_id)
    money = queries.money_of(store, find_shopper(who.user.id, store.cohort_id))
    return render_template("sim_market/finance/transfer.html", form=form, money=money), form.status


def move(store: Store, form: TransferForm) -> int:
    """Move what the form says; the amount in fen. The form's key names the movement."""
    who, amount_fen = viewer().user, parse_yuan(form.amount.data or "")
    shopper = shopper_of(who, store.cohort)
    deed = operations.transfer_in if form.way.data == "in" else operations.transfer_out
    deed(store, shopper, amount_fen, key=f"{who.id}:{request.form['_key']}"[:80], actor=who)
    return amount_fen
