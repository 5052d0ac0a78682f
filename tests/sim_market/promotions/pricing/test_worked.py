"""Worked examples, by rule. Those marked "own" stand in the commerce rules themselves."""

from datetime import UTC, datetime

import pytest

from sim_market.promotions.pricing import (
    Basket,
    Bundle,
    BundleItem,
    Buyer,
    Gift,
    Kind,
    Line,
    Off,
    Phase,
    Settings,
    Shipping,
    Tier,
    change_price,
    price,
)
from sim_market.promotions.pricing.changing import needs_consent
from sim_market.promotions.pricing.shares import rounded, share
from sim_market.promotions.pricing.terms import PercentPer, Rounding, Rounds, Shares, Threshold
from tests.sim_market.promotions.pricing.say import (
    basket,
    coupon,
    cut,
    discount,
    free_shipping,
    gift,
    given,
    line,
    missing,
    multi,
    pays,
    percent,
    promotion,
    reason,
)


def test_a2_ten_yuan_over_three_equal_lines_own():
    three = basket(*(line(3300, sku=sku) for sku in "ABC"))
    assert list(price(three, [cut(1000)]).applied[0].lines.values()) == [334, 333, 333]


@pytest.mark.parametrize(
    ("way", "shares"),
    [
        (Shares.LARGEST_REMAINDER, [334, 333, 333]),
        (Shares.LAST_LINE, [333, 333, 334]),
        (Shares.FIRST_LINE, [334, 333, 333]),
    ],
)
def test_a7_other_engines_put_the_rest_elsewhere(way, shares):
    three = basket(*(line(3300, sku=sku) for sku in "ABC"))
    quote = price(three, [cut(1000)], Settings(shares=way))
    assert list(quote.applied[0].lines.values()) == shares


def test_a6_a_line_is_split_over_its_units_own():
    quote = price(basket(line(3000, 3, "A"), line(2000, 1, "B")), [coupon(1000)])
    assert quote.applied[0].lines == {"A": 818, "B": 182}
    assert quote.applied[0].units["A"] == (273, 273, 272)
    assert quote.lines[0].units == (2727, 2727, 2728)
    assert pays(quote) == [8182, 1818]


def test_a6_an_even_split_own():
    quote = price(basket(line(3000, 3, "A"), line(2000, 1, "B")), [coupon(1100)])
    assert quote.applied[0].lines == {"A": 900, "B": 200}
    assert quote.lines[0].units == (2700, 2700, 2700)


def test_a2_unequal_weights_by_largest_remainder():
    quote = price(basket(line(1000, sku="A"), line(500, sku="B"), line(200, sku="C")), [cut(100)])
    assert quote.applied[0].lines == {"A": 59, "B": 29, "C": 12}  # 58.82, 29.41, 11.76


def test_a3_a_raised_price_is_split_as_a_lowered_one():
    quote = price(basket(*(line(3300, sku=sku) for sku in "ABC")))
    assert [each.adjust_fen for each in change_price(quote, 8900).lines] == [-334, -333, -333]
    assert [each.adjust_fen for each in change_price(quote, 10900).lines] == [334, 333, 333]


def test_a4_lines_that_cost_nothing_get_nothing():
    quote = price(basket(line(0, sku="A"), line(0, sku="B")), [cut(100)])
    assert (quote.pay_fen, reason(quote, "p")) == (0, "no_gain")


def test_a5_what_has_no_room_goes_to_lines_with_room():
    quote = price(
        basket(line(5000, sku="A", floor_fen=4800), line(3000, sku="B"), line(2000, sku="C")),
        [cut(2000)],
    )
    assert pays(quote) == [4800, 3000 - 1080, 2000 - 720]


def test_a5_what_cannot_be_placed_is_not_given():
    quote = price(basket(line(3000, floor_fen=2500)), [coupon(1000)])
    assert (pays(quote), quote.applied[0].fen, quote.applied[0].wanted_fen) == ([2500], 500, 1000)
    assert quote.applied[0].is_cut_short


def test_a8_a_last_line_that_is_not_bought_takes_nothing():
    lines = [line(3300, sku="A"), line(3300, sku="B"), line(3300, sku="C", ticked=False)]
    for way in Shares:
        quote = price(basket(*lines), [cut(1001)], Settings(shares=way))
        assert sum(quote.applied[0].lines.values()) == 1001
        assert set(quote.applied[0].lines) == {"A", "B"}


