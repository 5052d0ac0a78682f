"""Orders under promotions: every unit's price is frozen, what is used counts once (A6, P6, C3)."""

from datetime import timedelta

import pytest

from app.cohorts.clock import advance
from app.commands import problems
from app.db import db, savepoint
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.freight.models import FreightKind
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.ledger.models import Txn, TxnKind
from sim_market.orders.models import CartLine, CloseReason
from sim_market.orders.operations import (
    PriceChanged,
    check_out,
    close_order,
    pay_order,
    place_order,
    receive_order,
)
from sim_market.orders.operations.placing import Together, buy_at_once
from sim_market.orders.pricing import Wish, price_purchase
from sim_market.orders.snapshot import waterfall
from sim_market.promotions.models import (
    Coupon,
    CouponBatch,
    CouponSpent,
    Promotion,
    PromotionSpent,
    PromotionState,
    PromotionUse,
)
from sim_market.promotions.operations import claim_coupon, pause_promotion
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.orders.test_operations import ship
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def store():
    return make.store()


@pytest.fixture
def cup(store):
    return make.sku(store=store, price_fen=3000, cost_fen=900, stock=9)


@pytest.fixture
def lid(store):
    return make.sku(store=store, price_fen=2000, cost_fen=500, stock=9)


def wrong() -> dict[str, list[str]]:
    db.session.commit()
    return {name: found for name, found in problems().items() if found}


def platform_coupons(of, **parameters) -> Promotion:
    made = Promotion(
        cohort_id=of.cohort_id, store_id=None, kind=Kind.PLATFORM_COUPON, name="全场券",
        parameters=parameters, condition={}, starts_sim_at=of.cohort.sim_at,
        ends_sim_at=of.cohort.sim_at + timedelta(days=3), state=PromotionState.RUNNING,
    )  # fmt: skip
    made.batch = CouponBatch(cohort_id=of.cohort_id, total=5, per_user=1)
    return make.saved(made)


def test_shares_of_lines_and_units_are_frozen_to_the_fen(store, cup, lid):
    """A2, A6, M4: the commerce rules' own example, 10.00 off 3 x 30.00 and 20.00."""
    promotion(store, parameters={"tiers": [{"from_fen": 10000, "off_fen": 1000}]})
    order = buy_at_once(make.shopper(of=store.cohort), [(cup, 3), (lid, 1)], actor=None)
    cups, lids = order.lines
    assert (order.list_fen, order.discount_fen, order.goods_fen) == (11000, 1000, 10000)
    assert (cups.discount_fen, lids.discount_fen) == (818, 182)
    assert cups.unit_costs == (2727, 2727, 2728)
    assert sum(cups.unit_costs) == cups.pay_fen == 8182
    assert lids.unit_costs == (1818,)
    assert order.promotions[0]["lines"] == {str(cup.id): 818, str(lid.id): 182}
    assert sum(row.fen for row in waterfall(order)) == order.pay_fen
    assert wrong() == {}


def test_without_promotions_nothing_is_written_and_one_statement_asks(store, cup):
    shopper = make.shopper(of=store.cohort)
    with counted() as asked:
        order = place_order(shopper, [(cup, 2)], actor=None)
    assert sum("FROM promotion" in each for each in asked) == 1
    assert (order.promotions, order.lines[0].unit_fens) == ([], [])
    assert order.lines[0].unit_costs == (3000, 3000)
    assert [row.fen for row in waterfall(order)] == [6000, 0]


def test_later_changes_of_the_promotion_leave_the_order_alone(store, cup):
    """P6."""
    off = promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2000})
    order = place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
    off.name, off.parameters = "别的名字", {"off_bp": 9000}
    db.session.commit()
    assert (order.pay_fen, order.promotions[0]["name"]) == (2400, "满 100 减 10")
    assert waterfall(order)[1].fen == -600


def test_the_buyer_is_told_when_the_promotion_is_gone(store, cup):
    """E4: who was shown the lower price does not pay the higher one unasked."""
    off = promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2000})
    seen = price_purchase({store: [(cup, 1)]}, "", None).pay_fen
    pause_promotion(off, actor=None)
    with pytest.raises(PriceChanged):
        place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None, expected_fen=seen)
    assert (seen, cup.reserved, db.session.query(PromotionUse).count()) == (2400, 0, 0)


