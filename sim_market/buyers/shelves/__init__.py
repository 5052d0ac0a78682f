"""What stands on all the shelves of a cohort, read in a few statements, as the buyer model sees it.

Every offer is named by the goods, never by a row's id: who lists the same goods in the same way
has the same outcome (market_model: common random numbers, rule 1).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from app.cohorts.models import DAY, Cohort
from sim_market.buyers.coupons import felt_by_crowd, shows
from sim_market.buyers.given import Promoted
from sim_market.buyers.market.carried import (
    NOTHING_CARRIED,
    Carried,
    carried_from,
    seen_with,
)
from sim_market.buyers.market.looks import looks_of
from sim_market.buyers.market.offers import Offer, Variant
from sim_market.buyers.market.outcome import Running
from sim_market.buyers.shelves.rows import (
    crowds_of,
    demand_of,
    listings_on_sale,
    regulars_of,
    skus_of,
    stars_of,
)
from sim_market.freight.models import FreightTemplate
from sim_market.freight.price import Average, Crowd, Load, Quote, Rates, quote
from sim_market.freight.queries import template_for
from sim_market.promotions.felt import NOTHING, Felt
from sim_market.rules.categories import find_category
from sim_market.rules.pack import load, pack
from sim_market.rules.wording import found_words
from sim_market.violations.detect.goods import proven

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CLAIM_PM = 200  # how much one unproven promise raises expectations
CLAIM_MOST_PM = 600
NOTHING_GIVEN = Promoted()


@dataclass(frozen=True, slots=True)
class Shelf:
    """One listing on sale: what the model sees of it, and the rows behind it."""

    offer: Offer
    listing_id: int
    listing_code: str
    store_id: int
    sku_ids: tuple[int, ...]
    demand_id: int | None
    running: Running
    rates: Rates | None  # None goes free everywhere
    loads: tuple[Load, ...]  # one of each SKU
    title: str = ""
    began_minute: int = 0  # of the sandbox: when it was first on sale
    shelf_key: str = ""
    ads_micro: tuple[int, ...] = ()
    carried: Carried = NOTHING_CARRIED
    promoted: Promoted = NOTHING_GIVEN

    def quote(self, place: int, quantity: int, province: str) -> Quote:
        """What sending so many of one SKU to a province costs."""
        if self.rates is None:
            return Quote()
        load = self.loads[place]
        many = replace(load, quantity=quantity, goods_fen=load.goods_fen * quantity)
        return quote({load.template: self.rates}, [many], province)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all listings of a cohort at one moment, by listing id."""

    at: datetime
    start: datetime
    rules: int
    skus: Mapping[int, Sequence[Any]]
    stars: Mapping[int, Any]
    demand: Mapping[int, Any]
    proven: Mapping[int, frozenset[str]]
    templates: Mapping[int, Sequence[FreightTemplate]]  # by store
    crowds: Mapping[int, Crowd]  # where people live by the zones of a template
    felt: Felt = NOTHING
    regulars: Mapping[int, int] = field(default_factory=dict)  # by store: who may come back now