def test_a_line_out_of_scope_is_bought_but_not_counted():
    lines = [line(6000, sku="A"), line(6000, sku="B", in_scope=False)]
    quote = price(basket(*lines), [cut(1000, from_fen=10000)])
    assert (quote.pay_fen, missing(quote, "p")) == (12000, 4000)


@pytest.mark.parametrize(
    ("fen", "off_bp", "how", "off"),
    [
        (5, 1000, Rounding.HALF_UP, 1),
        (5, 1000, Rounding.DOWN, 0),
        (5, 1000, Rounding.HALF_EVEN, 0),
        (15, 1000, Rounding.HALF_EVEN, 2),
        (11, 1000, Rounding.UP, 2),
        (1999, 1500, Rounding.HALF_UP, 300),
    ],
)
def test_m3_one_rounding(fen, off_bp, how, off):
    assert rounded(fen * off_bp, 10000, how) == off
    quote = price(basket(line(fen)), [percent(off_bp)], Settings(rounding=how))
    assert quote.pay_fen == fen - off


def test_m3_a_percentage_is_rounded_once_per_line():
    lines = [line(5, 3, "A"), line(5, 1, "B")]  # 1.5 and 0.5 off; 0.5 a unit; 2.0 in all
    for per, off in [(PercentPer.LINE, 3), (PercentPer.UNIT, 4), (PercentPer.TOTAL, 2)]:
        quote = price(basket(*lines), [percent(1000)], Settings(percent_per=per))
        assert given(quote) == {"p": off}, per


def test_m3_half_a_fen_of_price_or_of_discount():
    quote = price(basket(line(10)), [percent(1500)])
    assert quote.pay_fen == 8
    assert price(basket(line(10)), [percent(1500)], Settings(rounds=Rounds.PRICE)).pay_fen == 9


def test_p1_phases_follow_each_other_whatever_the_priority():
    promotions = [
        promotion(Kind.POINTS, Off((Tier(off_fen=100),)), "6", priority=9),
        coupon(500, id="5", kind=Kind.PLATFORM_COUPON),
        coupon(1000, id="4"),
        cut(2000, id="3", from_fen=10000),
        promotion(Kind.MULTI_BUY, multi(tiers=(Tier(from_quantity=2, off_bp=1000),)).benefit, "2"),
        discount("1", off_bp=2000),
        free_shipping(id="7", priority=99),
    ]
    quote = price(basket(line(10000, 2), shipping=800), promotions)
    # 200.00 -20% = 160.00, -10% = 144.00, -20 = 124.00, -10 = 114.00, -5 = 109.00, -1 = 108.00
    assert [each.promotion.id for each in quote.applied] == list("1234567")
    assert [each.after_fen for each in quote.waterfall()] == [
        20000, 16000, 14400, 12400, 11400, 10900, 10800, 11600, 10800,
    ]  # fmt: skip
    assert (quote.goods_fen, quote.shipping_fen, quote.pay_fen) == (10800, 0, 10800)


def test_p2_priority_descending_then_id():
    promotions = [cut(100, id="10"), cut(100, id="9"), cut(100, id="x", priority=1)]
    quote = price(basket(line(1000)), promotions)
    assert [each.promotion.id for each in quote.applied] == ["x", "9", "10"]


def test_p2_the_highest_exclusive_wins_over_all_others():
    promotions = [
        cut(900, id="much", priority=9),
        cut(100, id="low", exclusive=True, priority=1),
        cut(200, id="high", exclusive=True, priority=2),
    ]
    quote = price(basket(line(1000)), promotions)
    assert given(quote) == {"high": 200}
    assert (reason(quote, "much"), reason(quote, "low")) == ("excluded", "excluded")


def test_p2_an_exclusive_that_does_not_apply_stops_nothing():
    promotions = [cut(900, id="a"), cut(100, from_fen=2000, id="b", exclusive=True, priority=2)]
    quote = price(basket(line(1000)), promotions)
    assert (given(quote), missing(quote, "b")) == ({"a": 900}, 1000)


def test_p2_an_exclusive_stops_its_own_phase_and_store_only():
    lines = [line(1000, sku="A", store="1"), line(1000, sku="B", store="2")]
    promotions = [
        cut(100, id="a", exclusive=True, scope={"store": "1"}),
        cut(100, id="b", scope={"store": "2"}),
        coupon(50, id="c"),
    ]
    assert given(price(basket(*lines), promotions)) == {"a": 100, "b": 100, "c": 50}