class TestLimits:
    def test_a_quota_ends_the_price_and_a_closed_order_gives_it_back_once(self, store, cup):
        """C3, C4."""
        sale = promotion(store, kind=Kind.FLASH_SALE, parameters={"price_fen": 1000}, quota=2)
        first = place_order(make.shopper(of=store.cohort), [(cup, 2)], actor=None)
        then = place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
        assert (first.goods_fen, then.goods_fen, sale.sold_units) == (2000, 3000, 2)
        close_order(first, CloseReason.BUYER, actor=None)
        db.session.expire_all()
        assert (sale.sold_units, sale.spent_fen) == (0, 0)
        again = place_order(make.shopper(of=store.cohort), [(cup, 3)], actor=None)
        assert again.lines[0].unit_costs == (1000, 1000, 3000)
        assert wrong() == {}

    def test_what_was_used_up_meanwhile_is_refused_and_nothing_is_kept(self, store, cup):
        """The quote was made before somebody else took the last one."""
        sale = promotion(store, kind=Kind.FLASH_SALE, parameters={"price_fen": 1000}, quota=1)
        shopper = make.shopper(of=store.cohort)
        old = Together(price_purchase({store: [(cup, 1)]}, "", shopper))
        place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
        db.session.commit()
        with pytest.raises(PromotionSpent):
            place_order(shopper, [(cup, 1)], actor=None, among=old)
        db.session.rollback()
        assert (sale.sold_units, cup.reserved) == (1, 1)

    def test_an_order_that_is_paid_after_its_time_takes_its_promotion_again(self, store, cup):
        """S9."""
        sale = promotion(store, kind=Kind.FLASH_SALE, parameters={"price_fen": 1000}, quota=1)
        order = place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
        late = place_order(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
        db.session.commit()
        advance(store.cohort_id, store.cohort.sim_at + timedelta(hours=1))
        db.session.expire_all()
        assert (order.close_reason, sale.sold_units) == (CloseReason.TIMEOUT, 0)
        pay_order(order, actor=None)
        db.session.expire_all()
        assert (order.pay_fen, sale.sold_units) == (1000, 1)
        pay_order(late, actor=None)
        assert wrong() == {}


class TestCoupons:
    def test_the_best_coupon_is_taken_and_spent(self, store, cup):
        shopper = make.shopper(of=store.cohort)
        small = coupons(store, parameters={"off_fen": 300})
        large = coupons(store, parameters={"off_fen": 700})
        kept, spent = (claim_coupon(each.batch, shopper, actor=None) for each in (small, large))
        order = place_order(shopper, [(cup, 1)], actor=None)
        assert order.pay_fen == 2300
        db.session.expire_all()
        assert (kept.order_number, spent.order_number) == (None, order.number)
        assert order.promotions[0]["coupon_id"] == spent.id

    def test_a_chosen_coupon_or_none(self, store, cup):
        shopper = make.shopper(of=store.cohort)
        small = claim_coupon(coupons(store, parameters={"off_fen": 300}).batch, shopper, actor=None)
        claim_coupon(coupons(store, parameters={"off_fen": 700}).batch, shopper, actor=None)
        chosen = Wish(coupon_ids=(small.id,))
        assert price_purchase({store: [(cup, 1)]}, "", shopper, chosen).pay_fen == 2700
        assert price_purchase({store: [(cup, 1)]}, "", shopper, Wish(())).pay_fen == 3000

    def test_another_buyers_coupon_does_nothing(self, store, cup):
        other = make.shopper(of=store.cohort)
        theirs = claim_coupon(coupons(store).batch, other, actor=None)
        order = place_order(
            make.shopper(of=store.cohort), [(cup, 1)], actor=None, wish=Wish((theirs.id,))
        )
        db.session.expire_all()
        assert (order.pay_fen, theirs.order_number) == (3000, None)

    def test_a_new_customer_coupon_is_for_the_first_order_of_a_store(self, store, cup):
        shopper = make.shopper(of=store.cohort)
        new = coupons(store, kind=Kind.NEW_CUSTOMER_COUPON, per_user=2)
        for _each in range(2):
            claim_coupon(new.batch, shopper, actor=None)
        assert place_order(shopper, [(cup, 1)], actor=None).pay_fen == 2500
        assert place_order(shopper, [(cup, 1)], actor=None).pay_fen == 3000

    def test_one_of_the_platform_spans_stores_and_the_platform_bears_it(self, store, cup):
        """Two orders of one checkout share it; it is free again when both are closed."""
        tea = make.sku(store=make.store(), price_fen=1000)
        shopper = make.shopper(of=store.cohort)
        batch = platform_coupons(store, off_fen=1000, from_fen=4000).batch
        coupon = claim_coupon(batch, shopper, actor=None)
        basket = price_purchase({store: [(cup, 1)], tea.listing.store: [(tea, 1)]}, "", shopper)
        assert basket.pay_fen == 3000
        lines = [
            make.saved(
                CartLine(cohort_id=store.cohort_id, shopper_id=shopper.id, sku=each, quantity=1)
            )
            for each in (cup, tea)
        ]
        orders = check_out(shopper, lines, actor=None, expected_fen=3000)
        assert sorted(order.platform_fen for order in orders) == [250, 750]
        assert sum(order.pay_fen for order in orders) == 3000
        db.session.expire_all()
        assert coupon.order_number == orders[0].number
        close_order(orders[0], CloseReason.BUYER, actor=None)
        db.session.expire_all()
        assert coupon.order_number is not None
        close_order(orders[1], CloseReason.BUYER, actor=None)
        db.session.expire_all()
        assert coupon.order_number is None
        assert wrong() == {}

    def test_a_coupon_is_spent_once(self, store, cup):
        """C3."""
        shopper = make.shopper(of=store.cohort)
        claim_coupon(coupons(store).batch, shopper, actor=None)
        old = Together(price_purchase({store: [(cup, 1)]}, "", shopper))
        place_order(shopper, [(cup, 1)], actor=None)
        db.session.commit()
        with pytest.raises(CouponSpent):
            place_order(shopper, [(cup, 1)], actor=None, among=old)


def test_a_gift_is_a_line_of_nothing_that_holds_stock(store, cup, lid):
    promotion(
        store,
        kind=Kind.GIFT,
        name="买杯送盖",
        parameters={"tiers": [{"from_quantity": 2, "gifts": [{"sku": str(lid.id)}]}]},
    )
    order = buy_at_once(make.shopper(of=store.cohort), [(cup, 2)], actor=None)
    bought, gift = order.lines
    assert (gift.gift, gift.sku_id, gift.pay_fen, gift.unit_costs) == (True, lid.id, 0, (0,))
    assert (order.pay_fen, lid.reserved) == (6000, 1)
    assert not bought.gift
    assert wrong() == {}


def test_goods_that_are_bought_and_given_are_held_together(store, lid):
    """S4."""
    promotion(
        store,
        kind=Kind.GIFT,
        parameters={"tiers": [{"from_quantity": 1, "gifts": [{"sku": str(lid.id)}]}]},
    )
    order = place_order(make.shopper(of=store.cohort), [(lid, 8)], actor=None)
    assert [line.quantity for line in order.lines] == [8, 1]
    assert lid.reserved == 9
    close_order(order, CloseReason.BUYER, actor=None)
    assert lid.reserved == 0
    assert len(place_order(make.shopper(of=store.cohort), [(lid, 9)], actor=None).lines) == 1
    assert wrong() == {}


def test_free_shipping_is_taken_off_the_fee_alone(store, cup):
    """P5."""
    zones = [{"first_fen": 800, "step_fen": 0}]
    make_template(
        store, FreightDraft("一口价", FreightKind.PIECE, "浙江", zones), actor=store.owner
    )
    promotion(store, kind=Kind.FREE_SHIPPING, name="满 50 包邮", parameters={"from_fen": 5000})
    shopper = make.shopper(of=store.cohort)
    one, two = (place_order(shopper, [(cup, n)], actor=None) for n in (1, 2))
    assert (one.shipping_fen, two.shipping_fen, two.shipping_discount_fen) == (800, 0, 800)
    assert (two.goods_fen, sum(row.fen for row in waterfall(two))) == (6000, 6000)
    assert wrong() == {}


def test_checks_find_units_that_do_not_sum_and_uses_that_are_not_counted(store, cup):
    promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2000})
    order = place_order(make.shopper(of=store.cohort), [(cup, 2)], actor=None)
    assert wrong() == {}
    order.lines[0].unit_fens = [2400, 2401]
    db.session.query(PromotionUse).update({"released": True})
    assert {"orders.units", "orders.promotions"} <= set(wrong())


