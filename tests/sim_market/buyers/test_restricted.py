"""A store that is held back in search is met more rarely, and what is proven promises no more."""

from dataclasses import replace

import pytest

from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.shelves import claim_of, shelves_of
from sim_market.violations.models import ClaimProof
from tests import make
from tests.sim_market.buyers.offers import store

WORLD = World(seed=7)


def seen(search_pm: int) -> list[int]:
    offers = [replace(offer, search_pm=search_pm) for offer in store()]
    return [answer.impressions_micro for answer in expect(WORLD, 3, 20, offers)]


def test_what_is_left_of_search_is_what_is_left_of_the_visitors():
    free, held = seen(1000), seen(300)
    assert sum(free) > 0
    for full, part in zip(free, held, strict=True):
        assert part == pytest.approx(full * 0.3, rel=0.01, abs=5)
    assert sum(seen(0)) == 0


def test_an_ordinary_store_is_met_as_before():
    plain = [answer.impressions_micro for answer in expect(WORLD, 3, 20, store())]
    assert seen(1000) == plain


@pytest.mark.usefixtures("app")
def test_the_shelf_says_how_the_store_stands_in_search():
    sku = make.sku(store=make.store(search_pm=300))
    [shelf] = shelves_of(sku.cohort, sku.cohort.sim_at)
    assert shelf.offer.search_pm == 300


@pytest.mark.usefixtures("app")
def test_a_claim_with_evidence_raises_no_hopes():
    assert claim_of("纯天然 粗陶马克杯", rules=1) > 0
    assert claim_of("纯天然 粗陶马克杯", rules=1, shown=frozenset({"纯天然"})) == 0
    sku = make.sku(title="纯天然 粗陶马克杯")
    [shelf] = shelves_of(sku.cohort, sku.cohort.sim_at)
    assert shelf.offer.claim_pm > 0
    make.saved(
        ClaimProof(
            cohort_id=sku.cohort_id, store_id=sku.listing.store_id, listing_id=sku.listing_id,
            word="纯天然", says="模拟检测报告", picture="1", shown_sim_at=sku.cohort.sim_at,
        )
    )  # fmt: skip
    [shelf] = shelves_of(sku.cohort, sku.cohort.sim_at)
    assert shelf.offer.claim_pm == 0
