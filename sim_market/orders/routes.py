"""A merchant's orders: the list. The page of one order shows after-sales too and is hung in by
that room (`after_sales/routes/orders.py`).
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.orders import queries
from sim_market.orders.models import OrderState
from sim_market.permissions import Permission
from sim_market.stores.queries import find_store_of

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("")
@requires(Permission.ORDER_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/orders/index.html", store=None)
    wanted = asked_for()
    orders, total = queries.list_sales(store, wanted)
    return render_template(
        "sim_market/orders/index.html", store=store, orders=orders, total=total, wanted=wanted,
        counts=queries.count_sales(store), states=OrderState, per_page=queries.PER_PAGE,
    )  # fmt: skip


def asked_for() -> queries.Wanted:
    """The filters in the address; strange ones are as if not there."""
    state = request.args.get("state", "")
    return queries.Wanted(
        state=OrderState[state.upper()] if state in set(OrderState) else None,
        words=request.args.get("q", "")[:60],
        late=request.args.get("late") == "1",
        page=max(1, min(100_000, request.args.get("page", 1, type=int))),
    )
