"""Promotions and coupons: their life, their limits, and that they are used and given back once."""

from datetime import timedelta

import pytest

from app.cohorts.clock import advance
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from sim_market.promotions import checks
from sim_market.promotions.models import (
    Coupon,
    CouponSpent,
    PromotionSpent,
    PromotionState,
)
from sim_market.promotions.operations import (
    change_promotion,
    claim_coupon,
    end_promotion,
    make_promotion,
    pause_promotion,
    release_uses,
    start_promotion,
    use_promotions,
)
from sim_market.promotions.pricing import Basket, Kind, Line, Quote, price
from sim_market.promotions.queries import coupons_of, effects_of, running_in
from tests import make
from tests.sim_market.promotions.making import coupons, draft, promotion

pytestmark = pytest.mark.usefixtures("app")


def quote(*promotions, fen: int = 20000, quantity: int = 1) -> Quote:
    store = str(promotions[0].store_id)
    return price(
        Basket((Line("1", fen, quantity, store=store),)), [each.terms for each in promotions]
    )


def go(thing, moment) -> None:
    """Move the clock of its class."""
    db.session.commit()
    advance(thing.cohort_id, moment)
    db.session.expire_all()


def sound() -> bool:
    return checks.spent_adds_up() == checks.claims_add_up() == []


