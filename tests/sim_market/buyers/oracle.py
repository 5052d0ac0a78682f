"""The buyer model again in plain Python loops: slow, obvious, and it must agree exactly."""

from math import exp, log

from sim_market.buyers.market import keyed
from sim_market.buyers.market.arrivals import outside_shift, popularity, query_shares, visits
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import PRICE_LEVEL, QUALITY_LEVEL, SEGMENTS, VIEWS_BY_HOUR
from sim_market.buyers.market.regulars import COMES_BACK, LOYALTY

MICRO, NANO, PICO = 10**6, 10**9, 10**12


def expect(world: World, day: int, hour: int, offers: list[Offer]) -> list[tuple[int, int, int]]:
    """(impressions, clicks, orders) in micro for each offer."""
    return [one(world, day, hour, offer, offers) for offer in offers]


def one(world, day, hour, offer, offers):  # noqa: PLR0915 - the formula from top to bottom
    p = world.params
    if not any(v.available > 0 for v in offer.variants):
        return 0, 0, 0
    siblings = [
        o
        for o in offers
        if (o.store, o.category) == (offer.store, offer.category)
        and any(v.available > 0 for v in o.variants)
    ]
    siblings.sort(key=lambda o: o.code)
    base = visits(p, day, hour) * popularity(world.seed, offer.category, p)
    nothing = fix(exp(p.outside + outside_shift(day, hour)), NANO)
    impressions = clicks = 0
    orders = [[0] * SEGMENTS for _ in offer.variants]
    for query, share in enumerate(query_shares(p)):
        reach = reach_of(world, day, query, offer, siblings)
        seen = fix(reach * (base * share), PICO)
        impressions += seen
        met = rivals_met(world, day, query, offer.category)
        for segment in range(SEGMENTS):
            click = fix(seen / SEGMENTS * (click_of(world, query, segment, offer) / NANO), 1)
            clicks += click
            others = sum(
                mass(world, day, query, segment, o, siblings) for o in siblings if o is not offer
            )
            for place, variant in enumerate(offer.variants):
                if variant.available <= 0:
                    continue
                weight = weight_of(world, query, segment, offer, variant)
                total = weight + others + nothing
                wins = sum(fix(weight / (total + m), PICO) for m in met[segment])
                kept = wins / (PICO * p.page_variants) * wanted_share(p, offer, variant)
                kept *= offer.eager_micro / MICRO
                orders[place][segment] += fix(click * kept, 1)
    micro, came = 0, 0
    regulars = straight(world, day, hour, offer, offers)
    for variant, by_segment, (opened, bought) in zip(offer.variants, orders, regulars, strict=True):
        whole = [pico // MICRO + bought // SEGMENTS for pico in by_segment]
        whole[0] += bought % SEGMENTS
        came += opened
        limit = variant.available * MICRO
        micro += sum(w if sum(whole) <= limit else w * limit // sum(whole) for w in whole)
    return impressions // MICRO + came, clicks // MICRO + came, micro


def straight(world, day, hour, offer, offers):
    """Regulars by variant: (who opens it, who orders it), micro."""
    p = world.params
    if not offer.regulars:
        return [(0, 0)] * len(offer.variants)
    nothing = exp(p.outside + outside_shift(day, hour))
    back = offer.regulars * COMES_BACK * VIEWS_BY_HOUR[hour] / sum(VIEWS_BY_HOUR)
    whole = sum(liking(world, o, v) for o in offers if o.store == offer.store for v in o.variants)
    found = []
    for variant in offer.variants:
        pull = liking(world, offer, variant)
        opened, liked = back * pull / whole, pull * exp(LOYALTY)
        bought = opened * (offer.eager_micro / MICRO) * liked / (liked + nothing)
        found.append((fix(opened, MICRO), fix(bought, MICRO)))
    return found


def liking(world, offer, variant):
    """How much one who knows the store is drawn by it, whatever else there is."""
    if variant.available <= 0:
        return 0.0
    weights = [weight_of(world, 0, segment, offer, variant) for segment in range(SEGMENTS)]
    return sum(weights) / SEGMENTS / NANO * wanted_share(world.params, offer, variant)


def fix(value: float, scale: int) -> int:
    return round(value * scale)


def fit(world, query, goods):
    if query == 0:
        return 1.0
    return 0.55 + 0.45 * keyed.unit(keyed.splitmix(keyed.key(world.seed, "fit", query) ^ goods))


def match(coverage):
    return coverage * (2.0 - coverage)


def relevance_of(world, query, offer):
    return fit(world, query, keyed.number_of(offer.code)) * match(offer.coverage_pm / 1000)


def mean_of(p, offer):
    return (offer.rating_sum + p.prior_stars * p.prior_weight) / (
        offer.rating_count + p.prior_weight
    )


def rank_base(p, relevance, recent, mean, detail):
    return (
        p.rank_relevance * relevance
        + p.rank_sales * log(1.0 + recent / p.volume)
        + p.rank_rating * (mean - 4.7)
        + p.rank_detail * (detail - 0.5)
    )


def noise(world, day, category, query, goods, version):
    p = world.params
    drawn = keyed.splitmix(keyed.key(world.seed, "page", day, category, query) ^ goods)
    start, step = drawn & 0xFFFF, 2 * ((drawn >> 16) & 0xFFFF) + 1
    quantile = ((start % p.page_variants + step * version) % p.page_variants + 0.5) / (
        p.page_variants
    )
    return fix(-p.rank_noise * log(-log(quantile)), MICRO)


def score_of(world, day, query, version, offer):
    p = world.params
    base = rank_base(
        p,
        relevance_of(world, query, offer),
        offer.recent_micro / MICRO,
        mean_of(p, offer),
        offer.detail_pm / 1000,
    )
    fresh = p.rank_new if offer.age_days < p.new_days else 0.0
    goods = keyed.number_of(offer.code)
    return fix(base + fresh, MICRO) + noise(world, day, offer.category, query, goods, version)


def reach_at(p, slot):
    """Slot counts from 0."""
    if slot >= p.page_slots:
        return 0
    return fix(exp(-((slot / p.depth_scale) ** p.depth_shape)), NANO)


def reach_of(world, day, query, offer, siblings):
    p, total = world.params, 0
    for version in range(p.page_variants):
        mine = score_of(world, day, query, version, offer)
        above = sum(s >= mine for s in rival_scores(world, day, query, version, offer.category))
        scores = [(-score_of(world, day, query, version, o), o.code) for o in siblings]
        own = sorted(scores).index((-mine, offer.code))
        total += reach_at(p, above + own) if own < p.store_cap else 0
    return total / (NANO * p.page_variants)


RIVALS: dict = {}


def rivals(world, category):
    key = (world.seed, category)
    if key not in RIVALS:
        RIVALS[key] = [rival(world, category, n) for n in range(world.params.rivals)]
    return RIVALS[key]


def rival(world, category, number):
    p, goods = world.params, keyed.key("rival", category, number)

    def spread(what, low, high):
        return low + (high - low) * keyed.unit(keyed.splitmix(keyed.key(world.seed, what) ^ goods))

    detail, mean = spread("detail", 0.3, 0.8), spread("mean", 4.5, 4.9)
    quality, wait = spread("quality", -0.5, 0.5), 24 * (1 + int(spread("wait", 0.0, 3.0)))
    pull = p.buy_rating * (mean - 4.7) + p.buy_reviews * spread("reviews", 1.0, 4.0)
    seen = 0.5 * quality + 0.5 * quality * detail
    return {
        "goods": goods,
        "coverage": spread("coverage", 0.5, 0.95),
        "feeling": feeling_of(p, spread("ratio", -0.18, 0.22)),
        "mean": mean,
        "recent": p.volume * exp(spread("sales", 1.5, 4.0)),
        "image": spread("image", 0.3, 0.8),
        "detail": detail,
        "wished": p.buy_quality * seen + p.buy_detail * (detail - 0.5) + pull
        - p.buy_wait * wait / 24.0,
    }  # fmt: skip


def rival_relevance(world, query, r):
    return fit(world, query, r["goods"]) * match(r["coverage"])


SCORES: dict = {}


def rival_scores(world, day, query, version, category):
    key = (world.seed, day, query, version, category)
    if key not in SCORES:
        p = world.params
        SCORES[key] = [
            fix(rank_base(p, rival_relevance(world, query, r), r["recent"], r["mean"],
                          r["detail"]), MICRO)
            + noise(world, day, category, query, r["goods"], version)
            for r in rivals(world, category)
        ]  # fmt: skip
    return SCORES[key]


MET: dict = {}


def rivals_met(world, day, query, category):
    """[segment][scenario]: exp(utility) of the rivals that one visitor clicked, nano."""
    key = (world.seed, day, query, category)
    if key not in MET:
        MET[key] = [
            [visitor(world, day, query, category, segment, version)
             for version in range(world.params.page_variants)]
            for segment in range(SEGMENTS)
        ]  # fmt: skip
    return MET[key]


def visitor(world, day, query, category, segment, version):
    p, total = world.params, 0
    scores = rival_scores(world, day, query, version, category)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    for place, i in enumerate(order):
        r = rivals(world, category)[i]
        relevance = rival_relevance(world, query, r)
        appeal = appeal_of(p, r["image"], r["mean"], r["recent"], 0.0)
        click = click_chance(p, appeal, relevance, r["feeling"], segment) / NANO
        chance = reach_at(p, place) / NANO * click
        drawn = keyed.key(world.seed, "rival-click", day, category)
        for part in (query, version, r["goods"], segment):
            drawn = keyed.splitmix(drawn ^ part)
        if fix(keyed.unit(drawn), NANO) < fix(chance, NANO):
            total += utility_weight(p, r["feeling"], r["wished"], relevance, segment)
    return total


def feeling_of(p, x):
    if x > 0:
        return -p.loss_aversion * x - p.dear_extra * max(0.0, x - p.dear_from) ** 2
    return 1.0 - exp(x) - p.cheap_extra * max(0.0, -x - p.cheap_from) ** 2


def log_ratio(variant):
    paid = variant.price_fen - variant.off_fen + variant.shipping_fen
    usual = variant.reference_fen
    if variant.memory_micro:
        usual = 0.6 * usual + 0.4 * variant.memory_micro / MICRO
    return fix(log(paid / usual), 10**9) / 1e9


def card(offer):
    return min(log_ratio(v) for v in offer.variants if v.available > 0)


def appeal_of(p, image, mean, recent, stuffing):
    return (
        p.click_base
        + p.click_image * (image - 0.5)
        + p.click_rating * (mean - 4.7)
        + p.click_sales * log(1.0 + recent / p.volume)
        - p.stuffing * stuffing
    )


def click_chance(p, appeal, relevance, feeling, segment):
    taste = p.click_price * exp(p.price_spread * PRICE_LEVEL[segment])
    logit = appeal + p.click_relevance * (relevance - 0.6) + feeling * taste
    return fix(1.0 / (1.0 + exp(-logit)), NANO)


def click_of(world, query, segment, offer):
    p = world.params
    if card(offer) > log(p.price_ceiling):
        return 0
    appeal = appeal_of(
        p, offer.image_pm / 1000, mean_of(p, offer), offer.recent_micro / MICRO,
        offer.stuffing_pm / 1000,
    )  # fmt: skip
    relevance = relevance_of(world, query, offer)
    return click_chance(p, appeal, relevance, feeling_of(p, card(offer)), segment)


def utility_weight(p, feeling, wished, relevance, segment):
    utility = (
        p.buy_base
        + feeling * (p.buy_price * exp(p.price_spread * PRICE_LEVEL[segment]))
        + wished * exp(p.quality_spread * QUALITY_LEVEL[segment])
        + p.buy_relevance * (relevance - 0.6)
    )
    return fix(exp(utility), NANO)


def weight_of(world, query, segment, offer, variant):
    p, detail = world.params, offer.detail_pm / 1000
    quality, claim = offer.quality_pm / 1000, offer.claim_pm / 1000
    mean = mean_of(p, offer)
    many = log(1.0 + min(offer.rating_count, p.review_cap))
    perfect = p.too_perfect * max(0.0, mean - 4.9) if offer.rating_count > 30 else 0.0
    rating = p.buy_rating * (mean - 4.7) + p.buy_reviews * many - perfect
    wished = (
        p.buy_quality * (0.5 * quality + 0.5 * (quality + claim) * detail)
        + p.buy_detail * (detail - 0.5)
        + (rating - offer.stuffing_pm / 1000)
        - p.buy_wait * offer.ship_hours / 24.0
    )
    gap = max(0.0, log_ratio(variant) - card(offer) - p.bait_from)
    feeling = feeling_of(p, log_ratio(variant)) - p.bait_anger * gap
    return utility_weight(p, feeling, wished, relevance_of(world, query, offer), segment)


def wanted_share(p, offer, variant):
    there = sum(1 for v in offer.variants if v.available > 0)
    out = len(offer.variants) - there
    share = (1.0 + p.substitutes * out / there) / len(offer.variants) * (variant.reach_pm / 1000)
    return 0.0 if log_ratio(variant) > log(p.price_ceiling) else share


def mass(world, day, query, segment, offer, siblings):
    p = world.params
    pull = sum(
        fix(weight_of(world, query, segment, offer, v) * wanted_share(p, offer, v), 1)
        for v in offer.variants
        if v.available > 0
    )
    reach = reach_of(world, day, query, offer, siblings)
    return fix(reach * (click_of(world, query, segment, offer) / NANO) * pull, 1)
