"""The last unit and many buyers at once: with real threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor

from app.db import db, transaction
from sim_market.listings import checks
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import OutOfStock, Sku
from sim_market.listings.operations import hold_stock
from tests.sim_market.listings.drafts import listing

BUYERS, LEFT = 24, 5


def test_of_many_buyers_only_so_many_get_the_last_units(served):
    with served.app_context(), transaction():
        sku_id = listing(skus=(SkuDraft(price_fen=3900, stock=LEFT),)).skus[0].id

    def buy(number: int) -> bool:
        with served.app_context():
            try:
                with transaction():
                    hold_stock(db.session.get_one(Sku, sku_id), 1, f"D{number}")
            except OutOfStock:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(buy, range(BUYERS)))

    assert got.count(True) == LEFT
    with served.app_context():
        sku = db.session.get_one(Sku, sku_id)
        assert (sku.on_hand, sku.reserved) == (LEFT, LEFT)
        assert checks.stock_adds_up() == []