def test_p3_a_threshold_is_tested_on_what_is_left():
    promotions = [cut(1000, from_fen=10000, id="a", priority=1), cut(500, from_fen=9500, id="b")]
    quote = price(basket(line(10000)), promotions)
    assert (given(quote), missing(quote, "b")) == ({"a": 1000}, 500)
    before = price(basket(line(10000)), promotions, Settings(threshold=Threshold.BEFORE))
    assert given(before) == {"a": 1000, "b": 500}


def test_p4_of_a_lane_the_best_applies():
    promotions = [
        cut(300, id="a", lane="cut", priority=5),
        cut(400, id="b", lane="cut"),
        cut(100, id="c", lane="other"),
    ]
    quote = price(basket(line(1000)), promotions)
    assert given(quote) == {"b": 400, "c": 100}
    assert reason(quote, "a") == "lane"


def test_p4_the_best_is_found_on_the_reduced_amount():
    fifth = percent(2000, id="fifth", lane="2")
    fixed = cut(1500, id="fixed", lane="2")
    first = cut(5000, id="first", lane="1", priority=9)
    assert given(price(basket(line(10000)), [fifth, fixed])) == {"fifth": 2000}
    assert given(price(basket(line(10000)), [fifth, fixed, first])) == {
        "first": 5000,
        "fixed": 1500,
    }


def test_p5_goods_discounts_leave_shipping_alone():
    quote = price(basket(line(1000), shipping=800), [coupon(5000)])
    assert (quote.goods_fen, quote.shipping_fen, quote.pay_fen) == (0, 800, 800)


class TestUnitPrices:
    @pytest.mark.parametrize(
        ("terms", "unit"),
        [({"off_bp": 1500}, 1699), ({"off_fen": 500}, 1499), ({"price_fen": 999}, 999),
         ({"prices": {"A": 888}, "price_fen": 999}, 888), ({"off_fen": 9999}, 0)],
    )  # fmt: skip
    def test_percent_amount_and_fixed_price(self, terms, unit):
        assert price(basket(line(1999)), [discount(**terms)]).pay_fen == unit

    def test_a_price_that_is_not_lower_does_nothing(self):
        quote = price(basket(line(1000)), [discount(price_fen=1000)])
        assert reason(quote, "d") == "no_gain"

    def test_the_lowest_price_of_a_unit_counts(self):
        quote = price(
            basket(line(1000)), [discount("a", off_bp=1000, priority=9), discount("b", off_fen=200)]
        )
        assert (given(quote), reason(quote, "a")) == ({"b": 200}, "better_price")

    def test_an_exclusive_price_wins_where_it_applies(self):
        lines = [line(1000, sku="A"), line(1000, sku="B")]
        promotions = [
            discount("a", off_fen=100, exclusive=True, scope={"skus": {"A"}}),
            discount("b", off_fen=300),
        ]
        assert pays(price(basket(*lines), promotions)) == [900, 700]

    def test_prices_one_after_the_other_if_the_settings_say_so(self):
        promotions = [discount("a", off_bp=1000, priority=9), discount("b", off_bp=1000)]
        assert price(basket(line(1000)), promotions, Settings(unit_price="stack")).pay_fen == 810

    def test_flash_sale_units_beyond_the_quota_cost_the_next_best_price(self):
        flash = discount("f", Kind.FLASH_SALE, price_fen=100, quota=2)
        quote = price(basket(line(1000, 2, "A"), line(1000, 2, "B", id="b")), [flash])
        assert [each.units for each in quote.lines] == [(100, 100), (1000, 1000)]
        quote = price(basket(line(1000, 4)), [flash, discount("d", off_bp=1000)])
        assert quote.lines[0].units == (100, 100, 900, 900)

    def test_flash_sale_limit_of_the_buyer_and_an_empty_quota(self):
        flash = discount("f", Kind.FLASH_SALE, price_fen=100, quota=9, buyer_quota=1)
        assert price(basket(line(1000, 3)), [flash]).pay_fen == 2100
        gone = discount("f", Kind.FLASH_SALE, price_fen=100, quota=0)
        assert reason(price(basket(line(1000)), [gone]), "f") == "quota_gone"

    def test_a_flash_price_may_keep_goods_out_of_coupons(self):
        flash = discount(
            "f", Kind.FLASH_SALE, price_fen=500, scope={"skus": {"A"}},
            keeps_out={Phase.SHOP_COUPON},
        )  # fmt: skip
        quote = price(basket(line(1000, sku="A"), line(600, sku="B")), [flash, coupon(100, 700)])
        assert (pays(quote), missing(quote, "c")) == ([500, 600], 100)

    def test_member_live_and_group_prices_ask_for_their_buyer(self):
        promotions = [
            discount("m", Kind.MEMBER_PRICE, off_bp=500, condition={"from_level": 2}),
            discount("l", Kind.LIVE_PRICE, off_bp=600),
            discount("g", Kind.GROUP_PRICE, off_bp=700),
        ]
        plain = price(basket(line(1000)), promotions)
        assert [reason(plain, id) for id in "mlg"] == ["level_too_low", "not_live", "not_group"]
        assert price(basket(line(1000), buyer=Buyer(level=2)), promotions).pay_fen == 950
        assert price(basket(line(1000), live=True), promotions).pay_fen == 940
        assert price(basket(line(1000), group=True), promotions).pay_fen == 930

    def test_presale_deposit_counts_for_more_and_the_balance_is_the_rest(self):
        presale = discount("p", Kind.PRESALE, price_fen=9000, deposit_fen=1000, worth_fen=2500)
        quote = price(basket(line(10000, 2), shipping=500), [presale, coupon(1000)])
        assert (quote.goods_fen, quote.deposit_fen, quote.balance_fen) == (14000, 2000, 12500)

    def test_a_budget_that_does_not_hold_gives_the_next_price(self):
        promotions = [discount("a", off_fen=300, budget_fen=599), discount("b", off_fen=100)]
        quote = price(basket(line(1000, 2)), promotions)
        assert (given(quote), reason(quote, "a"), missing(quote, "a")) == (
            {"b": 200}, "budget_short", 1,
        )  # fmt: skip


