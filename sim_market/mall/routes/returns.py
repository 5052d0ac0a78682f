"""Goods that go back: the parcel's number, and asking the platform after a refusal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from sim_market.after_sales.models import Refund
from sim_market.after_sales.operations import escalate as ask_platform
from sim_market.after_sales.operations import send_goods_back
from sim_market.mall import queries
from sim_market.mall.forms import EscalateForm, SendBackForm
from sim_market.mall.routes.hall import bp, here, maybe_me
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.route("/refunds/<number>", methods=["GET"])
@requires(Permission.MALL_BUY)
def after_sale(number: str) -> ResponseReturnValue:
    """One request of mine: how far it is, and what I can do."""
    return shown(queries.get_my_refund(number[:24], maybe_me()))


@bp.post("/refunds/<number>/parcel")
@requires(Permission.MALL_BUY)
def send_back(number: str) -> ResponseReturnValue:
    refund, form = queries.get_my_refund(number[:24], maybe_me()), SendBackForm()
    if form.validate_on_submit() and form.does(
        send_goods_back,
        refund,
        form.carrier.data or "",
        form.tracking_number.data or "",
        actor=viewer().user,
    ):
        flash(_("已记下寄回的单号，商家收到后 10 天内确认"))
        return redirect(url_for("mall.after_sale", number=refund.number), 303)
    return shown(queries.get_my_refund(number[:24], maybe_me()), form)


@bp.post("/refunds/<number>/escalate")
@requires(Permission.MALL_BUY)
def escalate(number: str) -> ResponseReturnValue:
    refund, form = queries.get_my_refund(number[:24], maybe_me()), EscalateForm()
    if form.validate_on_submit() and form.does(
        ask_platform, refund, form.complaint.data or "", actor=viewer().user
    ):
        flash(_("平台已介入，会看双方的说明再裁决"))
        return redirect(url_for("mall.after_sale", number=refund.number), 303)
    return shown(queries.get_my_refund(number[:24], maybe_me()), form)


def shown(refund: Refund, form: Form | None = None) -> ResponseReturnValue:
    return render_template(
        "sim_market/mall/after_sale.html",
        refund=refund,
        order=refund.line.order,
        refused=form.refusal if form else None,
        parcel=form if isinstance(form, SendBackForm) else SendBackForm(formdata=None),
        escalation=form if isinstance(form, EscalateForm) else EscalateForm(formdata=None),
        rules=pack(here()),
    ), form.status if form else 200
