"""A trial of whole policies: exact, fair, whatever the order, the company, or the cuts in time."""

from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256

import numpy as np
import pytest

from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.offers import Offer, Variant
from sim_market.buyers.season.goods import Market, catalogue
from sim_market.buyers.season.happenings import Happening, Kind
from sim_market.buyers.season.levers import Change, Decisions, ImpossibleLeverError, Lever, ordinary
from sim_market.buyers.season.outcome import Channel, Figure
from sim_market.buyers.season.play import Season
from tests.sim_market.buyers.season.shops import GOODS, MARKET, decided, drawn, played, same
from tests.sim_market.buyers.vectors import printed_with_fewer_vectors

WAYS = [drawn(number) for number in range(6)]


def fingerprint() -> str:
    outcome = played(decided(*WAYS[:3]), 3)
    return sha256(outcome.days.tobytes() + outcome.hours.tobytes()).hexdigest()[:16]


def test_one_hour_is_what_the_platform_expects_of_it():
    """The trial and the classes run on the same model: a store of one-variant listings agrees."""
    way = {Lever.COVERAGE: 0.8, Lever.DETAIL: 0.6, Lever.PRICE: 1.1, Lever.REPLY: 180.0}
    outcome = Season(MARKET, decided(way)).until(20).outcome
    offers = [
        Offer(store="a", code=code, category=GOODS.categories[GOODS.category[n]],
              variants=(Variant(code, round(GOODS.reference_fen[n] * 1.1),
                                int(GOODS.reference_fen[n]), 100),),
              quality_pm=round(GOODS.quality[n] * 1000), coverage_pm=800, image_pm=500,
              detail_pm=600, ship_hours=48)
        for n, code in enumerate(GOODS.codes)
    ]  # fmt: skip
    hours = [expect(MARKET.world, 1, hour, offers) for hour in range(20)]
    for figure, name in (
        (Figure.IMPRESSIONS, "impressions_micro"),
        (Figure.CLICKS, "clicks_micro"),
    ):
        own = outcome.days[0, figure : figure + 4].sum(axis=(0, 1))
        theirs = [sum(getattr(hour[n], name) for hour in hours) for n in range(len(offers))]
        assert np.allclose(own, theirs, rtol=1e-4, atol=100)
    orders = outcome.days[0, Figure.ORDERS : Figure.ORDERS + 4].sum(axis=(0, 1))
    theirs = [sum(hour[n].orders_micro for hour in hours) for n in range(len(offers))]
    assert np.allclose(orders, theirs, rtol=0.06)  # here people also ask, and are answered


def test_time_may_be_cut_into_any_pieces():
    decisions = decided(*WAYS[:3]).also(
        Change(hour=30, store=1, lever=Lever.PRICE, value=4000.0, goods=2),
        Change(hour=53, store=0, lever=Lever.COUPON, value=0.2),
    )
    whole = played(decisions, 4)
    pieces = Season(MARKET, decisions)
    for hour in (1, 7, 24, 29, 31, 31, 95, 96):
        pieces.until(hour)
    assert same(pieces.outcome.days, whole.days)
    assert same(pieces.outcome.hours, whole.hours)


def test_a_jump_of_forty_days_is_forty_days():
    small = Market(catalogue(4, categories=2), World(seed=3))
    levers = Decisions(ordinary(small.goods, 1))
    jumped = Season(small, levers).until(40 * 24).outcome
    assert len(jumped.days) == 40
    assert len(jumped.hours) == 960


def test_equal_policies_are_equal_to_the_last_bit_in_any_company_and_order():
    crowd = played(decided(*WAYS, WAYS[2]))
    assert same(crowd.days[:, :, 2], crowd.days[:, :, 6])
    backwards = played(decided(*WAYS[::-1]))
    assert same(backwards.days[:, :, ::-1], crowd.days[:, :, :6])
    for number in (0, 3):
        alone = played(decided(WAYS[number]))
        assert same(alone.days[:, :, 0], crowd.days[:, :, number])
        assert same(alone.hours[:, :, 0], crowd.hours[:, :, number])


def one(number: int) -> bytes:
    return played(decided(WAYS[number]), 2).days.tobytes()


def test_two_processes_find_what_one_finds():
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(one, range(4))) == [one(number) for number in range(4)]


def test_the_machines_vectors_change_nothing():
    code = "from tests.sim_market.buyers.season.test_play import fingerprint; print(fingerprint())"
    said = printed_with_fewer_vectors(code)
    assert said
    assert set(said) == {fingerprint()}


def test_the_trial_has_not_changed_unnoticed():
    assert fingerprint() == "fd94a992c0f87447"


def test_a_decision_counts_from_its_hour_on():
    plain, moved = decided({}), decided({}).also(Change(30, 0, Lever.PRICE, 3000.0))
    before, after = played(plain, 3), played(moved, 3)
    assert same(before.hours[:30], after.hours[:30])
    assert not same(before.hours[30], after.hours[30])


