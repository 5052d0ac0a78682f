"""Many at once at the same allotment, cursor and supply order: real threads, both databases."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app.db import db, transaction
from app.errors import DomainError
from sim_market.stores.models import Store
from supply_chain.capture.models import SupplyOrder, SupplyState
from supply_chain.capture.operations import confirm, pull_orders
from supply_chain.checks import CHECKS
from supply_chain.stock.models import Allotment, SupplierOutOfStock
from supply_chain.stock.operations import allocate, drift
from tests.supply_chain import goods

WORKERS = 8


def problems() -> list[str]:
    return [problem for check in CHECKS.values() for problem in check()]


def test_the_suppliers_last_units_are_set_aside_once(served):
    with served.app_context(), transaction():
        listing = goods.listing()
        goods.drift_to(listing, 5)
        allotment_id = goods.list_pairs(listing.store)[0].allotment.id

    def take(number: int) -> bool:
        with served.app_context():
            try:
                with transaction():
                    allocate(db.session.get_one(Allotment, allotment_id), 1, f"G{number}")
            except SupplierOutOfStock:
                return False
            return True

    with ThreadPoolExecutor(WORKERS) as pool:
        got = list(pool.map(take, range(24)))

    assert got.count(True) == 5
    with served.app_context():
        allotment = db.session.get_one(Allotment, allotment_id)
        assert (allotment.on_hand, allotment.allocated) == (5, 5)


def test_selling_elsewhere_never_takes_what_an_order_has(served):
    with served.app_context(), transaction():
        listing = goods.listing()
        goods.drift_to(listing, 12)
        allotment_id = goods.list_pairs(listing.store)[0].allotment.id

    def act(number: int) -> int:
        with served.app_context():
            try:
                with transaction():
                    allotment = db.session.get_one(Allotment, allotment_id)
                    if number % 2:
                        return drift(allotment, -1, "elsewhere")
                    allocate(allotment, 1, f"G{number}")
                    return 1
            except SupplierOutOfStock:
                return 0

    with ThreadPoolExecutor(WORKERS) as pool:
        done = list(pool.map(act, range(40)))

    with served.app_context():
        allotment = db.session.get_one(Allotment, allotment_id)
        assert allotment.allocated == done.count(1)
        assert allotment.on_hand == 12 - done.count(-1)
        assert allotment.on_hand >= allotment.allocated


def test_pulls_at_the_same_time_copy_each_order_once(served):
    with served.app_context(), transaction():
        listing = goods.listing()
        for _n in range(6):
            goods.order(listing)
        store_id = listing.store_id

    def pull(_number: int) -> int:
        with served.app_context(), transaction():
            store = db.session.get_one(Store, store_id)
            return len(pull_orders(store, actor=None).confirmed)

    with ThreadPoolExecutor(WORKERS) as pool:
        copied = list(pool.map(pull, range(WORKERS)))

    assert sum(copied) == 6
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SupplyOrder)) == 6
        assert problems() == []


def test_a_supply_order_is_confirmed_and_paid_once(served):
    with served.app_context(), transaction():
        store = goods.store(fen=0)
        listing = goods.listing(by=store)
        goods.order(listing, 2)
        [supply] = pull_orders(store, actor=None).held
        supply_id = supply.id
        goods.funded(store)

    def try_it(_number: int) -> bool:
        with served.app_context():
            try:
                with transaction():
                    confirm(db.session.get_one(SupplyOrder, supply_id), actor=None)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(WORKERS) as pool:
        done = list(pool.map(try_it, range(WORKERS)))

    assert done.count(True) == 1
    with served.app_context():
        assert db.session.get_one(SupplyOrder, supply_id).state == SupplyState.CONFIRMED
        assert problems() == []