class TestItemPromotions:
    def test_several_pieces_cheaper(self):
        tiers = (Tier(from_quantity=2, off_bp=1000), Tier(from_quantity=3, off_bp=2000))
        assert missing(price(basket(line(1000)), [multi(tiers=tiers)]), "m") == 1
        assert price(basket(line(1000, 2)), [multi(tiers=tiers)]).pay_fen == 1800
        both = price(basket(line(1000, 2, "A"), line(500, sku="B")), [multi(tiers=tiers)])
        assert pays(both) == [1600, 400]

    def test_the_second_at_half_price_is_the_cheapest(self):
        half = multi(every=2, off_bp=5000)
        quote = price(basket(line(1000, 2, "A"), line(600, 2, "B")), [half])
        assert pays(quote) == [2000, 600]
        assert missing(price(basket(line(1000)), [half]), "m") == 1

    def test_any_three_for_a_price_dearest_first(self):
        three = multi(every=3, price_fen=9900)
        quote = price(basket(line(4000, 2, "A"), line(5000, 2, "B")), [three])
        assert quote.goods_fen == 9900 + 4000
        assert quote.applied[0].times == 1

    def test_a_bundle_in_whole_sets_over_lines_of_one_sku(self):
        bundle = promotion(
            Kind.BUNDLE, Bundle((BundleItem("A", 2), BundleItem("B")), price_fen=2000), "b"
        )
        lines = [line(1000, 1, "A", id="1"), line(1000, 3, "A", id="2"), line(500, 1, "B")]
        quote = price(basket(*lines), [bundle])
        assert (quote.goods_fen, quote.applied[0].times) == (2000 + 2000, 1)
        assert quote.applied[0].lines == {"1": 200, "2": 200, "B": 100}

    def test_a_bundle_says_what_is_missing(self):
        bundle = promotion(Kind.BUNDLE, Bundle((BundleItem("A"), BundleItem("B", 2)), 100), "b")
        quote = price(basket(line(1000), line(500, 1, "B")), [bundle])
        assert (reason(quote, "b"), missing(quote, "b")) == ("bundle_incomplete", 1)

    def test_bundle_sets_may_be_limited(self):
        bundle = promotion(Kind.BUNDLE, Bundle((BundleItem("A"),), off_fen=100, max_sets=2), "b")
        assert price(basket(line(1000, 5)), [bundle]).goods_fen == 4800


