"""Settlement against refunds, transfers and other runs at the same instant (L3, L6, I8)."""

import os
from collections import Counter
from datetime import timedelta

from app.cohorts import clock
from app.db import db
from sim_market.finance import operations
from sim_market.finance.operations import ask_for_funds, settle_order, transfer_out
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import receive_order, ship_order
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.finance.test_settlement import reverse
from tests.sim_market.money import problems
from tests.sim_market.races import at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
WRONG = ("ledger.", "finance.escrow", "finance.once", "finance.commission", "finance.profit")


def get(kind, row_id):
    return db.session.get_one(kind, row_id)


def received(sku, **more):
    order = make.order(of=sku, **more)
    ship_order(order, carrier="x", tracking_number=f"R{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def worth(store_id, cohort_id):
    """What the store has, less what it owes."""
    kinds = AccountKind.STORE_FUNDS, AccountKind.STORE_DEBT
    return sum(balance_of(cohort_id, kind, store_id) for kind in kinds)


def test_a_reversal_and_a_transfer_out_never_spend_the_same_money(served):
    for _turn in range(ROUNDS):
        with served.app_context():
            sku = make.sku(price_fen=1000)
            order = received(sku)
            settle_order(order)
            shopper_of(sku.listing.store.owner, order.cohort)
            db.session.commit()
            order_id, store_id, cohort_id = order.id, order.store_id, order.cohort_id

        def take_out(store_id=store_id):
            store = get(Store, store_id)
            owner = shopper_of(store.owner, store.cohort)
            transfer_out(store, owner, 950, key=f"all-{store_id}", actor=owner.user)

        outcome = at_once(served, [lambda o=order_id: reverse(get(Order, o), 1, 1000), take_out])
        with served.app_context():
            assert outcome[0] == "done"
            out = 950 if outcome[1] == "done" else 0
            assert outcome[1] in {"done", "InsufficientFunds"}
            assert worth(store_id, cohort_id) == -out
            assert balance_of(cohort_id, AccountKind.STORE_FUNDS, store_id) == 0


def test_reversals_and_runs_of_the_same_store_do_not_wait_for_each_other_in_a_circle(served):
    for _turn in range(ROUNDS):
        with served.app_context():
            sku = make.sku(price_fen=1000, stock=20)
            settled, *others = (received(sku, quantity=2) for _ in range(4))
            settle_order(settled)
            db.session.commit()
            store_id, cohort_id, first = settled.store_id, settled.cohort_id, settled.id
            rest = [order.id for order in others]
        deeds = [lambda o=first: reverse(get(Order, o), 2, 2000)]
        deeds += [lambda o=each: settle_order(get(Order, o)) for each in rest]
        assert at_once(served, deeds) == ["done"] * 4
        with served.app_context():
            assert worth(store_id, cohort_id) == 3 * 1900
            assert [wrong for wrong in problems() if wrong.startswith(WRONG[:1])] == []


def test_several_runs_and_hands_settle_an_order_once(served):
    with served.app_context():
        sku = make.sku(price_fen=1000, stock=50)
        orders = [received(sku) for _ in range(12)]
        db.session.commit()
        cohort_id, ids = sku.cohort_id, [order.id for order in orders]
        until = sku.cohort.sim_at + timedelta(days=8)
        store_id = orders[0].store_id
    runs = [lambda: clock.advance(cohort_id, until)] * 3
    hands = [lambda o=each: settle_order(get(Order, o)) for each in ids[:3]]
    outcome = at_once(served, [*runs, *hands])
    assert set(outcome) <= {"done", "IllegalMove"}
    with served.app_context():
        assert {get(Order, each).state for each in ids} == {OrderState.COMPLETED}
        assert worth(store_id, cohort_id) == 12 * 950
        assert problems() == []


def test_of_several_pleas_at_once_one_is_made(served):
    with served.app_context():
        store = make.store()
        db.session.commit()
        store_id = store.id

    def ask():
        mine = get(Store, store_id)
        ask_for_funds(mine, 100, "同时点了好几次的申请", actor=mine.owner)

    assert Counter(at_once(served, [ask] * 4)) == {"done": 1, "Conflict": 3}
    with served.app_context():
        assert operations.find_open(get(Store, store_id)) is not None