@pytest.mark.parametrize(
    ("lever", "value"),
    [(Lever.PRICE, 0.0), (Lever.PRICE, -5.0), (Lever.PRICE, float("nan")), (Lever.STOCK, -1.0),
     (Lever.DETAIL, 1.2), (Lever.COUPON, 1.0), (Lever.PROMISE, 0.0)],
)  # fmt: skip
def test_what_a_lever_cannot_mean_is_refused(lever, value):
    with pytest.raises(ImpossibleLeverError, match=lever.name):
        decided({}).also(Change(0, 0, lever, value))


@pytest.mark.parametrize(
    "way",
    [{Lever.PRICE: 1e5}, {Lever.STOCK: 0.0}, {Lever.LISTED: 0.0},
     {Lever.COUPON: 0.99, Lever.PRICE: 0.01}],
)  # fmt: skip
def test_absurd_policies_sell_nothing_and_break_nothing(way):
    outcome = played(decided(way, {}), 3)
    assert outcome.total(Figure.ORDERS)[0] < 0.01
    assert outcome.total(Figure.ORDERS)[1] > 10


def test_an_empty_page_still_sells_a_little():
    empty = {Lever.COVERAGE: 0.0, Lever.IMAGE: 0.0, Lever.DETAIL: 0.0}
    orders = played(decided(empty, {})).total(Figure.ORDERS)
    assert 0 < orders[0] < 0.4 * orders[1]


def test_no_more_is_sold_than_there_is():
    outcome = played(decided({Lever.STOCK: 1.0, Lever.PRICE: 0.8}), 5)
    units = outcome.of(Figure.UNITS)
    assert units.max() <= 1.001
    assert outcome.total(Figure.UNMET)[0] > 0
    assert outcome.total(Figure.WAITS)[0] > 0
    assert outcome.total(Figure.LEAVES)[0] > 0


def test_figures_hang_together():
    outcome = played(decided(*WAYS), 6)
    impressions, clicks, orders = (
        outcome.of(f) for f in (Figure.IMPRESSIONS, Figure.CLICKS, Figure.ORDERS)
    )
    assert (impressions >= clicks).all()
    assert (clicks >= orders).all()
    assert (orders >= outcome.of(Figure.PAYMENTS)).all()
    by_hour = outcome.hours.sum(axis=0)[2] / 1e6
    assert by_hour == pytest.approx(outcome.total(Figure.ORDERS), rel=1e-6)
    parts = sum(outcome.total(Figure.ORDERS, channel) for channel in Channel)
    assert parts == pytest.approx(outcome.total(Figure.ORDERS))


def test_ads_bring_visitors_and_cost_no_more_than_the_budget():
    without, small, large = {}, {Lever.BID: 80.0, Lever.BUDGET: 300.0}, {
        Lever.BID: 80.0, Lever.BUDGET: 1e6
    }  # fmt: skip
    outcome = played(decided(without, small, large), 3)
    clicks, cost = outcome.total(Figure.CLICKS), outcome.of(Figure.AD_COST).sum(axis=2)
    assert clicks[0] < clicks[1] < clicks[2]
    assert cost[:, 0].max() == 0
    assert cost[:, 1].max() <= 300.01
    ad_clicks = outcome.total(Figure.CLICKS, Channel.ADS)
    assert cost[:, 2].sum() / ad_clicks[2] < 80  # the second price, not one's own


def test_a_promotion_pulls_sales_forward():
    """In the promotion more is sold; in the week after, less than usual (van Heerde et al.)."""
    promoted = decided({}).also(
        Change(5 * 24, 0, Lever.COUPON, 0.2), Change(8 * 24, 0, Lever.COUPON, 0.0)
    )
    plain = played(decided({}), 14).of(Figure.ORDERS).sum(axis=(1, 2))
    lifted = played(promoted, 14).of(Figure.ORDERS).sum(axis=(1, 2))
    ratio = lifted / plain
    assert ratio[5:8].min() > 1.3
    assert 0.6 < ratio[8:12].mean() < 0.99


def test_what_happens_outside_moves_everybody():
    loud = Market(GOODS, MARKET.world, (Happening(Kind.VIEWS, 2, 2, 1.8),
                                        Happening(Kind.READY, 2, 2, 2.4)))  # fmt: skip
    usual, busy = played(decided({}), 3), played(decided({}), 3, loud)
    lift = busy.of(Figure.ORDERS).sum(axis=(1, 2)) / usual.of(Figure.ORDERS).sum(axis=(1, 2))
    assert lift[0] == 1
    assert 3 < lift[1] < 6
    cheap = Market(GOODS, MARKET.world, (Happening(Kind.RIVALS, 1, 9, -0.3),))
    assert played(decided({}), 3, cheap).total(Figure.ORDERS)[0] < usual.total(Figure.ORDERS)[0]
    dry = Market(GOODS, MARKET.world, (Happening(Kind.SUPPLY, 1, 9, 0.0),))
    assert played(decided({}), 3, dry).total(Figure.ORDERS)[0] == 0