class TestShopAndCoupons:
    def test_tiers_and_what_is_missing_for_the_next(self):
        tiers = (Tier(10000, off_fen=1000), Tier(20000, off_fen=3000))
        full = promotion(Kind.FULL_REDUCTION, Off(tiers), "f")
        quote = price(basket(line(18800)), [full])
        assert given(quote) == {"f": 1000}
        assert quote.applied[0].next
        assert quote.applied[0].next.facts["missing_fen"] == 1200
        assert given(price(basket(line(20000)), [full])) == {"f": 3000}
        assert missing(price(basket(line(8800)), [full]), "f") == 1200

    @pytest.mark.parametrize(
        ("fen", "limits", "off"),
        [(9999, {}, 0), (10000, {}, 1000), (35000, {}, 3000), (35000, {"max_times": 2}, 2000),
         (35000, {"max_fen": 2500}, 2500)],
    )  # fmt: skip
    def test_for_each_full_hundred_with_a_cap(self, fen, limits, off):
        full = promotion(
            Kind.FULL_REDUCTION, Off((Tier(10000, off_fen=1000),), repeat=True, **limits), "f"
        )
        assert price(basket(line(fen)), [full]).pay_fen == fen - off

    def test_tiers_of_quantity(self):
        full = promotion(Kind.FULL_DISCOUNT, Off((Tier(0, 3, off_bp=1000),)), "f")
        assert missing(price(basket(line(100, 2)), [full]), "f") == 1
        assert price(basket(line(100, 3)), [full]).pay_fen == 270

    def test_a_percent_coupon_has_a_cap_that_is_shared_as_an_amount(self):
        capped = promotion(Kind.STORE_COUPON, Off((Tier(off_bp=5000),), max_fen=1000), "c")
        quote = price(basket(*(line(3300, sku=sku) for sku in "ABC")), [capped])
        assert quote.applied[0].lines == {"A": 334, "B": 333, "C": 333}

    def test_an_item_coupon_looks_at_its_goods_only(self):
        item = promotion(
            Kind.ITEM_COUPON, Off((Tier(off_fen=500),)), "c",
            scope={"listings": {"A"}}, condition={"from_fen": 3000},
        )  # fmt: skip
        quote = price(basket(line(2500), line(9000, sku="B")), [item])
        assert missing(quote, "c") == 500
        assert pays(price(basket(line(3000), line(9000, sku="B")), [item])) == [2500, 9000]

    def test_a_coupon_for_new_customers(self):
        new = promotion(Kind.NEW_CUSTOMER_COUPON, Off((Tier(off_fen=500),)), "c")
        assert reason(price(basket(line(1000)), [new]), "c") == "not_new_customer"
        assert price(basket(line(1000), buyer=Buyer(is_new=True)), [new]).pay_fen == 500

    @pytest.mark.parametrize("typed", ["SPRING-24", " spring-24 ", "ＳＰＲＩＮＧ－２４"])
    def test_c5_codes_are_compared_without_case_width_and_blanks(self, typed):
        spring = promotion(
            Kind.CODE_COUPON, Off((Tier(off_fen=500),)), "c", condition={"code": "Spring-24"}
        )
        assert reason(price(basket(line(1000)), [spring]), "c") == "no_code"
        buyer = Buyer(codes={typed})
        assert price(basket(line(1000), buyer=buyer), [spring]).pay_fen == 500

    def test_a_platform_coupon_spans_stores_and_is_borne_by_the_platform(self):
        lines = [line(6000, sku="A", store="1"), line(4000, sku="B", store="2")]
        quote = price(basket(*lines), [coupon(1000, id="c", kind=Kind.PLATFORM_COUPON)])
        assert [each.platform_fen for each in quote.lines] == [600, 400]
        assert [quote.commission_base_fen(each) for each in quote.lines] == [6000, 4000]
        goods = price(basket(*lines), quote.promotions, Settings(commission_base="goods"))
        assert [goods.commission_base_fen(each) for each in goods.lines] == [5400, 3600]

    def test_a_cost_that_both_bear_is_rounded_once(self):
        shared = cut(101, platform_bp=5000)
        quote = price(basket(*(line(3300, sku=sku) for sku in "ABC")), [shared])
        assert (quote.applied[0].platform_fen, quote.applied[0].store_fen) == (51, 50)
        assert [each.platform_fen for each in quote.lines] == [17, 17, 17]

    def test_gifts_as_long_as_there_are_any(self):
        quote = price(basket(line(25000)), [gift("G", 10000, repeat=True, stock={"G": 1})])
        assert [each for _p, each in quote.gifts] == [Gift("G", 1)]
        gone = price(basket(line(25000)), [gift("G", 10000, stock={"G": 0})])
        assert reason(gone, "g") == "gifts_gone"
        assert missing(price(basket(line(8800)), [gift("G", 10000)]), "g") == 1200

    def test_points_pay_for_a_part_at_most(self):
        points = promotion(Kind.POINTS, Off((Tier(off_fen=5000),), max_bp=2000), "p")
        assert price(basket(line(10000)), [points]).pay_fen == 8000

    def test_c4_a_budget_gives_all_or_nothing(self):
        quote = price(basket(line(1000)), [cut(300, budget_fen=299), cut(100, id="q")])
        assert (given(quote), missing(quote, "p")) == ({"q": 100}, 1)