class TestMoneyBack:
    """R1, R5, L5: from the frozen units; the platform takes its part back too."""

    @pytest.fixture
    def order(self, store, cup, lid):
        shopper = make.shopper(of=store.cohort)
        claim_coupon(platform_coupons(store, off_fen=1000).batch, shopper, actor=None)
        return buy_at_once(shopper, [(cup, 3), (lid, 1)], actor=None)

    def ask(self, line, quantity):
        return agree_refund(
            request_refund(line, quantity, RefundReason.NOT_WANTED, actor=None), actor=None
        )

    def test_units_go_back_at_what_they_cost(self, order):
        cups, lids = order.lines
        assert cups.unit_subsidies == (273, 273, 272)
        for quantity, refunded, platform_back in ((1, 2727, 273), (2, 8182, 818)):
            self.ask(cups, quantity)
            db.session.expire_all()
            assert (cups.refunded_fen, cups.platform_back_fen) == (refunded, platform_back)
        assert order.platform_kept_fen == 182
        assert cups.commission_base_fen == 0
        assert lids.commission_base_fen == 2000
        assert wrong() == {}

    def test_the_coupon_comes_back_with_the_whole_order_before_it_was_sent(self, order):
        coupon = db.session.query(Coupon).one()
        for line in list(order.lines):
            assert coupon.order_number == order.number
            self.ask(line, line.quantity)
            db.session.expire_all()
        assert (order.close_reason, coupon.order_number) == (CloseReason.REFUNDED, None)
        assert wrong() == {}

    def test_settlement_pays_the_store_what_the_platform_bears_by_itself(self, order, store):
        self.ask(order.lines[0], 1)
        ship(order)
        receive_order(order, actor=None)
        db.session.commit()
        advance(store.cohort_id, order.settles_sim_at + timedelta(hours=1))
        db.session.expire_all()
        subsidy = db.session.query(Txn).filter_by(kind=TxnKind.SUBSIDY).one()
        assert sum(leg.amount_fen for leg in subsidy.legs if leg.amount_fen > 0) == 727
        assert wrong() == {}


