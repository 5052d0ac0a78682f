"""Simulated invoices: asked for, issued, withdrawn, made void (rule T-11)."""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.orders.models import INVOICE_FLOW, Invoice, InvoiceState, Order, TitleKind
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.queries.invoices import find_invoice
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

PREFIX = "MN"  # real tax numbers begin with digits
TAX_NUMBER = re.compile(r"MN(\d{15})(\d)", re.ASCII)
EXAMPLE = "MN1234567890123450"


def ask_invoice(
    order: Order, *, kind: TitleKind, title: str, tax_number: str = "", actor: User | None
) -> Invoice:
    """Ask for the invoice of a paid order, or once more after it was withdrawn or made void.

    Raises Conflict for an order that is not paid or has nothing left, Invalid for a strange title.
    """
    lock_order(order)
    title, tax_number = title.strip()[:60], tax_number.strip().upper()
    _check(order, kind, title, tax_number)
    now = order.cohort.sim_at
    said = {
        "kind": kind, "title": title, "tax_number": tax_number, "asked_sim_at": now,
        "due_sim_at": now + timedelta(days=pack(order.cohort).invoice_days),
    }  # fmt: skip
    key = {"cohort_id": order.cohort_id, "order_id": order.id}
    fresh = {"store_id": order.store_id, "state": InvoiceState.ASKED, "amount_fen": 0, "issues": 0}
    if insert_unless_there(Invoice, **key, **fresh, **said):
        invoice = db.session.scalars(sa.select(Invoice).filter_by(**key)).one()
    else:
        invoice = db.session.scalars(sa.select(Invoice).filter_by(**key)).one()
        INVOICE_FLOW.claim(invoice, InvoiceState.ASKED, **said)
    record(Verb.INVOICE_ASKED, order, actor=actor, number=order.number, kind=kind.value)
    return invoice


def issue_invoice(invoice: Invoice, *, actor: User) -> None:
    """Issue it over what was kept of the payment. Raises Conflict if nothing was."""
    order = invoice.order
    lock_order(order)
    if order.kept_fen <= 0:
        raise Conflict(
            _("这张订单的钱都退了，没有金额可开"), rule=RuleId.INVOICE,
            next_step=_("告诉买家不用开票，或请买家撤回申请"),
        )  # fmt: skip
    INVOICE_FLOW.claim(
        invoice, InvoiceState.ISSUED, issued_sim_at=order.cohort.sim_at,
        amount_fen=order.kept_fen, issues=invoice.issues + 1,
    )  # fmt: skip
    record(
        Verb.INVOICE_ISSUED, order, actor=actor, number=order.number, amount_fen=order.kept_fen
    )  # fmt: skip


def withdraw_invoice(order: Order, *, actor: User | None) -> None:
    """The buyer does not want it any more, before it is issued."""
    _end(order, InvoiceState.WITHDRAWN, actor)


def void_invoice(order: Order, *, actor: User) -> None:
    """An issued invoice is made void; it waits to be issued again over what is kept now, and is at
    its end where nothing is.
    """
    lock_order(order)
    _end(order, InvoiceState.VOIDED, actor)
    if order.kept_fen <= 0:
        return
    invoice = find_invoice(order)
    assert invoice is not None  # noqa: S101 - it was ended in this moment
    now = order.cohort.sim_at
    due = now + timedelta(days=pack(order.cohort).invoice_days)
    INVOICE_FLOW.claim(invoice, InvoiceState.ASKED, asked_sim_at=now, due_sim_at=due)


def is_tax_number(text: str) -> bool:
    """'MN', fifteen digits and a check digit, such as nobody's."""
    found = TAX_NUMBER.fullmatch(text)
    return found is not None and sum(map(int, found[1])) % 10 == int(found[2])


def _end(order: Order, to: InvoiceState, actor: User | None) -> None:
    invoice = find_invoice(order)
    if invoice is None:
        raise Conflict(
            _("这张订单没有申请过发票"), rule=RuleId.INVOICE, next_step=_("刷新页面看看")
        )
    INVOICE_FLOW.claim(invoice, to)
    record(Verb.INVOICE_ENDED, order, actor=actor, number=order.number, to=to.value)


def _check(order: Order, kind: TitleKind, title: str, tax_number: str) -> None:
    if not order.is_paid or order.kept_fen <= 0:
        raise Conflict(
            _("没有付款或已经全部退款的订单不能开发票"), rule=RuleId.INVOICE,
            next_step=_("付款后再申请"),
        )  # fmt: skip
    if len(title) < 2:
        raise Invalid(
            _("发票抬头至少写 2 个字"), rule=RuleId.INVOICE, next_step=_("个人写姓名，企业写全称"),
            fields={"title": _("请写抬头")},
        )  # fmt: skip
    if kind == TitleKind.COMPANY and not is_tax_number(tax_number):
        raise Invalid(
            _("模拟税号不对，没有提交"),
            rule=RuleId.INVOICE,
            next_step=_("模拟税号像 %(like)s 这样：MN、15 位数字、1 位校验码", like=EXAMPLE),
            fields={"tax_number": _("请填模拟税号，不要填真的税号")},
        )
    if kind == TitleKind.PERSON and tax_number:
        raise Invalid(
            _("个人抬头不用填税号"), rule=RuleId.INVOICE, next_step=_("把税号清空再提交"),
            fields={"tax_number": _("个人不用填")},
        )  # fmt: skip