class TestShipping:
    def test_free_from_an_amount_after_discounts(self):
        promotions = [cut(1000, id="a"), free_shipping(9900)]
        quote = price(basket(line(10000), shipping=800), promotions)
        assert (quote.pay_fen, missing(quote, "f")) == (9800, 900)
        assert price(basket(line(10900), shipping=800), promotions).pay_fen == 9900

    def test_up_to_an_amount_and_not_for_far_provinces(self):
        some = free_shipping(max_fen=500)
        assert price(basket(line(100), shipping=800), [some]).shipping_fen == 300
        near = free_shipping(condition={"except_provinces": {"西藏"}})
        far = basket(line(100), shipping=800, buyer=Buyer(province="西藏"))
        assert reason(price(far, [near]), "f") == "province"

    def test_only_the_fee_of_its_own_store(self):
        lines = (line(100, sku="A", store="1"), line(100, sku="B", store="2"))
        both = Basket(lines, (Shipping(500, "1"), Shipping(700, "2")))
        quote = price(both, [free_shipping(scope={"store": "2"})])
        assert [fee.pay_fen for fee in quote.shipping] == [500, 0]

    def test_nothing_to_take_off(self):
        quote = price(basket(line(100), shipping=0), [free_shipping()])
        assert reason(quote, "f") == "no_shipping"


class TestTime:
    start, end = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("at", "why"),
        [(start, ""), (end, "ended"), (datetime(2026, 5, 31, tzinfo=UTC), "not_started")],
    )
    def test_from_its_first_moment_until_before_its_last(self, at, why):
        timed = cut(100, condition={"starts_at": self.start, "ends_at": self.end})
        quote = price(basket(line(1000), at=at), [timed])
        assert (reason(quote, "p") if why else "") == why
        assert bool(quote.applied) is not bool(why)


class TestChangedPrices:
    def test_e2_changes_are_reckoned_from_the_first_price(self):
        quote = price(basket(line(3300, 3, "A"), line(100, sku="B"), shipping=500), [cut(1000)])
        once = change_price(quote, 8000)
        often = change_price(change_price(change_price(quote, 1), 20000), 8000)
        assert often.lines == once.lines
        assert (often.version, once.version) == (4, 2)
        assert once.pay_fen == 8500

    def test_e1_a_price_is_not_negative(self):
        with pytest.raises(ValueError, match="not negative"):
            change_price(price(basket(line(100))), -1)

    def test_e1_shipping_is_changed_apart_and_the_waterfall_shows_it(self):
        quote = change_price(price(basket(line(100), shipping=500)), 100, shipping_fen=0)
        assert (quote.pay_fen, [*quote.waterfall()][-1].after_fen) == (100, 100)

    def test_e4_only_a_higher_price_asks_again(self):
        quote = price(basket(line(100)))
        assert needs_consent(quote, change_price(quote, 101))
        assert not needs_consent(quote, change_price(quote, 99))


def test_share_gives_no_more_than_there_is_room():
    assert share(100, [1, 1], [30, 40]) == [30, 40]
    assert share(0, [1], [1]) == [0]


def test_two_promotions_of_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        price(basket(line(1)), [cut(1), cut(2)])


@pytest.mark.parametrize("bad", [{"quantity": 0}, {"quantity": -1}, {"price_fen": -1}])
def test_lines_that_cannot_be(bad):
    with pytest.raises(ValueError, match="no line"):
        Line(**({"id": "1", "price_fen": 1} | bad))
