"""Simulated buyers order ahead, pay the deposit, and most of them the balance in its window."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import jobs
from app.commands import problems
from app.db import db
from sim_market.buyers.market.presales import balance_after, pays_balance, prefers_presale
from sim_market.buyers.models import MarketState, PlannedPurchase, PurchaseState
from sim_market.orders.models import Order, OrderState
from sim_market.presales.models import Deposit, DepositState
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.promotions.making import promotion

HOUR = timedelta(hours=1)


def test_shares_of_those_who_order_ahead_and_go_on():
    draws = range(4000)
    assert 0.47 < sum(prefers_presale(n) for n in draws) / 4000 < 0.53
    assert 0.88 < sum(pays_balance(n) for n in draws) / 4000 < 0.92
    waits = [balance_after(n, 2880) for n in draws]
    assert 1 <= min(waits) < max(waits) < 2880


@pytest.fixture
def shop(app):
    """A store of which the first goods are on presale for twelve hours of a busy day."""
    store, skus = stocked(make.cohort(name="预售班"))
    run(store.cohort, 8)
    said = {"deposit_fen": 300, "worth_fen": 600, "price_fen": skus[0].price_fen}
    promotion(
        store, kind=Kind.PRESALE, parameters=said, listing_ids=(skus[0].listing_id,),
        ends_sim_at=store.cohort.sim_at + 12 * HOUR,
    )  # fmt: skip
    lively(store.cohort, 60_000)
    run(store.cohort, 14)
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    return store


def deposits(shop) -> list[Deposit]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Deposit).order_by(Deposit.id)))


def test_deposit_then_balance_and_some_never_go_on(shop):
    found = deposits(shop)
    assert len(found) >= 5
    run(shop.cohort, 16)
    states = {each.state for each in deposits(shop)}
    assert states <= {DepositState.PAID, DepositState.GONE}  # who left the order unpaid
    assert DepositState.PAID in states
    paid = [each for each in deposits(shop) if each.state == DepositState.PAID]
    assert all(each.order.state == OrderState.UNPAID for each in paid)
    run(shop.cohort, 24 * 4)

    behind = {
        each.order_id: each.draw
        for each in db.session.scalars(
            sa.select(PlannedPurchase).where(PlannedPurchase.state == PurchaseState.BOUGHT)
        )
    }
    for each in deposits(shop):
        if each.state == DepositState.GONE:
            continue
        goes_on = pays_balance(behind[each.order_id])
        assert each.state == (DepositState.USED if goes_on else DepositState.KEPT)
        assert (each.order.paid_sim_at is not None) == goes_on
        if goes_on:
            assert each.order.paid_sim_at >= each.balance_from_sim_at
    assert jobs.failed() == []
    assert not any(problems().values())


def test_those_who_will_not_wait_buy_as_ever(shop):
    ahead = {each.order_id for each in deposits(shop)}
    others = db.session.scalars(sa.select(Order).where(Order.id.not_in(ahead))).all()
    assert {each.state for each in others} >= {OrderState.PAID}
    assert not any(each.promotions for each in others)
