"""Paying orders: once, from a purse that holds enough, into the platform's escrow."""

from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from app.money import yuan
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import InsufficientFunds, account, post
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import OutOfStock
from sim_market.listings.operations import hold_all
from sim_market.orders.models import ORDER_FLOW, CloseReason, Order, OrderState
from sim_market.orders.operations.freezing import units_to_hold
from sim_market.orders.operations.limits import guard_still
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.waiting import guard_may_pay
from sim_market.payments.operations import note_at_once
from sim_market.promotions.operations import reuse_promotions
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb


class AlreadyPaid(Conflict):
    """The order has been paid; no second payment was taken."""


class PaymentTooLate(Conflict):
    """The time to pay has passed and the goods are gone; no money was taken."""


def pay_order(order: Order, *, actor: User | None) -> None:
    """Pay what the order asks for. Raises AlreadyPaid, PaymentTooLate, InsufficientFunds.

    After the time limit the goods are held again if they are still there, else nothing is paid
    (S9). Several who pay at once take one payment.
    """
    guard_may_pay(order)
    check_funds(order)
    jobs.cancel("orders.close_unpaid", order.number, cohort_id=order.cohort_id)
    lock_order(order)  # the seller may be changing the price (E3), the timer closing it
    if order.is_paid:
        raise AlreadyPaid(_("订单 %(n)s 已经付过款，没有重复扣钱", n=order.number))
    revived = order.state == OrderState.CLOSED
    if revived and order.close_reason != CloseReason.TIMEOUT:
        raise PaymentTooLate(_("订单 %(n)s 已经取消，没有扣钱", n=order.number))
    claim_paid(order)
    if revived:
        hold_again(order)
    take_payment(order, actor=actor)


def take_payment(order: Order, *, actor: User | None, source: Purse | None = None) -> None:
    """The money of an order whose state says that it is paid, into escrow; its timer.

    `source`: where the provider keeps it; without it the shopper pays in this very moment.
    """
    order.freeze_commission()
    escrow = account(order.cohort_id, AccountKind.ESCROW)
    legs = [(source or order.shopper.purse, -order.pay_fen), (escrow, order.pay_fen)]
    post(TxnKind.PAYMENT, order.number, legs, about=order)
    if source is None:
        note_at_once(order.shopper, order.number, order.pay_fen)
    _watch_lateness(order)
    record(Verb.ORDER_PAID, order, actor=actor, number=order.number, pay_fen=order.pay_fen)


def check_funds(order: Order) -> None:
    """InsufficientFunds, before anything is touched, if a person's wallet holds too little."""
    purse = order.shopper.purse
    if purse.kind == AccountKind.WORLD:
        return
    has = balance_of(*purse)
    if has < order.pay_fen:
        raise InsufficientFunds(
            _(
                "钱包里只有 %(has)s，这单要付 %(pay)s，没有扣钱",
                has=yuan(has),
                pay=yuan(order.pay_fen),
            ),
            next_step=_("在“资金”页把店铺资金转回钱包，或减少要买的数量"),
            link="/finance",
        )


def claim_paid(order: Order) -> None:
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.PAID, paid_sim_at=now, changed_sim_at=now, closed_sim_at=None,
        close_reason=None, ship_by_sim_at=now + timedelta(hours=order.promise_hours),
        version=order.version + 1,
    )  # fmt: skip


def hold_again(order: Order) -> None:
    try:
        if order.promotions:
            reuse_promotions(order.number, order.cohort_id)
            guard_still(order)
        hold_all(units_to_hold(order.lines), of=order.cohort, ref=order.number)
    except OutOfStock as gone:
        raise PaymentTooLate(
            _("已经过了付款时间，货也卖完了：这单没有付成，钱没有动"),
            rule=RuleId.UNPAID_CLOSE,
            next_step=_("看看别的商品，下单后在时限内付款"),
            link="/mall",
        ) from gone


def _watch_lateness(order: Order) -> None:
    """Late shipments are looked for on the full hour after the promise, once per hour."""
    due = order.ship_by_sim_at
    assert due is not None  # noqa: S101 - set with the state
    hour = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    jobs.schedule(
        "orders.note_late", hour.isoformat(timespec="hours"), cohort_id=order.cohort_id, at=hour
    )
