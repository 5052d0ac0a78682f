"""When the money has run out: what happened, what is coming, what can be done."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import parse_yuan
from sim_market.finance import operations, queries
from sim_market.finance.forms import PleaForm
from sim_market.finance.meanings import Part
from sim_market.finance.needs import enough_on, health_of, needs_of, short_fen
from sim_market.finance.period import period_of
from sim_market.finance.queries import Row
from sim_market.finance.routes import bp
from sim_market.permissions import Permission
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

DAYS = 14
SHOWN = 3


@bp.route("/help", methods=["GET", "POST"])
@requires(Permission.FINANCE_VIEW)
def ask() -> ResponseReturnValue:
    who, form = viewer(), PleaForm()
    store = get_store_of(who.user, who.cohort_id)
    if form.validate_on_submit() and form.does(plead, store, form):
        flash(_("已经问老师了，老师答复后这里会写"))
        return redirect(url_for("finance.ask"), 303)
    store = get_store_of(who.user, who.cohort_id)
    return page_of(store, form), form.status


def plead(store: Store, form: PleaForm) -> None:
    fen = parse_yuan(form.amount.data or "")
    operations.ask_for_funds(store, fen, form.words.data or "", actor=viewer().user)


def page_of(store: Store, form: PleaForm) -> str:
    money = queries.money_of(store, find_shopper(store.owner_id, store.cohort_id), waiting=False)
    needs, forecast = needs_of(store, money), queries.forecast_of(store)
    short, day = short_fen(money, needs), store.cohort.day
    period = period_of(store.cohort, day - DAYS + 1, day)
    pleas = queries.list_pleas(store)
    return render_template(
        "sim_market/finance/help.html", store=store, form=form, money=money, needs=needs,
        health=health_of(money, needs), short=short, forecast=forecast,
        day=enough_on(forecast, short), period=period, pleas=pleas,
        spent=biggest(queries.rows_of(operations.funds_of(store), period)),
        profit=queries.profit_of(store), is_open=any(plea.can_answer for plea in pleas),
        capital_fen=store.cohort.terms.start_capital_fen,
    )  # fmt: skip


def biggest(rows: Sequence[Row]) -> list[tuple[Part, int]]:
    """Where most of the money went: (what, fen), the greatest first."""
    went = [(row.part, -row.fen) for row in rows if row.fen < 0]
    return sorted(went, key=lambda each: -each[1])[:SHOWN]