def test_a_gift_stays_with_the_shop_when_all_that_was_paid_for_is_refunded(store, cup, lid):
    gifts = [{"from_quantity": 1, "gifts": [{"sku": str(lid.id)}]}]
    promotion(store, kind=Kind.GIFT, parameters={"tiers": gifts})
    order = buy_at_once(make.shopper(of=store.cohort), [(cup, 1)], actor=None)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.NOT_WANTED, actor=None), actor=None)
    db.session.expire_all()
    assert (order.close_reason, cup.reserved, lid.reserved) == (CloseReason.REFUNDED, 0, 0)
    assert wrong() == {}


def test_an_order_that_is_paid_after_all_keeps_one_buyer_to_the_limit(store, cup):
    """S9: it was closed, its units were had otherwise meanwhile."""
    terms = {"price_fen": 1000, "buyer_quota": 1}
    promotion(store, kind=Kind.FLASH_SALE, parameters=terms, listing_ids=(cup.listing_id,))
    shopper = make.shopper(of=store.cohort)
    first = place_order(shopper, [(cup, 1)], actor=None)
    db.session.commit()
    advance(store.cohort_id, store.cohort.sim_at + timedelta(hours=1))
    db.session.expire_all()
    again, third = (place_order(shopper, [(cup, 1)], actor=None) for _n in range(2))
    assert [each.pay_fen for each in (first, again, third)] == [1000, 1000, 3000]
    with pytest.raises(PromotionSpent, match="每人最多 1 件"), savepoint():
        pay_order(first, actor=None)
    db.session.expire_all()
    assert (first.is_paid, wrong()) == (False, {})
    close_order(again, CloseReason.BUYER, actor=None)
    pay_order(first, actor=None)
    assert wrong() == {}
