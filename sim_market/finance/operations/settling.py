"""Settling orders: what the buyer kept goes from escrow to the store, less commission (L3, L4).

Each hour in which an order falls due has a run, which takes all that are due (L6). An order is
settled with its row held and its state claimed, so that running twice does nothing; a run that
fails is undone whole. What was settled is never rewritten: later refunds are movements of their
own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app import jobs
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict
from app.jobs import Job
from app.journal import Entry, record
from sim_market.after_sales.models import Refund
from sim_market.finance.operations.transfers import debt_of, funds_of, owed_by
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import Movement, account, hold, post_all
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import complete_orders, lock_order
from sim_market.orders.queries import find_order_by_number
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

AT_ONCE = 500  # orders of one round of a run
HOUR = timedelta(hours=1)
Held = dict[Purse, int]


def settle_order(order: Order) -> None:
    """Settle one order now, whenever it falls due. Raises Conflict, IllegalMove."""
    lock_order(order)
    if order.live_refunds:
        raise Conflict(_("有退款还没有答复，先不结算"), rule=RuleId.SETTLEMENT)
    settle_all([order])


def settle_all(orders: Sequence[Order]) -> None:
    """Pay the stores of orders whose rows the caller holds; the orders are completed.

    Commission is what was frozen at payment, less what went back with refunds (L1, L5), none on
    the shipping fee. The subsidy of the platform and the shipping fee are movements of their own
    (L3). What a store owes is taken from it at once (L6).
    """
    movements = [move for order in orders for move in movements_of(order)]
    debts = _debts_of(orders, movements)
    complete_orders(orders)
    post_all([*movements, *debts])
    for order in orders:
        record(
            Verb.ORDER_COMPLETED, order, actor=None, number=order.number, kept_fen=order.kept_fen,
            commission_fen=order.commission_fen,
        )  # fmt: skip


def movements_of(order: Order) -> list[Movement]:
    """EARN and COMMISSION, SHIPPING, SUBSIDY of one order, as far as there is any (L3)."""
    fee, shipping, subsidy = order.commission_fen, order.shipping_kept_fen, order.platform_kept_fen
    goods = order.kept_fen - shipping
    escrow, funds = account(order.cohort_id, AccountKind.ESCROW), funds_of(order.store)
    commission = account(order.cohort_id, AccountKind.COMMISSION)
    world = account(order.cohort_id, AccountKind.WORLD)
    found = [
        Movement(TxnKind.SUBSIDY, order.number, [(world, -subsidy), (funds, subsidy)], order),
        Movement(
            TxnKind.SETTLEMENT, order.number,
            [(escrow, -goods), (funds, goods - fee), (commission, fee)], order,
        ),
        Movement(TxnKind.SHIPPING, order.number, [(escrow, -shipping), (funds, shipping)], order),
    ]  # fmt: skip
    due = {TxnKind.SUBSIDY: subsidy, TxnKind.SHIPPING: shipping}
    return [move for move in found if due.get(move.kind, 1)]


def _debts_of(orders: Sequence[Order], movements: Sequence[Movement]) -> list[Movement]:
    """What stores that owe something pay of what they get now, by their last order of the run."""
    stores = {order.store_id: order for order in orders}
    owing = owed_by(orders[0].cohort_id, sorted(stores))
    if not owing:
        return []
    purses = {purse for move in movements for purse, _fen in move.legs}
    debts = {debt_of(stores[store_id].store) for store_id in owing}
    held = hold(purses | debts)  # all that the run touches, in the order in which it is taken
    return [move for store_id in owing for move in _paid_off(stores[store_id], movements, held)]


def _paid_off(last: Order, movements: Sequence[Movement], held: Held) -> list[Movement]:
    funds, debt = funds_of(last.store), debt_of(last.store)
    comes = sum(fen for move in movements for purse, fen in move.legs if purse == funds)
    fen = min(-held[debt], held[funds] + comes)
    legs = [(funds, -fen), (debt, fen)]
    return [Movement(TxnKind.DEBT_PAID, last.number, legs, last)] if fen > 0 else []


def settle_run(job: Job) -> None:
    """The timer, on the hour: all orders whose after-sale period has passed (rule T-3)."""
    until = job.cohort.sim_at - timedelta(days=pack(job.cohort).settle_days)
    asked = {"cohort": job.cohort_id, "until": until, "most": AT_ONCE}
    while orders := db.session.scalars(_due(), asked).all():
        settle_all(orders)


@cache
def _due() -> sa.Select[Order]:
    return (
        sa.select(Order)
        .where(
            Order.cohort_id == sa.bindparam("cohort"),
            Order.state == OrderState.RECEIVED,
            Order.live_refunds == 0,
            Order.received_sim_at <= sa.bindparam("until", type_=Order.received_sim_at.type),
        )
        .order_by(Order.received_sim_at, Order.id)
        .limit(sa.bindparam("most"))
        .options(selectinload(Order.lines), joinedload(Order.store))
        .with_for_update(of=Order)
        .execution_options(populate_existing=True)
    )


def settle_due(job: Job) -> None:
    """The timer of an order that was received before there were runs."""
    order = find_order_by_number(job.payload["number"], cohort_id=job.cohort_id)
    if order is not None and order.state == OrderState.RECEIVED and not order.live_refunds:
        settle_order(order)


def on_received(entry: Entry) -> None:
    """An order was received: a run is set for the hour in which it falls due."""
    _await_run(db.session.get_one(Order, entry.subject_id))


def on_after_sale_ended(entry: Entry) -> None:
    """An after-sale has ended: an order that waited for it only is settled by the next run."""
    order = db.session.get_one(Refund, entry.subject_id).line.order
    if order.state == OrderState.RECEIVED and not order.live_refunds:
        _await_run(order)


def _await_run(order: Order) -> None:
    """The first full hour at which it is due; if that has passed, the next that comes."""
    at = order.settles_sim_at
    assert at is not None  # noqa: S101 - it was received
    at = full_hour(max(at, order.cohort.sim_at), order.cohort)
    jobs.schedule("finance.settle_run", at.isoformat(), cohort_id=order.cohort_id, at=at)


def full_hour(at: datetime, cohort: Cohort) -> datetime:
    """The first full hour not before `at`, and after now."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at and at > cohort.sim_at else hour + HOUR
