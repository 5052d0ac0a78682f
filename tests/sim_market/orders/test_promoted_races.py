"""Many order at once under a promotion that does not last for all (C1, C3, C4)."""

import pytest

from app.commands import problems
from app.db import db, transaction
from sim_market.listings.models import Sku
from sim_market.orders.models import CloseReason, Order
from sim_market.orders.operations import close_order, place_order
from sim_market.orders.pricing import Wish
from sim_market.promotions.models import Promotion
from sim_market.promotions.operations import claim_coupon
from sim_market.promotions.pricing.terms import Kind
from sim_market.shoppers.models import Shopper
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.races import at_once

pytestmark = pytest.mark.database


def order(sku_id: int, buyer_id: int):
    def deed() -> None:
        sku = db.session.get_one(Sku, sku_id)
        place_order(db.session.get_one(Shopper, buyer_id), [(sku, 1)], actor=None)

    return deed


def close(order_id: int):
    return lambda: close_order(db.session.get_one(Order, order_id), CloseReason.BUYER, actor=None)


def prices() -> list[int]:
    return sorted(order.pay_fen for order in db.session.query(Order))


def test_a_flash_sale_of_three_sells_three(served):
    with served.app_context(), transaction():
        cup = make.sku(price_fen=3000, stock=50)
        promotion(cup.listing.store, kind=Kind.FLASH_SALE, parameters={"price_fen": 1000}, quota=3)
        deeds = [order(cup.id, make.shopper(of=cup.cohort).id) for _n in range(12)]
    said = at_once(served, deeds)
    with served.app_context():
        assert set(said) <= {"done", "PromotionSpent"}
        assert prices()[:4] == [1000, 1000, 1000, 3000][: len(prices())]
        assert db.session.query(Promotion).one().sold_units == 3
        assert not any(problems().values())


def test_one_coupon_in_two_tabs_is_used_once_and_closing_gives_it_back_once(served):
    with served.app_context(), transaction():
        cup = make.sku(price_fen=3000, stock=50)
        buyer = make.shopper(of=cup.cohort)
        made = coupons(cup.listing.store, parameters={"off_fen": 500})
        claim_coupon(made.batch, buyer, actor=None)
        again = order(cup.id, buyer.id)
        deeds = [again] * 4
    said = at_once(served, deeds)
    with served.app_context():
        assert set(said) <= {"done", "CouponSpent"}
        assert prices().count(2500) == 1
        used = db.session.query(Order).filter_by(pay_fen=2500).one().id
    at_once(served, [close(used), close(used), again])
    with served.app_context():
        assert db.session.query(Promotion).one().spent_fen in {0, 500}
        assert not any(problems().values())


def live_order(sku_id: int, buyer_id: int):
    def deed() -> None:
        sku, wish = db.session.get_one(Sku, sku_id), Wish(live=frozenset({sku_id}))
        place_order(db.session.get_one(Shopper, buyer_id), [(sku, 1)], actor=None, wish=wish)

    return deed


def test_one_buyer_in_many_tabs_gets_no_more_than_a_buyer_gets(served):
    """The limit of a live price is over all orders of one buyer."""
    with served.app_context(), transaction():
        cup = make.sku(price_fen=3000, stock=50)
        promotion(
            cup.listing.store, kind=Kind.LIVE_PRICE,
            parameters={"price_fen": 1000, "buyer_quota": 2}, listing_ids=(cup.listing_id,),
        )  # fmt: skip
        one, other = (make.shopper(of=cup.cohort).id for _n in range(2))
        deeds = [live_order(cup.id, one)] * 6 + [live_order(cup.id, other)]
    said = at_once(served, deeds)
    with served.app_context():
        assert set(said) <= {"done", "PromotionSpent"}
        cheap = [each.shopper_id for each in db.session.query(Order) if each.pay_fen == 1000]
        assert (cheap.count(one), cheap.count(other)) == (2, 1)
        assert db.session.query(Promotion).one().sold_units == 3
        assert not any(problems().values())
