"""Simulated buyers who ordered and did not pay: a reminder or a lower price wins some of them.

The others say nothing; their order closes by the timer of any unpaid order (rule T-1).
"""

from datetime import timedelta

from app.db import db
from app.jobs import Job, schedule
from app.journal import By, Entry, acting_as
from sim_market.buyers.market.paying import pays_after_minutes, willing_pm
from sim_market.buyers.models import PlannedPurchase
from sim_market.buyers.operations.impatience import plan_impatience
from sim_market.buyers.queries import find_purchase_of
from sim_market.orders.models import Order, OrderState, ReminderKind
from sim_market.orders.operations import pay_order
from sim_market.orders.operations.repricing import first_fen
from sim_market.orders.queries import find_order_by_number
from sim_market.presales.operations import presale_of

MINUTE = timedelta(minutes=1)


def on_reminded(reminded: Entry) -> None:
    """A merchant reminds somebody to pay."""
    if reminded.facts["kind"] == ReminderKind.PAY.value:
        expect_payment(reminded)


def expect_payment(done: Entry) -> None:
    """Something was done for an unpaid order: is it enough for this buyer? Then they pay soon,
    before the timer closes the order.
    """
    order = db.session.get_one(Order, done.subject_id)
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    if purchase is None or not pays_now(purchase, order):
        return
    now = order.cohort.sim_at
    at = min(now + pays_after_minutes(purchase.draw) * MINUTE, order.pay_by_sim_at - MINUTE)
    schedule("buyers.pay", order.number, cohort_id=order.cohort_id, at=max(now, at))


def pays_now(purchase: PlannedPurchase, order: Order) -> bool:
    """What was done for it outweighs what keeps this buyer from paying. Not on presale: there
    the deposit has gone, or is to be paid first.
    """
    first = max(1, first_fen(order))
    off_pm = 1000 * (first - order.pay_fen) // first
    reminded = any(each.kind == ReminderKind.PAY for each in order.reminders)
    unpaid = order.state == OrderState.UNPAID and presale_of(order) is None
    return unpaid and purchase.reluctance_pm < willing_pm(reminded=reminded, off_pm=off_pm)


def pay(job: Job) -> None:
    """Job `buyers.pay`: pay after all."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id) if order else None
    if order is None or purchase is None or not pays_now(purchase, order):
        return
    with acting_as(By.SIMULATED):
        pay_order(order, actor=None)
    plan_impatience(purchase, order)