def shelves_of(cohort: Cohort, at: datetime) -> list[Shelf]:
    """All listings on sale in open stores, in the order of their codes."""
    known = Known(
        at,
        cohort.sim_start_at,
        pack(cohort).version,
        skus_of(cohort.id),
        stars_of(cohort.id),
        {row.listing_id: row for row in demand_of(cohort.id)},
        proven(cohort.id),
        *crowds_of(cohort.id),
        felt_by_crowd(cohort.id, at),
        regulars_of(cohort.id, (at - cohort.sim_start_at) // HOUR),
    )
    clones: Counter[tuple[str, str]] = Counter()
    shelves = []
    for row in listings_on_sale(cohort.id):
        skus = known.skus.get(row.id, ())
        if skus:
            goods = skus[0].goods_code
            clones[row.store_code, goods] += 1
            number = clones[row.store_code, goods]
            shelves.append(shelf(row, goods if number == 1 else f"{goods}#{number}", known))
    return shelves


def shelf(row: Any, name: str, known: Known) -> Shelf:
    owed, skus = known.demand.get(row.id), known.skus[row.id]
    template = template_for(known.templates.get(row.store_id, ()), row.freight_id)
    crowd = known.crowds.get(template)
    loads = tuple(load_of(template, sku) for sku in skus)
    sent = [average_of(crowd, load) for load in loads]
    carried = carried_from(owed.recent_micro, owed.carried) if owed else NOTHING_CARRIED
    offer = offer_of(row, name, known, sent)
    return Shelf(
        offer=seen_with(offer, carried, known.regulars.get(row.store_id, 0)),
        listing_id=row.id,
        listing_code=row.code,
        store_id=row.store_id,
        sku_ids=tuple(sku.id for sku in skus),
        demand_id=owed.id if owed else None,
        running=Running(owed.impressions_micro, owed.clicks_micro, owed.orders_micro)
        if owed
        else Running(),
        rates=crowd.rates if crowd else None,
        loads=loads,
        title=row.title,
        began_minute=(row.first_on_sale_sim_at - known.start) // MINUTE,
        shelf_key=owed.shelf_key if owed else "",
        ads_micro=tuple(owed.ads_micro) if owed else (),
        carried=carried,
        promoted=promoted_of(row, known, sent),
    )


def promoted_of(row: Any, known: Known, sent: Sequence[Average]) -> Promoted:
    terms = known.felt.of(row.store_id)
    if not terms:
        return NOTHING_GIVEN
    skus = tuple(sku.id for sku in known.skus[row.id])
    fees = tuple(each.fen for each in sent)
    return Promoted(tuple(terms), row.store_id, row.id, row.category_code, skus, fees)


def load_of(template: int, sku: Any) -> Load:
    return Load(template, 1, sku.weight_g, sku.volume_cm3, sku.price_fen)


def average_of(crowd: Crowd | None, load: Load) -> Average:
    return crowd.average(load) if crowd else Average()


def offer_of(row: Any, name: str, known: Known, sent: Sequence[Average]) -> Offer:
    category = find_category(row.category_code)
    looks = looks_of(row.title, category, row.attributes, row.images, row.detail)
    stars = known.stars.get(row.id)
    taken = [
        known.felt.taken(row.store_id, row.id, row.category_code, sku.id, sku.price_fen, each.fen)
        for sku, each in zip(known.skus[row.id], sent, strict=True)
    ]
    return Offer(
        store=row.store_code,
        code=name,
        category=row.category_code,
        variants=tuple(
            Variant(
                sku.goods_code, sku.price_fen, max(1, sku.reference_fen), sku.available,
                each.fen - off.shipping_fen, each.reach_pm, off.goods_fen,
            )
            for sku, each, off in zip(known.skus[row.id], sent, taken, strict=True)
        ),
        quality_pm=row.quality_pm,
        coverage_pm=looks.coverage_pm,
        stuffing_pm=looks.stuffing_pm,
        image_pm=looks.image_pm,
        detail_pm=looks.detail_pm,
        claim_pm=claim_of(
            row.title, *texts_of(row.detail), rules=known.rules,
            shown=known.proven.get(row.id, frozenset()),
        ),
        rating_sum=int(stars.total) if stars else 0,
        rating_count=stars.number if stars else 0,
        ship_hours=row.ship_hours,
        age_days=(known.at - row.first_on_sale_sim_at) // DAY,
        search_pm=row.search_pm,
        badge_pm=1000 if shows(known.felt, row.store_id, row.id) else 0,
    )  # fmt: skip


def texts_of(detail: Sequence[Mapping[str, str]]) -> list[str]:
    return [block["text"] for block in detail if block.get("text")]


@lru_cache(maxsize=4096)
def claim_of(*texts: str, rules: int, shown: frozenset[str] = frozenset()) -> int:
    """How far a page promises what it does not prove, per mille.

    `shown`: words for which there is evidence (rule L-8); they promise no more than is so.
    """
    words = load(rules).words
    found = sum(
        1 for text in texts for rule in words if not set(found_words(text, [rule])) <= shown
    )
    return min(CLAIM_MOST_PM, CLAIM_PM * found)
