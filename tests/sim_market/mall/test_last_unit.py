"""The last units and many buyers at once, through the pages, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app.db import db, transaction
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings import checks
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderState
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.payments.paying import at_till

BUYERS, LEFT = 12, 3


def test_of_a_class_that_wants_the_last_units_only_so_many_get_them(served):
    with served.app_context(), transaction():
        sku = listing(skus=(SkuDraft(price_fen=3900, stock=LEFT),)).skus[0]
        sku_id, cohort_id = sku.id, sku.cohort_id
        browsers = [make.browser(served, make.member().user) for _ in range(BUYERS)]

    def buy(browser) -> tuple[int, int]:
        url = f"/mall/checkout?sku_id={sku_id}&quantity=1"
        ordered = 503
        while ordered == 503:  # those who wait for their turn come back
            ordered = browser.post(url, data={"seen_fen": 3900, "note": ""}).status_code
        if ordered != 303:
            return ordered, 0
        with served.app_context():
            numbers = db.session.scalars(sa.select(Order.number)).all()
        return ordered, at_till(browser, *numbers).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(buy, browsers))

    assert sorted(answers) == [(303, 303)] * LEFT + [(409, 0)] * (BUYERS - LEFT)
    with served.app_context():
        states = db.session.scalars(sa.select(Order.state)).all()
        assert states == [OrderState.PAID] * LEFT
        sku = db.session.get_one(Sku, sku_id)
        assert (sku.on_hand, sku.available) == (LEFT, 0)
        assert balance_of(cohort_id, AccountKind.ESCROW) == LEFT * 3900
        assert checks.stock_adds_up() == []
