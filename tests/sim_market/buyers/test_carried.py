"""What buyers remember: prices fade by half in fourteen days, a promotion borrows from later."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.buyers.decisions.replay import carried_until
from sim_market.buyers.market.carried import (
    Carried,
    after_hour,
    carried_from,
    off_share,
    seen_with,
    unseen,
)
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.models import ListingDemand
from sim_market.buyers.past import history_of
from sim_market.buyers.queries.history import notes_of
from tests import make
from tests.sim_market.buyers.offers import CAREFUL, offer
from tests.sim_market.buyers.shops import lively, run, stocked

MICRO = 10**6
WORLD = World(seed=7)
PLAIN = offer(2, **CAREFUL)


def at_price(share: float, off: float = 0.0):
    """The offer at so much of what it usually costs, less what a promotion takes off."""
    variants = (
        replace(v, price_fen=round(v.reference_fen * share),
                off_fen=round(v.reference_fen * share * off))
        for v in PLAIN.variants
    )  # fmt: skip
    return replace(PLAIN, variants=tuple(variants))


def lived(shown, days: int, before: Carried | None = None, micro: int = 100_000) -> Carried:
    carried = before or Carried()
    for hour in range(24 * days):
        carried = after_hour(carried, shown, micro, hour)
    return carried


def remembers(carried: Carried) -> float:
    """The remembered price of the first variant, over what it usually costs."""
    first = PLAIN.variants[0]
    return carried.memory.get(first.code, first.reference_fen * MICRO) / first.reference_fen / MICRO


def test_the_usual_price_leaves_nothing_to_remember():
    carried = lived(at_price(1.0), 10)
    assert carried.memory == {}
    assert carried.as_json() == {"usual": carried.usual, "days": 10}
    assert seen_with(PLAIN, Carried()) == replace(PLAIN, recent_micro=0)


def test_half_of_what_is_remembered_fades_in_fourteen_days():
    cheap = lived(at_price(0.8), 14)
    assert remembers(cheap) == pytest.approx(1 - 0.2 * 0.3 / 2, abs=1e-4)
    back = lived(at_price(1.0), 14, cheap)
    assert 1 - remembers(back) == pytest.approx((1 - remembers(cheap)) / 2, abs=1e-4)


def test_a_fake_was_price_and_constant_promotions_wear_off():
    """After three weeks of 20 % off the same price draws less; a raised price lifts it little."""
    usual, often, raised = (
        lived(at_price(share, off), 21) for share, off in ((1.0, 0.0), (1.0, 0.2), (1.3, 0.0))
    )
    now = at_price(1.0, 0.2)

    def sold(carried: Carried) -> int:
        memory_only = replace(carried, ahead=0, usual=0, recent=0)
        return expect(WORLD, 25, 20, [seen_with(now, memory_only)])[0].orders_micro

    assert sold(often) < sold(usual) < sold(raised)
    assert sold(often) > 0.9 * sold(usual)
    assert sold(raised) < 1.15 * sold(usual)


def test_a_promotion_borrows_from_the_days_after_it_and_it_is_paid_back():
    usual = lived(at_price(1.0), 10)
    assert usual.eager_micro == MICRO
    after = lived(at_price(1.0, 0.2), 3, usual, micro=170_000)
    assert 0.8 * MICRO < after.eager_micro < MICRO
    assert after.usual == pytest.approx(usual.usual, rel=0.1)
    rested = lived(at_price(1.0), 40, after)
    assert rested.eager_micro > 0.999 * MICRO
    offers = [seen_with(PLAIN, replace(each, recent=0, memory={})) for each in (usual, after)]
    full, less = (expect(WORLD, 14, 20, [each])[0].orders_micro for each in offers)
    assert less / full == pytest.approx(after.eager_micro / MICRO, rel=1e-3)


def test_never_is_more_than_half_missing():
    mad = replace(Carried(), ahead=10**12, usual=1)
    assert mad.eager_micro == MICRO // 2


def test_strange_prices_are_remembered_without_harm():
    for share in (1e-9, 1e5):
        carried = lived(at_price(share), 3)
        assert all(value >= 0 for value in carried.memory.values())
        expect(WORLD, 4, 20, [seen_with(at_price(1.0), carried)])
    assert off_share(replace(PLAIN, variants=())) == 0.0


def test_an_hour_in_which_nobody_looks_changes_no_price():
    carried = lived(at_price(0.8), 5)
    assert unseen(carried, 5) == carried
    assert unseen(carried, 23).memory == carried.memory
    assert carried_from(carried.recent, carried.as_json()) == carried


def test_what_is_kept_follows_from_what_was_noted_and_expected(app):
    """No second truth: the state of each listing is found again from notes and traffic."""
    store, skus = stocked(make.cohort(name="记价班"), stock=2000)
    lively(store.cohort, 2000)
    run(store.cohort, 20)
    for sku in skus:
        sku.price_fen = round(sku.price_fen * 0.8)
    run(store.cohort, 60)
    carried = carried_until(history_of(store, notes_of(store)), 60)
    kept = db.session.execute(
        sa.select(ListingDemand.listing_id, ListingDemand.recent_micro, ListingDemand.carried)
    ).all()
    assert len(kept) == 6
    # The hour that has just begun is played already, and not yet over.
    run(store.cohort, 61)
    assert {row[0] for row in kept} == set(carried)
    for listing_id, recent, said in kept:
        first = carried_until(history_of(store, notes_of(store)), 61)[listing_id]
        assert first == carried_from(recent, said)
        assert first.memory
