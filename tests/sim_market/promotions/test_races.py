"""Many at once, with real threads, on both databases: one coupon, one budget, one release."""

import pytest
import sqlalchemy as sa

from app.db import db, transaction
from sim_market.promotions import checks
from sim_market.promotions.models import Coupon, CouponBatch, Promotion
from sim_market.promotions.operations import claim_coupon, release_uses, use_promotions
from sim_market.promotions.pricing import Basket, Kind, Line, price
from sim_market.shoppers.models import Shopper
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.races import at_once

ROUNDS, AT_ONCE = 50, 4


def claim(batch_id: int, shopper_id: int):
    def deed() -> None:
        batch = db.session.get_one(CouponBatch, batch_id)
        claim_coupon(batch, db.session.get_one(Shopper, shopper_id), actor=None)

    return deed


@pytest.mark.slow
@pytest.mark.database
def test_c1_of_a_coupon_of_one_exactly_one_is_given_out(served):
    with served.app_context(), transaction():
        store = make.store()
        buyers = [make.shopper(of=store.cohort).id for _n in range(AT_ONCE)]
        batches = [coupons(store, total=1).batch.id for _n in range(ROUNDS)]
    for batch in batches:
        said = at_once(served, [claim(batch, buyer) for buyer in buyers])
        assert sorted(said) == ["PromotionSpent"] * (AT_ONCE - 1) + ["done"]
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == ROUNDS
        assert checks.claims_add_up() == []


@pytest.mark.database
def test_c1_fifty_at_once_want_the_only_coupon(served):
    """litemall #581: a stock of one gave out nine under 64 threads."""
    with served.app_context(), transaction():
        batch = coupons(total=1).batch
        batch_id, buyers = batch.id, [make.shopper(of=batch.cohort).id for _n in range(50)]
    said = at_once(served, [claim(batch_id, buyer) for buyer in buyers])
    assert sorted(said) == ["PromotionSpent"] * 49 + ["done"]
    with served.app_context():
        assert db.session.get_one(CouponBatch, batch_id).claimed == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) == 1
        assert checks.claims_add_up() == []


@pytest.mark.database
def test_c2_one_buyer_who_claims_many_times_at_once_gets_one(served):
    with served.app_context(), transaction():
        batch = coupons(total=50).batch
        buyer = make.shopper(of=batch.cohort).id
        batch_id = batch.id
    said = at_once(served, [claim(batch_id, buyer)] * 8)
    assert sorted(said) == ["PromotionSpent"] * 7 + ["done"]
    with served.app_context():
        assert db.session.get_one(CouponBatch, batch_id).claimed == 1
        assert checks.claims_add_up() == []


@pytest.mark.database
def test_c3_c4_a_coupon_and_a_budget_are_used_once_and_given_back_once(served):
    with served.app_context(), transaction():
        made = coupons(budget_fen=700)
        buyer = make.shopper(of=made.cohort)
        seen = price(Basket((Line("1", 9000, store=str(made.store_id)),)), [made.terms])
        coupon_id, promotion_id = claim_coupon(made.batch, buyer, actor=None).id, made.id
        buyer_id, cohort_id = buyer.id, made.cohort_id

    def use(number: str):
        def deed() -> None:
            use_promotions(
                seen, number,
                db.session.get_one(Shopper, buyer_id),
                {str(promotion_id): db.session.get_one(Coupon, coupon_id)},
            )  # fmt: skip

        return deed

    for _round in range(5):
        said = at_once(served, [use(f"D{_round}{n}") for n in range(AT_ONCE)])
        assert said.count("done") == 1, said
        with served.app_context():
            used = db.session.get_one(Coupon, coupon_id).order_number
            assert db.session.get_one(Promotion, promotion_id).spent_fen == 500
        at_once(served, [lambda used=used: release_uses(used, cohort_id)] * AT_ONCE)
        with served.app_context():
            assert db.session.get_one(Coupon, coupon_id).order_number is None
            assert db.session.get_one(Promotion, promotion_id).spent_fen == 0
            assert checks.spent_adds_up() == []


@pytest.mark.database
def test_c1_a_quota_of_two_for_many(served):
    with served.app_context(), transaction():
        flash = promotion(kind=Kind.FLASH_SALE, parameters={"price_fen": 1}, quota=2)
        flash_id, store = flash.id, str(flash.store_id)
        buyers = [make.shopper(of=flash.cohort).id for _n in range(6)]
        seen = price(Basket((Line("1", 9000, store=store),)), [flash.terms])

    def use(n: int):
        return lambda: use_promotions(seen, f"D{n}", db.session.get_one(Shopper, buyers[n]), {})

    said = at_once(served, [use(n) for n in range(6)])
    assert sorted(said) == ["PromotionSpent"] * 4 + ["done"] * 2
    with served.app_context():
        assert db.session.get_one(Promotion, flash_id).sold_units == 2
        assert checks.spent_adds_up() == []
