"""Refunds of a quote, by rule."""

from datetime import UTC, datetime

import pytest

from sim_market.promotions.pricing import (
    Basket,
    Kind,
    Off,
    Refunds,
    Returned,
    Settings,
    Shipping,
    Tier,
    change_price,
    price,
)
from sim_market.promotions.pricing.refund import Refusal, Refused
from sim_market.promotions.pricing.terms import AfterReturn, CommissionBase, CouponReturns
from tests.sim_market.promotions.pricing.say import basket, coupon, cut, line, promotion

CLAW_BACK = Settings(after_return=AfterReturn.CLAW_BACK)


def give(refunds: Refunds, key: str = "1", **quantities: int) -> int:
    return refunds.give(Returned(key, quantities)).fen


def example(off_fen: int) -> Refunds:
    """The example of the commerce rules: three at 30.00 and one at 20.00, a coupon."""
    return Refunds(price(basket(line(3000, 3, "A"), line(2000, 1, "B")), [coupon(off_fen)]))


def test_r1_one_of_three_own():
    assert give(example(1100), A=1) == 2700


@pytest.mark.parametrize("rounds", [(1, 1, 1), (2, 1), (1, 2), (3,)])
@pytest.mark.parametrize(("off_fen", "sum_"), [(1100, 8100), (1000, 8182)])
def test_r1_all_three_in_any_sequence_own(off_fen, sum_, rounds):
    refunds = example(off_fen)
    assert sum(give(refunds, str(n), A=count) for n, count in enumerate(rounds)) == sum_


def test_r1_unit_by_unit_own():
    refunds = example(1000)
    assert [give(refunds, str(n), A=1) for n in range(3)] == [2727, 2727, 2728]


def test_r1_named_units():
    refund = example(1000).give(Returned("1", units={"A": (2,)}))
    assert (refund.fen, refund.unit_fen) == (2728, {"A": {2: 2728}})


def test_r2_no_more_than_was_bought():
    refunds = example(1000)
    give(refunds, A=2)
    with pytest.raises(Refused) as refused:
        give(refunds, "2", A=2)
    assert (refused.value.refusal, refused.value.facts["left"]) == (Refusal.TOO_MANY, 1)
    assert refunds.fen == 5454


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Returned("x", {"A": -1}), Refusal.TOO_MANY),
        (Returned("x", {"A": 10**9}), Refusal.TOO_MANY),
        (Returned("x", {"Z": 1}), Refusal.UNKNOWN_LINE),
        (Returned("x", {"A": 0}), Refusal.NOTHING),
        (Returned("x"), Refusal.NOTHING),
        (Returned("x", units={"A": (3,)}), Refusal.NO_SUCH_UNIT),
        (Returned("x", units={"A": (-1,)}), Refusal.NO_SUCH_UNIT),
        (Returned("x", units={"A": (1, 1)}), Refusal.UNIT_GONE),
        (Returned("x", {"A": 1}, expected_fen=1), Refusal.SUM_CHANGED),
    ],
)
def test_what_cannot_be_changes_nothing(said, refusal):
    refunds = example(1000)
    with pytest.raises(Refused) as refused:
        refunds.give(said)
    assert refused.value.refusal == refusal
    assert (refunds.fen, refunds.rounds) == (0, {})
    assert give(refunds, "x", A=3) == 8182


class TestShipping:
    """R3: once, with the last unit, while nothing was sent or by fault of the merchant."""

    def whole(self, **said):
        refunds = Refunds(price(basket(line(1000, 2), shipping=800)))
        first = refunds.give(Returned("1", {"A": 1}, **said))
        return first.shipping_fen, refunds.give(Returned("2", {"A": 1}, **said)).shipping_fen

    def test_before_it_was_sent(self):
        assert self.whole(shipped=False) == (0, 800)

    def test_after_it_was_sent(self):
        assert self.whole(shipped=True) == (0, 0)

    def test_by_fault_of_the_merchant(self):
        assert self.whole(shipped=True, at_fault=True) == (0, 800)

    def test_each_store_has_its_own(self):
        lines = (line(100, sku="A", store="1"), line(100, sku="B", store="2"))
        quote = price(Basket(lines, (Shipping(500, "1"), Shipping(700, "2"))))
        refund = Refunds(quote).give(Returned("1", {"B": 1}, shipped=False))
        assert (refund.shipping_fen, refund.left_fen) == (700, 600)