class TestLife:
    def test_it_waits_for_its_start_and_ends_by_the_clock(self):
        store = make.store()
        now = store.cohort.sim_at
        later = promotion(store, starts_sim_at=now + timedelta(hours=2))
        assert later.state == PromotionState.SCHEDULED
        assert running_in([store.id], store.cohort_id, now) == []
        go(store, now + timedelta(hours=3))
        assert later.state == PromotionState.RUNNING
        assert running_in([store.id], store.cohort_id, store.cohort.sim_at) == [later]
        go(store, now + timedelta(days=4))
        assert later.state == PromotionState.ENDED

    def test_pausing_and_starting_again(self):
        made = promotion()
        pause_promotion(made, actor=None)
        assert not made.gives_at(made.cohort.sim_at)
        start_promotion(made, actor=None)
        assert made.state == PromotionState.RUNNING
        end_promotion(made, actor=None)
        with pytest.raises(Conflict):
            start_promotion(made, actor=None)

    def test_a_changed_window_is_not_ended_by_the_old_deadline(self):
        made = promotion()
        now = made.cohort.sim_at
        pause_promotion(made, actor=None)
        longer = draft(made.store, ends_sim_at=now + timedelta(days=9))
        change_promotion(made, longer, version=1, actor=None)
        start_promotion(made, actor=None)
        go(made, now + timedelta(days=5))
        assert made.state == PromotionState.RUNNING

    def test_what_buyers_see_is_not_changed(self):
        made = promotion()
        with pytest.raises(NotAllowed):
            change_promotion(made, draft(made.store, name="别的"), version=1, actor=None)
        assert made.name == "满 100 减 10"

    def test_of_two_changes_the_second_is_told(self):
        made = promotion(started=False)
        change_promotion(made, draft(made.store, name="甲"), version=1, actor=None)
        with pytest.raises(Conflict):
            change_promotion(made, draft(made.store, name="乙"), version=1, actor=None)
        assert (made.name, made.version) == ("甲", 2)

    def test_what_is_over_cannot_be_started(self):
        made = promotion(started=False)
        go(made, made.ends_sim_at)
        with pytest.raises(Conflict):
            start_promotion(made, actor=None)
        assert made.state == PromotionState.DRAFT


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 31}, "name"),
        ({"ends_sim_at": None}, "ends"),
        ({"parameters": {"tiers": []}}, "terms"),
        ({"parameters": {"tiers": [{"from_fen": 1, "off_fen": -1}]}}, "terms"),
        ({"priority": 100}, "priority"),
        ({"budget_fen": 0}, "budget"),
        ({"quota": -1}, "quota"),
        ({"listing_ids": (10**6,)}, "goods"),
        ({"coupons": (1, 1)}, "total"),
        ({"kind": Kind.STORE_COUPON, "parameters": {"off_fen": 1}}, "total"),
        ({"kind": Kind.STORE_COUPON, "parameters": {"off_fen": 1}, "coupons": (0, 1)}, "total"),
        ({"kind": Kind.STORE_COUPON, "parameters": {"off_fen": 1}, "coupons": (1, 0)}, "per_user"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(values, field):
    store = make.store()
    if "ends_sim_at" in values:
        values = {"ends_sim_at": store.cohort.sim_at}
    with pytest.raises(Invalid) as refusal:
        make_promotion(store, draft(store, **values), actor=None)
    assert field in refusal.value.fields


def test_goods_of_another_store_are_refused():
    store, other = make.store(), make.sku()
    with pytest.raises(Invalid):
        make_promotion(store, draft(store, listing_ids=(other.listing_id,)), actor=None)


class TestClaiming:
    def test_c2_one_buyer_gets_no_more_than_allowed(self):
        batch, buyer = coupons(per_user=2).batch, make.shopper()
        assert [claim_coupon(batch, buyer, actor=None).seq for _n in range(2)] == [1, 2]
        with pytest.raises(PromotionSpent):
            claim_coupon(batch, buyer, actor=None)
        assert batch.claimed == 2
        assert sound()

    def test_c1_no_more_than_there_are(self):
        batch = coupons(total=1).batch
        claim_coupon(batch, make.shopper(), actor=None)
        with pytest.raises(PromotionSpent), db.session.begin_nested():
            claim_coupon(batch, make.shopper(), actor=None)
        assert batch.claimed == 1
        assert sound()

    def test_not_before_it_starts_nor_while_it_rests(self):
        made = coupons()
        pause_promotion(made, actor=None)
        with pytest.raises(PromotionSpent):
            claim_coupon(made.batch, make.shopper(), actor=None)
        assert made.batch.claimed == 0


class TestUsing:
    def test_c4_a_budget_and_a_quota_are_counted_and_given_back_once(self):
        made = promotion(budget_fen=1500)
        use_promotions(quote(made), "D1", make.shopper(), {})
        db.session.refresh(made)
        assert (made.spent_fen, effects_of([made])[made.id].fen) == (1000, 1000)
        assert quote(made).applied == ()  # 5.00 are left, 10.00 would be needed
        assert release_uses("D1", made.cohort_id) == 1
        assert release_uses("D1", made.cohort_id) == 0
        db.session.refresh(made)
        assert (made.spent_fen, effects_of([made])) == (0, {})
        assert sound()

    def test_a_quote_of_before_is_refused_when_the_budget_is_gone(self):
        made = promotion(budget_fen=1500)
        seen = quote(made)
        use_promotions(seen, "D1", make.shopper(), {})
        with pytest.raises(PromotionSpent):
            use_promotions(seen, "D2", make.shopper(), {})
        assert sound()

    def test_a_quota_of_units(self):
        flash = promotion(kind=Kind.FLASH_SALE, parameters={"price_fen": 100}, quota=3)
        first = quote(flash, quantity=2)
        use_promotions(first, "D1", make.shopper(), {})
        with pytest.raises(PromotionSpent):
            use_promotions(first, "D2", make.shopper(), {})
        db.session.refresh(flash)
        assert (flash.sold_units, quote(flash, quantity=2).goods_fen) == (2, 20100)
        assert sound()

    def test_a_quote_of_another_version_or_of_a_paused_promotion_is_refused(self):
        made = promotion()
        seen = quote(made)
        pause_promotion(made, actor=None)
        with pytest.raises(PromotionSpent):
            use_promotions(seen, "D1", make.shopper(), {})

    def test_c3_a_coupon_is_used_once_and_comes_back_with_the_order(self):
        made, buyer = coupons(), make.shopper()
        coupon = claim_coupon(made.batch, buyer, actor=None)
        chosen = {str(made.id): coupon}
        assert coupons_of(buyer, [made.store_id], made.cohort.sim_at) == [coupon]
        use_promotions(quote(made), "D1", buyer, chosen)
        assert coupons_of(buyer, [made.store_id], made.cohort.sim_at) == []
        with pytest.raises(CouponSpent), db.session.begin_nested():
            use_promotions(quote(made), "D2", buyer, chosen)
        release_uses("D1", made.cohort_id)
        db.session.expire_all()
        assert db.session.get_one(Coupon, coupon.id).order_number is None
        assert sound()

    def test_a_coupon_of_somebody_else_is_refused(self):
        made = coupons()
        coupon = claim_coupon(made.batch, make.shopper(), actor=None)
        with pytest.raises(CouponSpent):
            use_promotions(quote(made), "D1", make.shopper(), {str(made.id): coupon})
