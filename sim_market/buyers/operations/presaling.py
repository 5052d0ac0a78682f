"""Simulated buyers of goods on presale: some pay the deposit, and of these most pay the balance.

Who does not go on loses the deposit to the store (P-3), as anybody does.
"""

from datetime import timedelta
from functools import cache

import sqlalchemy as sa

from app.db import db
from app.jobs import Job, schedule
from app.journal import By, acting_as
from sim_market.buyers.market.presales import balance_after, pays_balance, prefers_presale
from sim_market.buyers.models import PlannedPurchase
from sim_market.buyers.operations.impatience import plan_impatience
from sim_market.buyers.queries import find_purchase_of
from sim_market.orders.models import Order
from sim_market.orders.queries import find_order_by_number
from sim_market.payments.operations import take
from sim_market.presales.models import Deposit
from sim_market.presales.operations import begin_balance, begin_deposit, order_presale
from sim_market.presales.queries import find_deposit
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Kind
from sim_market.promotions.queries import ALIVE
from sim_market.shoppers.models import Shopper


def wants_presale(purchase: PlannedPurchase) -> bool:
    """Are the goods on presale, and is this somebody who would rather wait and pay less?"""
    if not prefers_presale(purchase.draw):
        return False
    now = {"cohort": purchase.cohort_id, "store": purchase.store_id, "at": purchase.cohort.sim_at}
    listing = str(purchase.sku.listing_id)
    return any(listing in each.terms.scope.listings for each in db.session.scalars(_running(), now))


@cache
def _running() -> sa.Select[Promotion]:
    at = sa.bindparam("at", type_=Promotion.starts_sim_at.type)
    return sa.select(Promotion).where(
        Promotion.cohort_id == sa.bindparam("cohort"),
        Promotion.store_id == sa.bindparam("store"),
        Promotion.kind == Kind.PRESALE,
        Promotion.state.in_(ALIVE),
        Promotion.starts_sim_at <= at,
        Promotion.ends_sim_at > at,
    )


def order_ahead(purchase: PlannedPurchase, shopper: Shopper, quantity: int, *, pays: bool) -> Order:
    """Order in the presale; who pays the deposit thinks of the balance in its window."""
    deposit = order_presale(shopper, purchase.sku, quantity, actor=None, expected_fen=None)
    if pays and take(begin_deposit(deposit), actor=None):
        plan_balance(purchase, deposit)
    return deposit.order


def plan_balance(purchase: PlannedPurchase, deposit: Deposit) -> None:
    """Some never pay it: their order closes when the window is over."""
    if not pays_balance(purchase.draw):
        return
    window = deposit.balance_until_sim_at - deposit.balance_from_sim_at
    minutes = balance_after(purchase.draw, window // timedelta(minutes=1))
    at = deposit.balance_from_sim_at + timedelta(minutes=minutes)
    schedule("buyers.balance", deposit.order.number, cohort_id=purchase.cohort_id, at=at)


def pay_balance(job: Job) -> None:
    """Job `buyers.balance`: the rest, if it can be paid."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    deposit = find_deposit(order) if order else None
    if order is None or deposit is None or not deposit.can_pay_balance:
        return
    with acting_as(By.SIMULATED):
        take(begin_balance(deposit), actor=None)
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    if purchase is not None:
        plan_impatience(purchase, order)
