"""Simulated invoices (T-11): asked for after payment, issued in time over what was kept."""

import pytest

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.orders.models import InvoiceState, TitleKind
from sim_market.orders.operations import ship_order
from sim_market.orders.operations.invoices import (
    EXAMPLE,
    ask_invoice,
    is_tax_number,
    issue_invoice,
    void_invoice,
    withdraw_invoice,
)
from sim_market.orders.queries.invoices import find_invoice
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import pass_time


def asked(order, kind=TitleKind.PERSON, title="练习买家", tax_number=""):
    return ask_invoice(order, kind=kind, title=title, tax_number=tax_number, actor=None)


def test_it_is_asked_for_and_issued_over_what_was_paid(app):
    order = make.order(quantity=2)
    invoice = asked(order, TitleKind.COMPANY, "模拟贸易公司", EXAMPLE)
    issue_invoice(invoice, actor=order.store.owner)
    assert (invoice.state, invoice.amount_fen) == (InvoiceState.ISSUED, order.pay_fen)
    assert invoice.number == f"MN{order.number[1:]}-1"


def test_after_a_refund_it_is_made_void_and_issued_again(app):
    order = make.order(quantity=2)
    issue_invoice(asked(order), actor=order.store.owner)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.LATE, actor=None), actor=None)
    void_invoice(order, actor=order.store.owner)
    invoice = find_invoice(order)
    issue_invoice(invoice, actor=order.store.owner)
    assert invoice.amount_fen == order.kept_fen == 1999
    assert invoice.number.endswith("-2")


def test_it_is_withdrawn_before_it_is_issued_only(app):
    order = make.order()
    invoice = asked(order)
    withdraw_invoice(order, actor=None)
    asked(order, title="另一个人")
    assert invoice.title == "另一个人"
    issue_invoice(invoice, actor=order.store.owner)
    with pytest.raises(Conflict):
        withdraw_invoice(order, actor=None)
    with pytest.raises(Conflict):
        asked(order)


@pytest.mark.parametrize(
    ("kind", "title", "tax"),
    [
        (TitleKind.COMPANY, "公司", ""), (TitleKind.COMPANY, "公司", "91410100MA44XXXX12"),
        (TitleKind.COMPANY, "公司", "MN1234567890123451"), (TitleKind.PERSON, "", ""),
        (TitleKind.PERSON, "张三", EXAMPLE), (TitleKind.PERSON, " 一 ", ""),
    ],
)  # fmt: skip
def test_strange_titles_are_refused(app, kind, title, tax):
    order = make.order()
    with pytest.raises(Invalid) as refused:
        asked(order, kind, title, tax)
    assert refused.value.rule == "T-11"
    assert find_invoice(order) is None


def test_tax_numbers_are_of_the_simulated_form():
    assert is_tax_number(EXAMPLE)
    assert not is_tax_number("91410100MA44XXXX12")
    assert not is_tax_number("MN１２３４５６７８９０１２３４５０")


def test_what_was_not_paid_or_all_given_back_has_no_invoice(app):
    with pytest.raises(Conflict):
        asked(make.order(paid=False))
    order = make.order()
    invoice = asked(order)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.LATE, actor=None), actor=None)
    with pytest.raises(Conflict):
        issue_invoice(invoice, actor=order.store.owner)


def test_the_buyer_asks_and_the_merchant_issues_on_their_pages(client, trainee):
    store = make.store()
    order = make.order(of=make.sku(store=store), by=shopper_of(trainee, store.cohort))
    path = f"/mall/orders/{order.number}/invoice"
    assert "申请发票" in client.get(path).text
    form = {"kind": "company", "title": "模拟 <u>公司", "tax_number": EXAMPLE.lower()}
    assert client.post(path, data=form | {"tax_number": "1"}).status_code == 422
    assert client.post(path, data=form).status_code == 303
    merchant = make.browser(client.application, store.owner)
    page = merchant.get("/orders/invoices")
    assert "模拟 &lt;u&gt;公司" in page.text
    assert "发票待开" in merchant.get("/").text
    pass_time(store.cohort, hours=24 * 8)
    assert "晚了" in merchant.get("/orders/invoices?state=asked").text
    assert merchant.post(f"/orders/{order.id}/invoice/issue").status_code == 303
    assert merchant.post(f"/orders/{order.id}/invoice/issue").status_code == 409
    for browser, address in ((client, path), (merchant, f"/orders/{order.id}/invoice")):
        page = browser.get(address)
        assert "没有效力" in page.text
        assert f"MN{order.number[1:]}-1" in page.text
    assert db.session.get_one(type(order), order.id).kept_fen == 1999


def test_an_invoice_is_out_of_date_after_a_refund_and_ends_when_all_is_given_back(client, trainee):
    store = make.store()
    sku = make.sku(store=store, price_fen=1000)
    order = make.order(of=sku, quantity=2, by=shopper_of(trainee, store.cohort))
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    issue_invoice(asked(order), actor=store.owner)
    for _turn in range(2):
        agree_refund(request_refund(order.lines[0], 1, RefundReason.LATE, actor=None), actor=None)
    db.session.commit()
    theirs = client.get(f"/mall/orders/{order.number}/invoice").text
    assert "这张发票要由商家作废" in theirs
    assert theirs.count("¥20.00") == 2  # its one row and its sum still agree
    merchant = make.browser(client.application, store.owner)
    assert "要作废" in merchant.get("/orders/invoices").text
    assert merchant.post(f"/orders/{order.id}/invoice/void").status_code == 303
    invoice = find_invoice(order)
    assert invoice is not None
    assert invoice.state == InvoiceState.VOIDED
    assert "没有金额可以开票" in client.get(f"/mall/orders/{order.number}/invoice").text
