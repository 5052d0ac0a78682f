"""The shared mall again in plain Python loops: page by page, card by card, and it must agree."""

from dataclasses import replace
from math import exp

from sim_market.buyers.market import keyed
from sim_market.buyers.market.arrivals import outside_shift, popularity, query_shares, visits
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import SEGMENTS
from tests.sim_market.buyers.oracle import (
    MICRO,
    NANO,
    PICO,
    appeal_of,
    click_chance,
    click_of,
    fix,
    mean_of,
    noise,
    rank_base,
    reach_at,
    relevance_of,
    rival_relevance,
    rival_scores,
    rivals,
    utility_weight,
    wanted_share,
    weight_of,
)


def expect(world: World, day: int, hour: int, offers: list[Offer]) -> list[tuple[int, int, int]]:
    """(impressions, clicks, orders) in micro for each offer; nobody advertises."""
    there = sorted(
        (o for o in offers if any(v.available > 0 for v in o.variants)),
        key=lambda o: (o.store, o.code),
    )
    found = {}
    for category in {offer.category for offer in there}:
        found |= of_category(world, day, hour, [o for o in there if o.category == category])
    return [found.get((o.store, o.code), (0, 0, 0)) for o in offers]


def of_category(world, day, hour, offers):
    p, category = world.params, offers[0].category
    base = visits(p, day, hour) * popularity(world.seed, category, p) * world.views
    coming = base * crowd(p, offers)
    nothing = fix(exp(p.outside + outside_shift(day, hour) - world.ready), NANO)
    sums = {(o.store, o.code): [0, 0, [[0] * SEGMENTS for _ in o.variants]] for o in offers}
    for query, share in enumerate(query_shares(p)):
        pages = [page(world, day, query, version, offers) for version in range(p.page_variants)]
        for offer in offers:
            mine, row = (offer.store, offer.code), sums[offer.store, offer.code]
            slots = [found.index(mine) if mine in found else p.page_slots for found in pages]
            reached = [reach_at(p, slot) for slot in slots]
            reach = sum(reached) / (NANO * p.page_variants)
            seen = fix(reach * (offer.search_pm / 1000) * (coming * share), PICO)
            row[0] += seen
            for segment in range(SEGMENTS):
                click = fix(seen / SEGMENTS * (click_of(world, query, segment, offer) / NANO), 1)
                row[1] += click
                met = [opened(world, query, segment, offers, one, mine) for one in pages]
                for place, variant in enumerate(offer.variants):
                    if variant.available <= 0:
                        continue
                    weight = weight_of(world, query, segment, offer, variant)
                    wins = sum(
                        fix(fix(weight / (weight + nothing + m), PICO) * (r / sum(reached)), 1)
                        for m, r in zip(met, reached, strict=True)
                        if r
                    )
                    kept = wins / PICO * wanted_share(p, offer, variant)
                    row[2][place][segment] += fix(click * kept, 1)
    return {
        name: (seen // MICRO, clicks // MICRO, sum(w // MICRO for by in orders for w in by))
        for name, (seen, clicks, orders) in sums.items()
    }


def counted(p, offers):
    """Stores of the category, and their listings, at most three of each."""
    stores = {offer.store for offer in offers}
    return len(stores), sum(
        min(p.store_cap, sum(o.store == store for o in offers)) for store in stores
    )


def crowd(p, offers):
    stores, listings = counted(p, offers)
    return max(1.0, fix(listings * stores / (p.rivals * stores + listings), MICRO) / MICRO)


def left(p, offers):
    stores, listings = counted(p, offers)
    return max(0, p.rivals - listings * (stores - 1) // stores)


def name_of(offer):
    return keyed.splitmix(keyed.number_of(offer.code) ^ keyed.number_of(offer.store))


def score_of(world, day, query, version, offer):
    p = world.params
    base = rank_base(
        p, relevance_of(world, query, offer), offer.recent_micro / MICRO, mean_of(p, offer),
        offer.detail_pm / 1000,
    )  # fmt: skip
    fresh = p.rank_new if offer.age_days < p.new_days else 0.0
    drawn = noise(world, day, offer.category, query, name_of(offer), version)
    return fix(base + fresh, MICRO) + drawn


def page(world, day, query, version, offers):
    """Who stands there, the first first: (store, code) of offers, numbers of rivals."""
    p, category = world.params, offers[0].category
    start = keyed.splitmix(keyed.key(world.seed, "tie", day, query) ^ version)

    def tie(name):
        return keyed.splitmix(start ^ name)

    scored = [(-score_of(world, day, query, version, o), o) for o in offers]
    cards = []
    for store in {offer.store for offer in offers}:
        own = sorted(((s, o.code, o) for s, o in scored if o.store == store), key=lambda x: x[:2])
        cards += [(s, tie(name_of(o)), (o.store, o.code)) for s, _, o in own[: p.store_cap]]
    scores = rival_scores(world, day, query, version, category)[: left(p, offers)]
    for number, score in enumerate(scores):
        cards.append((-score, tie(keyed.key("rival", category, number)), number))
    return [who for _score, _key, who in sorted(cards, key=lambda card: card[:2])]


def opened(world, query, segment, offers, cards, mine):
    """Pull of what else those open who see this card: all above it, and part of what is below."""
    p = world.params
    if mine not in cards or not reach_at(p, cards.index(mine)):
        return 0
    own = cards.index(mine)
    pulls = [pull(world, query, segment, offers, who) for who in cards]
    below = sum(
        fix(drawn * (reach_at(p, slot) / NANO), 1) for slot, drawn in enumerate(pulls) if slot > own
    )
    return sum(pulls[:own]) + fix(below / (reach_at(p, own) / NANO), 1)


PULLS: dict = {}


def pull(world, query, segment, offers, who):
    """Chance to be opened times exp(utility), nano."""
    if isinstance(who, int):
        key = (world, query, segment, offers[0].category, who)
        if key not in PULLS:
            PULLS[key] = pull_of_rival(world, query, segment, offers[0].category, who)
        return PULLS[key]
    offer = next(o for o in offers if (o.store, o.code) == who)
    whole = sum(
        fix(weight_of(world, query, segment, offer, v) * wanted_share(world.params, offer, v), 1)
        for v in offer.variants
        if v.available > 0
    )
    click = click_of(world, query, segment, offer) / NANO * (offer.search_pm / 1000)
    return fix(click * whole, 1)


def pull_of_rival(world, query, segment, category, number):
    p, r = world.params_in(category), rivals(plain(world, category), category)[number]
    relevance = rival_relevance(world, query, r)
    appeal = appeal_of(p, r["image"], r["mean"], r["recent"], 0.0)
    click = click_chance(p, appeal, relevance, r["feeling"], segment) / NANO
    return fix(click * utility_weight(p, r["feeling"], r["wished"], relevance, segment), 1)


def plain(world, category):
    """Rivals who have not followed anybody; those who have are tried elsewhere."""
    assert world.params_in(category) == world.params
    return replace(world, shared=False)
