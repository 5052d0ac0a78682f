"""A merchant's presales: deposits paid, balances due, what was kept."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.permissions import Permission
from sim_market.presales import queries
from sim_market.presales.models import DepositState
from sim_market.stores.queries import find_store_of

bp = Blueprint("presales", __name__, url_prefix="/presales")


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/presales/index.html", store=None)
    asked = request.args.get("state", "")
    state = next((each for each in DepositState if each.value == asked), None)
    page = max(1, min(100, request.args.get("page", 1, type=int)))
    figures = queries.figures_of(store)
    return render_template(
        "sim_market/presales/index.html",
        store=store,
        state=state,
        states=DepositState,
        deposits=queries.list_of_store(store, state, page),
        figures=figures,
        total=figures.counts[state.value] if state else sum(figures.counts.values()),
        page=page,
        per_page=queries.PER_PAGE,
    )
