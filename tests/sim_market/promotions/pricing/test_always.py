"""What must hold for every basket under every promotion and policy, however absurd."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sim_market.promotions.pricing import (
    Kind,
    Quote,
    Refunds,
    Returned,
    Settings,
    change_price,
    price,
)
from sim_market.promotions.pricing.shares import share
from sim_market.promotions.pricing.terms import AfterReturn, Shares
from tests.sim_market.promotions.pricing.say import basket, cut, line
from tests.sim_market.promotions.pricing.strategies import baskets, promotions, settings_


def adds_up(quote: Quote) -> None:
    """M4, and all that follows from it."""
    assert quote.pay_fen == quote.goods_fen + quote.shipping_fen
    assert quote.goods_fen == sum(each.pay_fen for each in quote.lines)
    for each in quote.lines:
        assert each.pay_fen == each.list_fen - each.discount_fen + each.adjust_fen
        assert len(each.units) == each.line.quantity
        assert min(each.units) >= 0
        assert 0 <= each.platform_fen <= each.discount_fen
        assert 0 <= each.deposit_fen <= each.pay_fen
    for done in quote.applied:
        assert sum(done.lines.values()) + sum(done.shipping) == done.fen >= 0
        assert min([0, *(cut for units in done.units.values() for cut in units)]) == 0
        assert done.fen <= max(done.wanted_fen, 0)
        assert 0 <= done.platform_fen <= done.fen == done.platform_fen + done.store_fen
        assert done.promotion.budget_fen is None or done.fen <= done.promotion.budget_fen
    assert all(fee.pay_fen >= 0 for fee in quote.shipping)
    assert [*quote.waterfall()][-1].after_fen == quote.pay_fen


@given(baskets(), promotions(), settings_)
@settings(max_examples=200, deadline=None)
def test_m4_every_fen_has_its_place(basket, promotions, policies):
    quote = price(basket, promotions, policies)
    adds_up(quote)
    told = [each.promotion.id for each in (*quote.applied, *quote.skipped)]
    assert sorted(told) == sorted(each.id for each in promotions)


@given(baskets(), promotions())
@settings(max_examples=100, deadline=None)
def test_a5_no_unit_falls_below_its_floor(basket, promotions):
    for each in price(basket, promotions).lines:
        floor = min(each.line.floor_fen, each.line.price_fen)
        assert min(each.units) >= floor
        assert each.line.in_scope or each.pay_fen == each.list_fen


@given(baskets(), promotions(), st.randoms(use_true_random=False), settings_)
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_promotions_are_given_does_not_matter(basket, given_, chance, policies):
    shuffled = list(given_)
    chance.shuffle(shuffled)
    assert price(basket, given_, policies) == price(basket, shuffled, policies)


@given(baskets(), promotions())
@settings(max_examples=60, deadline=None)
def test_what_is_not_ticked_changes_nothing(basket, promotions):
    without = replace(basket, lines=tuple(each for each in basket.lines if each.ticked))
    assert price(basket, promotions).lines == price(without, promotions).lines


@given(baskets(), promotions(), settings_, st.data())
@settings(max_examples=120, deadline=None)
def test_r1_r2_any_sequence_of_rounds_gives_back_exactly_what_was_paid(
    basket, promotions, policies, data
):
    policies = replace(policies, after_return=data.draw(st.sampled_from(AfterReturn)))
    quote = price(basket, promotions, policies)
    if data.draw(st.booleans()):
        quote = change_price(quote, data.draw(st.integers(0, 30_000)) if quote.lines else 0)
        adds_up(quote) if quote.lines else None
    refunds = Refunds(quote)
    units = [(each.line.id, n) for each in quote.lines for n in range(len(each.units))]
    order = data.draw(st.permutations(units))
    for turn, (line_id, unit) in enumerate(order):
        named = data.draw(st.booleans())
        said = {"units": {line_id: (unit,)}} if named else {"quantities": {line_id: 1}}
        if named and unit in refunds.gone[line_id]:
            said = {"quantities": {line_id: 1}}
        before = refunds.fen
        refund = refunds.give(Returned(str(turn), shipped=False, **said))
        assert refund.fen >= 0
        assert refund.left_fen == quote.pay_fen - before - refund.fen >= 0
    if quote.lines:
        assert sum(each[1].goods_fen for each in refunds.rounds.values()) == quote.goods_fen
        subsidy = sum(line.platform_fen for line in quote.lines)
        assert sum(each[1].subsidy_back_fen for each in refunds.rounds.values()) == subsidy


@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 10**5)), max_size=8),
    st.sampled_from(Shares),
)
@settings(max_examples=200, deadline=None)
def test_a2_a5_shares_fill_the_rooms_and_nothing_more(amount, lines, way):
    weights = [max(weight, room) for weight, room in lines]
    rooms = [room for _weight, room in lines]
    shares = share(amount, weights, rooms, way)
    assert sum(shares) == min(amount, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(shares, rooms, strict=True))


@given(st.integers(1, 500), st.lists(st.integers(1, 5000), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a2_no_share_is_a_whole_fen_from_its_exact_part(off, prices):
    lines = [line(fen, sku=str(n)) for n, fen in enumerate(prices)]
    quote = price(basket(*lines), [cut(off)])
    amount, whole = min(off, sum(prices)), sum(prices)
    for n, fen in enumerate(prices):
        got = quote.applied[0].lines.get(str(n), 0)
        assert abs(got * whole - amount * fen) < whole


@given(baskets(), st.integers(0, 9000), st.integers(0, 9000))
@settings(max_examples=80, deadline=None)
def test_more_off_never_costs_more(basket, off, more):
    """Of one amount, with nothing after it that asks for a threshold."""
    less = price(basket, [cut(off)] if off else [])
    assert price(basket, [cut(off + more)] if off + more else []).pay_fen <= less.pay_fen


GOODS_ONLY = [each for each in Kind if each != Kind.FREE_SHIPPING]


@given(baskets(), promotions(kinds=tuple(GOODS_ONLY)))
@settings(max_examples=60, deadline=None)
def test_p5_promotions_on_goods_leave_shipping_alone(basket, promotions):
    quote = price(basket, promotions, Settings())
    assert all(fee.pay_fen == fee.list_fen for fee in quote.shipping)
    assert quote.goods_fen <= quote.list_fen
