"""Several hands on one import at the same moment: with real threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.db import db, transaction
from app.errors import Conflict
from sim_market.bulk import operations
from sim_market.bulk.models import BulkRow, BulkRun, RowState, RunState
from sim_market.listings import operations as listings
from sim_market.listings.models import Listing
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.database
HANDS, GOODS = 4, 12


def at_once(app, *deeds) -> list[str]:
    gate = Barrier(len(deeds))

    def do(deed) -> str:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deed()
            except Conflict:
                return "conflict"
            return "ok"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.fixture
def waiting(served) -> int:
    """The id of a run that makes new goods, not begun yet."""
    with served.app_context(), transaction():
        store = make.store()
        rows = [f"白瓷马克杯 {n} 号款,kitchen.cups.mug,25,9" for n in range(GOODS)]
        body = "\n".join(["标题,类目,售价,库存", *rows]).encode()
        return operations.prepare_import(store, body, "a.csv", actor=store.owner).id


def begin(run_id: int):
    def deed() -> None:
        run = db.session.get_one(BulkRun, run_id)
        operations.begin(run, actor=run.actor)

    return deed


def work(run_id: int):
    def deed() -> None:
        run = db.session.get_one(BulkRun, run_id)
        operations.work(run, actor=run.actor)

    return deed


def count(noun) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(noun)) or 0


def over(app, run_id: int) -> bool:
    with app.app_context():
        return db.session.get_one(BulkRun, run_id).state == RunState.DONE


def test_who_begins_together_begins_once(served, waiting):
    assert sorted(at_once(served, *[begin(waiting)] * HANDS)) == ["conflict"] * 3 + ["ok"]


def test_each_row_is_done_once_by_whoever_comes_first(served, waiting, monkeypatch):
    monkeypatch.setattr(operations.runs, "CHUNK", 5)
    with served.app_context(), transaction():
        begin(waiting)()
    while not over(served, waiting):
        at_once(served, *[work(waiting)] * HANDS)
    with served.app_context():
        assert db.session.get_one(BulkRun, waiting).state == RunState.DONE
        states = set(db.session.scalars(sa.select(BulkRow.state)))
        assert (states, count(Listing)) == ({RowState.OK}, GOODS)
        assert db.session.scalars(sa.select(Store.listings_made)).one() == GOODS


def test_a_price_changed_at_the_same_moment_is_not_lost(served):
    with served.app_context(), transaction():
        one = listing()
        body = f"商品编号,售价\n{one.code},50\n".encode()
        run = operations.prepare_import(one.store, body, "a.csv", actor=one.store.owner)
        operations.begin(run, actor=one.store.owner)
        run_id, sku_id = run.id, one.skus[0].id

    def change() -> None:
        sku = db.session.scalars(sa.select(Listing)).one().skus[0]
        listings.change_price(sku, 6000, actor=None)

    answers = at_once(served, work(run_id), change)
    with served.app_context():
        row = db.session.scalars(sa.select(BulkRow)).one()
        now = db.session.scalars(sa.select(Listing)).one()
        assert now.skus[0].id == sku_id
        if row.state == RowState.OK:  # it came first; who changed after it saw the new price
            assert now.version == 2 + (answers[1] == "ok")
        else:
            assert (row.state, now.price_fen, now.version) == (RowState.FAILED, 6000, 2)
