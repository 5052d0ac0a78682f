"""Settling orders, and moving a trainee's own money between wallet and store."""

from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import Entry, record
from sim_market.after_sales.models import Refund
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import complete_order, lock_order
from sim_market.orders.queries import find_order_by_number
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def settle_order(order: Order) -> None:
    """Pay the store from escrow what the buyer kept, less commission; the order is completed.

    Commission per line at the rate frozen on it, rounded half up once per line (L1, M2); none on
    the shipping fee, which is a movement of its own (L3). Exactly once: the claim of the order's
    state and the transaction's key both refuse a second time.
    """
    lock_order(order)
    if order.live_refunds:
        raise Conflict(_("有退款还没有答复，先不结算"), rule=RuleId.SETTLEMENT)
    complete_order(order)
    commission_fen = order.commission_fen
    goods_fen = order.kept_fen - order.shipping_kept_fen
    escrow = account(order.cohort_id, AccountKind.ESCROW)
    legs = [
        (escrow, -goods_fen),
        (funds_of(order.store), goods_fen - commission_fen),
        (account(order.cohort_id, AccountKind.COMMISSION), commission_fen),
    ]
    post(TxnKind.SETTLEMENT, order.number, legs, about=order)
    _pay_shipping(order)
    record(
        Verb.ORDER_COMPLETED, order, actor=None, number=order.number, kept_fen=order.kept_fen,
        commission_fen=commission_fen,
    )  # fmt: skip


def _pay_shipping(order: Order) -> None:
    """The fee that the buyer paid and did not get back is the merchant's."""
    fen = order.shipping_kept_fen
    if fen:
        escrow = account(order.cohort_id, AccountKind.ESCROW)
        legs = [(escrow, -fen), (funds_of(order.store), fen)]
        post(TxnKind.SHIPPING, order.number, legs, about=order)


def settle_due(job: Job) -> None:
    """The timer: the after-sale period has passed (rule T-3)."""
    order = find_order_by_number(job.payload["number"], cohort_id=job.cohort_id)
    if order is not None and order.state == OrderState.RECEIVED and not order.live_refunds:
        settle_order(order)


def on_received(entry: Entry) -> None:
    """An order was received: set the time of its settlement."""
    _set_timer(db.session.get_one(Order, entry.subject_id))


def on_after_sale_ended(entry: Entry) -> None:
    """An after-sale has ended: an order that waited for it only is settled now."""
    order = db.session.get_one(Refund, entry.subject_id).line.order
    if order.state == OrderState.RECEIVED and not order.live_refunds:
        _set_timer(order)


def transfer_in(store: Store, shopper: Shopper, amount_fen: int, *, key: str, actor: User) -> None:
    """Put money of the owner's wallet into the store. `key` names this one transfer."""
    legs = [(shopper.purse, -_positive(amount_fen)), (funds_of(store), amount_fen)]
    post(TxnKind.TRANSFER_IN, key, legs, about=store)
    record(Verb.FUNDS_MOVED, store, actor=actor, to="store", amount_fen=amount_fen)


def transfer_out(store: Store, shopper: Shopper, amount_fen: int, *, key: str, actor: User) -> None:
    """Take money out of the store into the owner's wallet. Raises InsufficientFunds."""
    legs = [(funds_of(store), -_positive(amount_fen)), (shopper.purse, amount_fen)]
    post(TxnKind.TRANSFER_OUT, key, legs, about=store)
    record(Verb.FUNDS_MOVED, store, actor=actor, to="wallet", amount_fen=amount_fen)


def funds_of(store: Store) -> Purse:
    return account(store.cohort_id, AccountKind.STORE_FUNDS, store.id)


def _set_timer(order: Order) -> None:
    """A timer that found an open after-sale did nothing; the one set after it has a new key."""
    at = order.settles_sim_at
    assert at is not None  # noqa: S101 - it was received
    at = max(at, order.cohort.sim_at)
    jobs.schedule(
        "finance.settle", f"{order.number}@{order.version}", cohort_id=order.cohort_id, at=at,
        number=order.number,
    )  # fmt: skip


def _positive(amount_fen: int) -> int:
    if amount_fen <= 0:
        raise Invalid(_("转账金额要大于 0"), fields={"amount": _("请填大于 0 的金额")})
    return amount_fen