def test_r5_points_go_back_as_points():
    points = promotion(Kind.POINTS, Off((Tier(off_fen=300),)), "p")
    refund = Refunds(price(basket(line(1000, 3)), [points])).give(Returned("1", {"A": 1}))
    assert (refund.fen, refund.points_fen) == (900, 100)


def test_r5_a_coupon_comes_back_with_the_whole_unsent_order():
    refunds = example(1000)
    assert refunds.give(Returned("1", {"A": 3}, shipped=False)).coupons_back == ()
    assert refunds.give(Returned("2", {"B": 1}, shipped=False)).coupons_back == ("c",)


@pytest.mark.parametrize(
    ("policy", "shipped", "back"),
    [
        (CouponReturns.WHOLE_ORDER_UNSHIPPED, True, ()),
        (CouponReturns.WHOLE_ORDER, True, ("c",)),
        (CouponReturns.NEVER, False, ()),
    ],
)
def test_r5_policies_of_coupons(policy, shipped, back):
    quote = price(basket(line(1000)), [coupon(100)], Settings(coupon_returns=policy))
    assert Refunds(quote).give(Returned("1", {"A": 1}, shipped=shipped)).coupons_back == back


def test_r5_an_expired_coupon_does_not_come_back():
    ends = datetime(2026, 6, 1, tzinfo=UTC)
    old = promotion(Kind.STORE_COUPON, Off((Tier(off_fen=1),)), "c", condition={"ends_at": ends})
    refunds = Refunds(price(basket(line(1000)), [old]))
    assert refunds.give(Returned("1", {"A": 1}, shipped=False, at=ends)).coupons_back == ()


def test_r6_the_same_key_gives_the_same_answer_and_nothing_more():
    refunds = example(1000)
    first = refunds.give(Returned("1", {"A": 1}))
    assert refunds.give(Returned("1", {"A": 1})) is first
    assert refunds.fen == 2727
    with pytest.raises(Refused, match="key_reused"):
        refunds.give(Returned("1", {"A": 2}))


def test_r8_the_sum_that_was_shown():
    assert example(1000).give(Returned("1", {"A": 1}, expected_fen=2727)).fen == 2727


def test_the_platforms_part_goes_back_with_its_units():
    quote = price(basket(line(1000, 3)), [coupon(100, kind=Kind.PLATFORM_COUPON)])
    refund = Refunds(quote).give(Returned("1", {"A": 1}))
    assert (refund.fen, refund.subsidy_back_fen, refund.commission_base_back_fen) == (966, 34, 1000)
    goods = price(quote.basket, quote.promotions, Settings(commission_base=CommissionBase.GOODS))
    assert Refunds(goods).give(Returned("1", {"A": 1})).commission_base_back_fen == 966


class TestClawBack:
    """P7: what is kept is tested again."""

    def bought(self, settings: Settings) -> Refunds:
        """Two at 60.00, 20 off from 100.00: 50.00 each."""
        return Refunds(price(basket(line(6000, 2)), [cut(2000, from_fen=10000)], settings))

    def test_the_earned_share_is_kept_unless_the_settings_say_otherwise(self):
        assert give(self.bought(Settings()), A=1) == 5000
        assert give(self.bought(CLAW_BACK), A=1) == 4000

    def test_all_of_it_in_two_rounds_is_what_was_paid(self):
        refunds = self.bought(CLAW_BACK)
        assert [give(refunds, "1", A=1), give(refunds, "2", A=1)] == [4000, 6000]

    def test_never_less_than_nothing(self):
        lines = (line(9000, sku="A"), line(1000, sku="B"))
        refunds = Refunds(price(basket(*lines), [cut(3000, from_fen=10000)], CLAW_BACK))
        assert (give(refunds, "1", B=1), give(refunds, "2", A=1)) == (0, 7000)

    def test_never_more_than_the_unit_cost(self):
        promotions = [cut(100, id="x", exclusive=True, from_fen=2000), cut(900, id="y")]
        refunds = Refunds(price(basket(line(1000, 2)), promotions, CLAW_BACK))
        assert give(refunds, A=1) == 950


def test_e2_a_changed_price_is_what_goes_back():
    quote = change_price(price(basket(line(3000, 3, "A"), line(2000, 1, "B"))), 10000)
    refunds = Refunds(quote)
    assert [give(refunds, "1", A=3), give(refunds, "2", B=1)] == [8182, 1818]
