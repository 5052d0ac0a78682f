"""Shipping many orders: picked on the list, pasted or from a file; looked at before it is done."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.errors import Invalid, NotFound
from app.forms import Form
from sim_market.orders import carriers, queries
from sim_market.orders.forms import BatchForm, MemoForm, ShipForm
from sim_market.orders.models import Order, OrderState, ShipBatch
from sim_market.orders.operations.batch import MOST_BATCHES, MOST_ROWS, check_batch, run_batch
from sim_market.orders.operations.by_hand import ship_together
from sim_market.orders.operations.desk import note_orders
from sim_market.orders.queries.batch import get_batch, list_batches
from sim_market.orders.routes import bp
from sim_market.orders.routes.desk import my_store, picked
from sim_market.orders.sheet import failed, rows_of, rows_typed, template
from sim_market.permissions import Permission
from sim_market.stores.models import Store


@bp.route("/batch", methods=["GET", "POST"])
@requires(Permission.ORDER_MANAGE)
def batch() -> ResponseReturnValue:
    store, form = need_store(), BatchForm()
    if form.validate_on_submit() and form.does(looked_at, store, form):
        return to_batches(form.result)
    return render_template(
        "sim_market/orders/batch.html", form=form, carriers=carriers.CARRIERS, most=MOST_ROWS,
        most_in_all=MOST_ROWS * MOST_BATCHES,
        example=carriers.example(carriers.CARRIERS[0]), batches=list_batches(need_store()),
    ), form.status  # fmt: skip


@bp.get("/batch/template.<any(xlsx, csv):kind>")
@requires(Permission.ORDER_MANAGE)
def batch_template(kind: str) -> ResponseReturnValue:
    """Orders that wait for goods of the merchant's own, with room for the parcel."""
    waiting = queries.Wanted(state=OrderState.PAID)
    orders, _total = queries.list_sales(need_store(), waiting, most=MOST_ROWS * MOST_BATCHES)
    own = template(o for o in orders if o.can_ship_own)
    return taken_away(own, _("批量发货"), kind, even_empty=True)


@bp.get("/batch/<int:batch_id>")
@requires(Permission.ORDER_MANAGE)
def show_batch(batch_id: int) -> ResponseReturnValue:
    return batch_page(get_batch(batch_id, need_store()), Form())


@bp.post("/batch/<int:batch_id>/ship")
@requires(Permission.ORDER_MANAGE)
def run(batch_id: int) -> ResponseReturnValue:
    store, form = need_store(), Form()
    found = get_batch(batch_id, store)
    if form.does(run_batch, found, store, actor=viewer().user):
        flash(_("发出 %(n)s 单，没发 %(m)s 单", n=found.sent, m=len(found.bad)))
        return redirect(url_for("orders.show_batch", batch_id=batch_id), 303)
    return batch_page(get_batch(batch_id, need_store()), form)


@bp.get("/batch/<int:batch_id>/failed.<any(xlsx, csv):kind>")
@requires(Permission.ORDER_MANAGE)
def batch_failed(batch_id: int, kind: str) -> ResponseReturnValue:
    """Only the rows that were not sent, each with its reason: mend them and send the file again."""
    found = get_batch(batch_id, need_store())
    return taken_away(failed(found.bad), _("没有发出的订单"), kind)


@bp.get("/together")
@requires(Permission.ORDER_MANAGE)
def together() -> ResponseReturnValue:
    return together_page(picked(), Form())


@bp.post("/together/ship")
@requires(Permission.ORDER_MANAGE)
def ship_picked() -> ResponseReturnValue:
    """Each ticked order with a number of its own: looked at like a file."""
    store, orders, form = need_store(), picked(request.form), Form()
    rows = [row_of(order, at) for at, order in enumerate(orders, 1)]
    if form.does(check_batch, store, [row for row in rows if row["number"]], actor=viewer().user):
        return to_batches(form.result)
    return together_page(picked(request.form), form)


@bp.post("/together/merge")
@requires(Permission.ORDER_MANAGE)
def merge() -> ResponseReturnValue:
    """All ticked orders in one parcel."""
    orders, form = picked(request.form), ShipForm()
    if form.validate_on_submit() and form.does(
        ship_together, orders, carrier_code=form.carrier.data,
        tracking_number=form.tracking_number.data, actor=viewer().user,
    ):  # fmt: skip
        flash(_("%(n)s 张订单合成一个包裹发出了", n=len(orders)))
        return redirect(url_for("orders.index"), 303)
    return together_page(picked(request.form), form)


@bp.post("/together/flag")
@requires(Permission.ORDER_MANAGE)
def flag_picked() -> ResponseReturnValue:
    orders, form = picked(request.form), MemoForm()
    words = form.words.data or None
    if form.validate_on_submit() and form.does(
        note_orders, orders, flag=form.mark, words=words, actor=viewer().user
    ):
        flash(_("%(n)s 张订单的旗和备注存好了", n=len(orders)))
        return redirect(url_for("orders.index"), 303)
    return together_page(picked(request.form), form)


def to_batches(made: list[ShipBatch]) -> ResponseReturnValue:
    """The result of the first; if there are more, a word on where the others are."""
    if len(made) > 1:
        flash(
            _("行数多，分成了 %(n)s 批：这是第一批，其余的在“批量发货”页的最近几次里", n=len(made))
        )
    return redirect(url_for("orders.show_batch", batch_id=made[0].id), 303)


def looked_at(store: Store, form: BatchForm) -> list[ShipBatch]:
    upload = request.files.get("file")
    body = upload.read(sheets.MOST_BYTES + 1) if upload and upload.filename else b""
    rows = rows_of(sheets.read(body)) if body else rows_typed(form.rows.data or "")
    return check_batch(store, rows, actor=viewer().user)


def row_of(order: Order, at: int) -> dict[str, Any]:
    said = request.form
    carrier = carriers.find(said.get(f"carrier-{order.id}", ""))
    return {
        "at": at,
        "order": order.number,
        "carrier": str(carrier.name) if carrier else "",
        "number": said.get(f"number-{order.id}", "").strip()[:60],
    }


def batch_page(found: ShipBatch, form: Form) -> ResponseReturnValue:
    return render_template("sim_market/orders/batch_rows.html", batch=found, form=form), form.status


def together_page(orders: list[Order], form: Form) -> ResponseReturnValue:
    merged = {(order.shopper_id, tuple(sorted(order.address.items()))) for order in orders}
    return render_template(
        "sim_market/orders/together.html", orders=orders, form=form,
        one_door=len(merged) == 1 and len(orders) > 1,
        ship_form=form if isinstance(form, ShipForm) else ShipForm(formdata=None),
        memo_form=form if isinstance(form, MemoForm) else MemoForm(formdata=None),
        carriers=carriers.CARRIERS, example=carriers.example(carriers.CARRIERS[0]),
    ), form.status  # fmt: skip


def need_store() -> Store:
    store = my_store()
    if store is None:
        raise NotFound(_("还没有店铺"), next_step=_("开店以后才有订单"), link="/store")
    return store


def taken_away(
    rows: list[list[str]], name: str, kind: str, *, even_empty: bool = False
) -> Response:
    """Rows as a file that is saved; no cell is run as a formula."""
    if len(rows) < 2 and not even_empty:
        raise Invalid(
            _("没有可以下载的行"), next_step=_("回订单列表看看"), link=url_for("orders.index")
        )
    xlsx = kind == "xlsx"
    body = sheets.as_xlsx(rows, name) if xlsx else sheets.as_csv(rows)
    answer = Response(
        body,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        if xlsx
        else "text/csv",
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"orders.{kind}")
    return answer
