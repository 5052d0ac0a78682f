"""What is printed and taken away: picking list, packing slips, exports."""

from collections import defaultdict
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.orders import queries
from sim_market.orders.models import Order, OrderLine, OrderState
from sim_market.orders.routes import bp
from sim_market.orders.routes.batch import need_store, taken_away
from sim_market.orders.routes.desk import asked_for, picked
from sim_market.orders.sheet import columns, exported
from sim_market.permissions import Permission

MOST_EXPORTED = 1000


@bp.get("/print/picking")
@requires(Permission.ORDER_VIEW)
def picking_list() -> ResponseReturnValue:
    """What to take from the shelf for all of these orders, goods by goods."""
    orders = to_print()
    shelves: dict[tuple[str, str, str], list[tuple[Order, OrderLine]]] = defaultdict(list)
    for order in orders:
        for line in order.lines:
            if line.unsent_quantity and not line.sku.supplied:
                shelves[line.listing_title, line.spec, line.sku.code].append((order, line))
    return render_template(
        "sim_market/orders/picking.html", shelves=sorted(shelves.items()), orders=orders,
        store=need_store(), sum_of=sum_of,
    )  # fmt: skip


@bp.get("/print/packing")
@requires(Permission.ORDER_VIEW)
def packing_slips() -> ResponseReturnValue:
    """One slip per order, on A4 or on labels of 100 x 150 mm."""
    return render_template(
        "sim_market/orders/packing.html", orders=to_print(), store=need_store(),
        size="label" if request.args.get("size") == "label" else "a4",
    )  # fmt: skip


@bp.get("/export")
@requires(Permission.ORDER_VIEW)
def export() -> ResponseReturnValue:
    """The ticked orders, or those that the filters find, as a file."""
    kind = "csv" if request.args.get("format") == "csv" else "xlsx"
    return taken_away(exported(to_export()), _("订单"), kind)


@bp.get("/export/columns")
@requires(Permission.ORDER_VIEW)
def export_columns() -> ResponseReturnValue:
    return render_template("sim_market/orders/columns.html", columns=columns())


def to_print() -> list[Order]:
    """The ticked orders; without any, those that wait to be sent."""
    if request.args.get("ids"):
        return picked()
    waiting = queries.Wanted(state=OrderState.PAID)
    orders, _total = queries.list_sales(need_store(), waiting, most=queries.PER_PAGE)
    return list(orders)


def to_export() -> list[Order]:
    if request.args.get("ids"):
        return picked()
    found, _total = queries.list_sales(need_store(), asked_for(), most=MOST_EXPORTED)
    ids = [order.id for order in found]
    return list(queries.get_sales(ids, seen_by=viewer()))


def sum_of(pairs: list[tuple[Any, OrderLine]]) -> int:
    return sum(line.unsent_quantity for _order, line in pairs)
