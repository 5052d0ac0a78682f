"""Invoices (simulated) that buyers have asked for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import NotFound
from app.forms import Form
from sim_market.orders import queries
from sim_market.orders.models import Invoice, InvoiceState, Order
from sim_market.orders.operations.invoices import issue_invoice, void_invoice
from sim_market.orders.queries.invoices import count_invoices, find_invoice, list_invoices
from sim_market.orders.routes import bp
from sim_market.orders.routes.batch import need_store
from sim_market.orders.routes.desk import one_of
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.get("/invoices")
@requires(Permission.ORDER_VIEW)
def invoices() -> ResponseReturnValue:
    store, state = need_store(), one_of(InvoiceState, "state")
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    found, total = list_invoices(store, state, page, queries.PER_PAGE)
    return render_template(
        "sim_market/orders/invoices.html", invoices=found, total=total, page=page, state=state,
        counts=count_invoices(store), states=InvoiceState, per_page=queries.PER_PAGE,
        now=store.cohort.sim_at, rules=pack(store.cohort),
    )  # fmt: skip


@bp.get("/<int:order_id>/invoice")
@requires(Permission.ORDER_VIEW)
def invoice(order_id: int) -> ResponseReturnValue:
    order = queries.get_sale(order_id, seen_by=viewer())
    return invoice_page(order, Form())


@bp.post("/<int:order_id>/invoice/issue")
@requires(Permission.ORDER_MANAGE)
def issue(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), Form()
    if form.does(issue_invoice, need_invoice(order), actor=viewer().user):
        flash(_("发票（模拟）已开，买家能看到了"))
        return redirect(url_for("orders.invoice", order_id=order_id), 303)
    return invoice_page(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/invoice/void")
@requires(Permission.ORDER_MANAGE)
def void(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), Form()
    if form.does(void_invoice, order, actor=viewer().user):
        again = _("原发票已作废，请按现在的金额重开")
        flash(again if order.kept_fen else _("原发票已作废；钱都退了，不用重开"))
        return redirect(url_for("orders.invoice", order_id=order_id), 303)
    return invoice_page(queries.get_sale(order_id, seen_by=viewer()), form)


def invoice_page(order: Order, form: Form) -> ResponseReturnValue:
    return render_template(
        "sim_market/orders/invoice.html", order=order, invoice=need_invoice(order), form=form,
        now=order.cohort.sim_at,
    ), form.status  # fmt: skip


def need_invoice(order: Order) -> Invoice:
    found = find_invoice(order)
    if found is None:
        raise NotFound(
            _("买家没有要这张订单的发票"), next_step=_("买家申请后会出现在“发票”里"),
            link=url_for("orders.invoices"),
        )  # fmt: skip
    return found
