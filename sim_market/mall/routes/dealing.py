"""What a buyer and a merchant agree about an order: urging, price, address, invoice."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.errors import NotFound
from app.forms import Form
from sim_market.mall.forms import BookForm
from sim_market.mall.routes.asked import carried
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.mine import mine, order_page
from sim_market.orders.forms import AnswerForm, InvoiceForm
from sim_market.orders.models import Order, ReminderKind
from sim_market.orders.operations.desk import remind
from sim_market.orders.operations.invoices import EXAMPLE, ask_invoice, withdraw_invoice
from sim_market.orders.operations.readdressing import change_order_address
from sim_market.orders.operations.repricing import answer_change
from sim_market.orders.queries.invoices import find_invoice
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper, ShopperAddress
from sim_market.shoppers.operations import drop_address, keep_address, use_by_default
from sim_market.shoppers.queries import get_address, list_addresses, place_of


@bp.post("/orders/<number>/urge")
@requires(Permission.MALL_BUY)
def urge(number: str) -> ResponseReturnValue:
    found, form = mine(number), Form()
    if form.does(remind, found, ReminderKind.SHIP, actor=viewer().user):
        flash(_("已催商家发货；一天可以催一次（沙盒时间）"))
        return redirect(url_for("mall.order", number=number), 303)
    return order_page(mine(number), form)


@bp.post("/orders/<number>/price")
@requires(Permission.MALL_BUY)
def answer_price(number: str) -> ResponseReturnValue:
    """Yes or no to a higher price, for the sum that was shown."""
    found, form = mine(number), AnswerForm()
    agree, text = form.agree.data == "yes", str(form.to_fen.data or "")
    to_fen = int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else -1
    if form.does(answer_change, found, agree=agree, to_fen=to_fen, actor=viewer().user):
        flash(_("已同意新价格，可以付款了") if agree else _("没有同意改价，价格还是原来的"))
        return redirect(url_for("mall.order", number=number), 303)
    return order_page(mine(number), form)


@bp.route("/orders/<number>/address", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def readdress(number: str) -> ResponseReturnValue:
    """Another address of the book for an order that has not left."""
    found, form = mine(number), Form()
    if form.validate_on_submit() and form.does(send_elsewhere, found):
        flash(_("收货地址已改，商家会看到"))
        return redirect(url_for("mall.order", number=number), 303)
    return render_template(
        "sim_market/mall/readdress.html", order=mine(number), form=form,
        addresses=list_addresses(me()), shopper=me(),
    ), form.status  # fmt: skip


@bp.route("/orders/<number>/invoice", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def my_invoice(number: str) -> ResponseReturnValue:
    found, form = mine(number), InvoiceForm()
    if form.validate_on_submit() and form.does(
        ask_invoice, found, kind=form.what, title=form.title.data or "",
        tax_number=form.tax_number.data or "", actor=viewer().user,
    ):  # fmt: skip
        flash(_("已申请发票（模拟），等商家开"))
        return redirect(url_for("mall.my_invoice", number=number), 303)
    found = mine(number)
    return render_template(
        "sim_market/mall/invoice.html", order=found, form=form, invoice=find_invoice(found),
        example=EXAMPLE, rules=pack(here()), now=here().sim_at,
    ), form.status  # fmt: skip


@bp.post("/orders/<number>/invoice/withdraw")
@requires(Permission.MALL_BUY)
def withdraw_my_invoice(number: str) -> ResponseReturnValue:
    found, form = mine(number), Form()
    if form.does(withdraw_invoice, found, actor=viewer().user):
        flash(_("发票申请已撤回"))
        return redirect(url_for("mall.order", number=number), 303)
    return order_page(mine(number), form)


@bp.route("/addresses", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def addresses() -> ResponseReturnValue:
    """The address book; a new entry."""
    shopper, form = me() if request.method == "POST" else maybe_me(), BookForm()
    if shopper and form.validate_on_submit() and form.does(keep, shopper, None, form):
        flash(_("地址已存进地址簿"))
        return redirect(url_for("mall.addresses"), 303)
    return book_page(form, None)


@bp.route("/addresses/<int:address_id>", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def change_entry(address_id: int) -> ResponseReturnValue:
    entry = entry_of(address_id)
    form = BookForm(obj=entry)
    if form.validate_on_submit() and form.does(keep, me(), entry, form):
        flash(_("地址已改；已经下的单还寄到原来的地址"))
        return redirect(url_for("mall.addresses"), 303)
    return book_page(form, entry_of(address_id))


@bp.post("/addresses/<int:address_id>/default")
@requires(Permission.MALL_BUY)
def use_address(address_id: int) -> ResponseReturnValue:
    """Send there from now on; from the checkout one comes back to it."""
    use_by_default(me(), entry_of(address_id))
    flash(_("以后寄到这个地址"))
    if request.args.get("from") == "checkout":
        return redirect(url_for("mall.checkout", **carried()), 303)
    return redirect(url_for("mall.addresses"), 303)


@bp.post("/addresses/<int:address_id>/delete")
@requires(Permission.MALL_BUY)
def delete_entry(address_id: int) -> ResponseReturnValue:
    drop_address(entry_of(address_id))
    flash(_("地址已删"))
    return redirect(url_for("mall.addresses"), 303)


def entry_of(address_id: int) -> ShopperAddress:
    shopper = maybe_me()
    if shopper is None:
        raise NotFound(_("地址簿里没有这个地址"), next_step=_("看看地址簿"), link="/mall/addresses")
    return get_address(min(address_id, LARGEST_ID), shopper)


def keep(shopper: Shopper, entry: ShopperAddress | None, form: BookForm) -> None:
    said = {
        name: form[name].data or ""
        for name in ("label", "receiver", "province", "city", "street", "phone_tail")
    }
    keep_address(shopper, entry, **said)


def send_elsewhere(found: Order) -> None:
    chosen = request.form.get("address", type=int)
    chosen = min(max(chosen, 0), LARGEST_ID) if chosen else None
    change_order_address(found, place_of(me(), chosen), actor=viewer().user)


def book_page(form: BookForm, entry: ShopperAddress | None) -> ResponseReturnValue:
    shopper = maybe_me()
    return render_template(
        "sim_market/mall/addresses.html", form=form, entry=entry, shopper=shopper,
        addresses=list_addresses(shopper) if shopper else [],
    ), form.status  # fmt: skip
