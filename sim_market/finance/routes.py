"""A merchant's money: balances, every movement, profit, and transfers to and from the wallet."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import parse_yuan, whole_yuan, yuan
from sim_market.finance import operations, queries
from sim_market.finance.forms import TransferForm
from sim_market.ledger.models import TxnKind
from sim_market.permissions import Permission
from sim_market.shoppers.operations import shopper_of
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("finance", __name__, url_prefix="/finance")


@bp.get("")
@requires(Permission.FINANCE_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None or store.opened_sim_at is None:
        return render_template("sim_market/finance/index.html", store=None)
    named = request.args.get("kind", "")
    kind = TxnKind[named.upper()] if named in set(TxnKind) else None
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    legs, total = queries.list_legs(store, kind, page)
    return render_template(
        "sim_market/finance/index.html", store=store, legs=legs, total=total, page=page,
        money=queries.money_of(store, find_shopper(who.user.id, store.cohort_id)),
        profit=queries.profit_of(store), kinds=TxnKind, per_page=queries.PER_PAGE,
        points=[(_("第 %(d)s 天", d=day), fen, whole_yuan(fen)) for day, fen in
                queries.funds_by_day(store)],
    )  # fmt: skip


@bp.get("/txns/<int:txn_id>")
@requires(Permission.FINANCE_VIEW)
def txn(txn_id: int) -> ResponseReturnValue:
    who = viewer()
    found = queries.get_txn(txn_id, get_store_of(who.user, who.cohort_id))
    order = queries.find_order_of(found, seen_by=who)
    return render_template("sim_market/finance/txn.html", txn=found, order=order)


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
