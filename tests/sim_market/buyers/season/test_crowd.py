"""Person by person: as the plain loops say, the same in any company, near the expectation."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from sim_market.buyers.market.engine import World
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.season.crowd import Crowd
from sim_market.buyers.season.goods import Market, catalogue
from sim_market.buyers.season.levers import Change, Decisions, Lever
from sim_market.buyers.season.outcome import Figure
from sim_market.buyers.season.padding import TooManyStoresError, padded
from tests.sim_market.buyers.season import people
from tests.sim_market.buyers.season.shops import GOODS, decided, drawn, played, same

VISITS = 20_000
BUSY = Market(GOODS, World(5, replace(DEFAULT, volume=VISITS / 6 / 2200)))
WAYS = [{k: v for k, v in drawn(n).items() if k not in (Lever.BID, Lever.BUDGET)} for n in range(5)]


def orders_of(crowd: Crowd) -> list[tuple[int, ...]]:
    goods, found = len(GOODS.codes), []
    for deals in crowd.deals:
        for number, visit in enumerate(deals.visit):
            store, item = divmod(int(deals.row[number]), goods)
            found.append((int(visit), store, item, int(deals.units[number]),
                          bool(deals.paid[number]), bool(deals.there[number])))  # fmt: skip
    return found


@pytest.mark.parametrize("alone", [True, False])
def test_twenty_thousand_people_do_what_plain_loops_say_order_by_order(alone):
    few = [way | {Lever.STOCK: 2.0, Lever.PRICE: 0.75, Lever.DETAIL: 0.9} for way in WAYS[:3]]
    few[2] |= {Lever.STUFFING: 0.1, Lever.CLAIM: 0.3, Lever.STOCK: 9.0}
    decisions = decided(*few)
    crowd = Crowd(BUSY, decisions, alone=alone).days(1)
    said = people.day_of(BUSY, decisions.start, alone=alone)
    assert 0.9 * VISITS < crowd.visits < 1.2 * VISITS
    assert sorted(orders_of(crowd)) == sorted(said)
    assert len(said) > 60
    assert sum(not there for *_more, there in said) > 2


def test_alone_neither_company_nor_order_changes_anything():
    crowd = Crowd(BUSY, decided(*WAYS, WAYS[1]), alone=True).days(3).outcome
    assert same(crowd.days[:, :, 1], crowd.days[:, :, 5])
    backwards = Crowd(BUSY, decided(*WAYS[::-1]), alone=True).days(3).outcome
    assert same(backwards.days[:, :, ::-1], crowd.days[:, :, :5])
    single = Crowd(BUSY, decided(WAYS[3]), alone=True).days(3).outcome
    assert same(single.days[:, :, 0], crowd.days[:, :, 3])
    assert same(single.hours[:, :, 0], crowd.hours[:, :, 3])


def test_what_is_drawn_lies_near_what_is_expected():
    decisions = decided(*WAYS)
    loud = Market(GOODS, World(5, replace(DEFAULT, volume=10 * VISITS / 6 / 2200)))
    drawn_days = Crowd(loud, decisions, alone=True).days(4).outcome
    expected = played(decisions, 4, loud)
    for figure, near in ((Figure.CLICKS, 0.03), (Figure.ORDERS, 0.08), (Figure.PAYMENTS, 0.08),
                         (Figure.REVIEWS, 0.2)):  # fmt: skip
        ratio = drawn_days.total(figure).sum() / expected.total(figure).sum()
        assert ratio == pytest.approx(1, abs=near), figure.name


def test_who_shares_a_mall_takes_buyers_from_each_other():
    few = Crowd(BUSY, decided(*WAYS[:2]), alone=False).days(2).outcome
    many = Crowd(BUSY, decided(*WAYS[:2], *[WAYS[2]] * 20), alone=False).days(2).outcome
    orders = [each.total(Figure.ORDERS)[:2].sum() for each in (few, many)]
    assert orders[1] < 0.6 * orders[0]


def test_a_price_moved_at_noon_counts_from_noon():
    plain = decided({}, {})
    moved = plain.also(Change(12, 0, Lever.PRICE, 1e7))
    before, after = (Crowd(BUSY, each, alone=True).days(1).outcome.hours for each in (plain, moved))
    assert same(before[:12], after[:12])
    assert after[12:, 2, 0].sum() == 0 < before[12:, 2, 0].sum()
    assert same(before[:, :, 1], after[:, :, 1])


def test_nobody_buys_what_is_not_there():
    empty = Crowd(BUSY, decided({Lever.STOCK: 0.0}), alone=False).days(1)
    assert empty.outcome.total(Figure.ORDERS).sum() == 0
    scarce = Crowd(BUSY, decided({Lever.STOCK: 3.0, Lever.PRICE: 0.8}), alone=True).days(3).outcome
    assert scarce.of(Figure.UNITS).max() <= 3
    assert scarce.total(Figure.UNMET)[0] > scarce.total(Figure.LEAVES)[0] > 0


def test_a_market_without_people_is_quiet():
    quiet = Market(catalogue(4, categories=2), World(1, replace(DEFAULT, volume=1e-6)))
    levers = Decisions(np.array(decided({}).start[:, :, :4]))
    assert Crowd(quiet, levers, alone=True).days(2).visits == 0


def test_the_crowd_has_not_changed_unnoticed():
    said = [
        sha256(Crowd(BUSY, decided(*WAYS), alone=alone).days(2).outcome.days.tobytes()).hexdigest()
        for alone in (True, False)
    ]
    assert [each[:16] for each in said] == ["d40d7f3a78b66479", "bbd030d759922d6b"]


def test_a_padded_mall_hardly_cares_how_large_the_class_is():
    def first_five(ways: list[dict[Lever, float]], *, pad: bool) -> float:
        decisions = decided(*ways)
        filled = padded(GOODS, decisions, stores=30) if pad else decisions
        loud = Market(GOODS, World(5, replace(DEFAULT, volume=10 * VISITS / 6 / 2200)))
        return float(
            Crowd(loud, filled, alone=False).days(1).outcome.total(Figure.ORDERS)[:5].sum()
        )

    many = [*WAYS, *(drawn(n) for n in range(20, 30))]
    few, more = first_five(WAYS, pad=True), first_five(many, pad=True)
    assert few == pytest.approx(more, rel=0.15)
    assert first_five(WAYS, pad=False) > 1.5 * first_five(many, pad=False)
    with pytest.raises(TooManyStoresError, match="do not fit"):
        padded(GOODS, decided(*WAYS), stores=4)
