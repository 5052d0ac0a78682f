"""What would have been, which lever pays, and what scenarios do to an ordinary store."""

from dataclasses import replace

import pytest

from sim_market.buyers.market.engine import World
from sim_market.buyers.market.nudges import Move, gains
from sim_market.buyers.season.levers import Change, Lever
from sim_market.buyers.season.outcome import Figure
from sim_market.buyers.season.scenarios import scenarios, under
from sim_market.buyers.season.what_if import best, compare, nudges, without
from tests.sim_market.buyers.offers import CARELESS, COST_FEN, store
from tests.sim_market.buyers.season.shops import MARKET, decided, played

CUT = Change(48, 0, Lever.COUPON, 0.15)


def test_what_if_the_price_had_not_been_cut():
    decisions = decided({}, {Lever.PRICE: 1.1}).also(CUT)
    found = compare(MARKET, decisions, without(decisions, CUT), store=0, days=7)
    assert found.of(Figure.ORDERS) > 5
    assert found.of(Figure.CLICKS) > 5
    assert found.days[:2] == (0.0, 0.0)
    assert found.days[3] != 0
    assert sum(found.days) == pytest.approx(found.of(Figure.PROFIT), abs=1)
    whole = played(decisions, 7)
    assert found.was[Figure.PROFIT] == pytest.approx(whole.total(Figure.PROFIT)[0])


def test_nothing_changed_makes_no_difference_at_all():
    decisions = decided({}, {}).also(CUT)
    found = compare(MARKET, decisions, decisions, store=0, days=4)
    assert all(found.of(figure) == 0 for figure in found.was)
    other = compare(MARKET, decisions, without(decisions, CUT), store=1, days=4)
    assert other.of(Figure.PROFIT) == 0


def test_the_best_lever_of_a_careless_store_is_one_that_it_neglects():
    way = {Lever.PRICE: 1.3, Lever.COVERAGE: 0.35, Lever.REPLY: 900.0}
    found = nudges(MARKET, decided(way).start[:, 0])
    assert best(found).lever in {Lever.PRICE, Lever.COVERAGE}
    assert found == sorted(found, key=lambda each: -each.profit_fen)
    by = {(each.lever, each.by): each for each in found}
    assert by[Lever.PRICE, -0.03].orders > 0 > by[Lever.PRICE, 0.03].orders
    assert (Lever.STUFFING, -0.05) not in by  # nothing to take away


def test_what_a_nudge_promises_is_what_moving_the_lever_brings():
    levers = decided({}).start[:, 0]
    promised = {each.lever: each for each in nudges(MARKET, levers, days=5)}[Lever.DETAIL]
    profit = played(decided({}, {Lever.DETAIL: 0.6}), 5).total(Figure.PROFIT)
    assert promised.profit_fen == pytest.approx(profit[1] - profit[0])


def test_a_live_store_is_told_what_would_add_most():
    offers = store(**CARELESS)
    cost = {v.code: COST_FEN + 400 for offer in offers for v in offer.variants}
    found = gains(World(seed=3), 3, offers, cost)
    by = {gain.move: gain for gain in found}
    assert by[Move.TITLE].margin_micro > 0
    assert by[Move.CHEAPER].orders_micro > 0 > by[Move.DEARER].orders_micro
    assert Move.PLAINER not in by
    assert found[0].margin_micro == max(gain.margin_micro for gain in found)


def profit_under(code: str) -> float:
    days = scenarios()[code].days
    return float(played(decided({}), days, under(MARKET, code)).total(Figure.PROFIT)[0] / days)


def test_every_scenario_does_to_a_store_what_its_name_says():
    assert list(scenarios()) == [
        "steady", "big_promotion", "cold_start", "hit_sold_out", "bad_reviews", "dearer_supply",
        "price_war",
    ]  # fmt: skip
    steady = profit_under("steady")
    for worse in ("cold_start", "bad_reviews", "dearer_supply", "price_war"):
        assert profit_under(worse) < 0.97 * steady, worse
    assert profit_under("big_promotion") > steady
    assert all(each.name and each.says for each in scenarios().values())


def test_a_hit_without_supply_sends_people_away():
    start = decided({Lever.STOCK: 5.0})
    out = played(start, 14, under(MARKET, "hit_sold_out"))
    supplied = replace(under(MARKET, "hit_sold_out"), happenings=())
    assert out.total(Figure.LEAVES)[0] > 4 * played(start, 14, supplied).total(Figure.LEAVES)[0]
