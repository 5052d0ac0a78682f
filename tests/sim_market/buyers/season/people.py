"""One day of the crowd again, person by person in plain loops: slow, obvious, and it must agree."""

from math import exp, floor, log

from sim_market.buyers.market import keyed
from sim_market.buyers.market.arrivals import outside_shift, popularity, query_shares
from sim_market.buyers.market.arrivals import visits as visits_in
from sim_market.buyers.market.offers import Offer, Variant
from sim_market.buyers.market.params import SEGMENTS, VIEWS_BY_HOUR
from sim_market.buyers.season.levers import Lever
from tests.sim_market.buyers import oracle

MICRO, NANO, FULL = 10**6, 10**9, 2**32


def fix(value):
    return round(value * MICRO)


def chance(key, what):
    return keyed.unit(keyed.splitmix(key ^ keyed.number_of(what)))


def gumbel(key):
    return fix(-log(-log(keyed.unit(key))))


def scattered(x):
    x ^= x >> 16
    x = x * 0x7FEB352D & 0xFFFFFFFF
    x ^= x >> 15
    x = x * 0x846CA68B & 0xFFFFFFFF
    return x ^ x >> 16


def day_of(market, levers, *, alone, day=1):
    """(visit, store, goods, units, paid, there) of all orders."""
    offers = [offers_of(market, levers, store) for store in range(levers.shape[1])]
    crowd = people(market, day)
    orders = []
    malls = [[store] for store in range(len(offers))] if alone else [list(range(len(offers)))]
    for stores in malls:
        mall = Mall(market, levers, offers, stores, alone, day)
        opened = [mall.opened_by(person) for person in crowd]
        places = [(s, g) for s in stores for g in range(len(market.goods.codes))]
        orders += sold(crowd, opened, {each: levers[Lever.STOCK, *each] for each in places})
    return orders


def offers_of(market, levers, store):
    goods = market.goods

    def mille(lever, place):
        return round(levers[lever, store, place] * 1000)

    return [
        Offer(
            store=f"s{store}", code=code, category=goods.categories[goods.category[n]],
            variants=(Variant(code, round(levers[Lever.PRICE, store, n]),
                              int(goods.reference_fen[n]), 100),),
            quality_pm=round(goods.quality[n] * 1000), coverage_pm=mille(Lever.COVERAGE, n),
            stuffing_pm=mille(Lever.STUFFING, n), image_pm=mille(Lever.IMAGE, n),
            detail_pm=mille(Lever.DETAIL, n), claim_pm=mille(Lever.CLAIM, n),
            ship_hours=levers[Lever.PROMISE, store, n],
        )
        for n, code in enumerate(goods.codes)
    ]  # fmt: skip


def people(market, day):
    p, seed, found = market.world.params, market.world.seed, []
    whole = sum(visits_in(p, day, hour) for hour in range(24))
    for number, category in enumerate(market.goods.categories):
        count = round(whole * popularity(seed, category, p))
        start = keyed.key(seed, "visit", day, category)
        for n in range(count):
            found.append(
                person(p, keyed.splitmix(start ^ n), number, hour_of(n, count), len(found))
            )
    return found


def hour_of(number, count):
    share = 0.0
    for hour in range(24):
        share += VIEWS_BY_HOUR[hour]
        if hour == 23 or number < fix(share / sum(VIEWS_BY_HOUR) * count) // MICRO:
            return hour
    raise AssertionError


def person(p, key, category, hour, number):
    low, typed = key & 0xFFFF, ((key >> 24) & 0xFFFF) + 0.5
    ends = [sum(query_shares(p)[: n + 1]) * 65536 for n in range(p.queries - 1)]
    depth = 1 + floor(p.depth_scale * (-log((low + 0.5) / 65536)) ** (1 / p.depth_shape))
    return {
        "key": key, "number": number, "category": category, "hour": hour,
        "query": sum(end < typed for end in ends), "version": (key >> 16) & 7,
        "segment": (key >> 40) % p.pool % SEGMENTS, "depth": min(depth, p.page_slots),
        "salt": keyed.splitmix(key ^ 1) & 0xFFFFFFFF,
    }  # fmt: skip


class Mall:
    def __init__(self, market, levers, offers, stores, alone, day):
        self.market, self.levers, self.offers = market, levers, offers
        self.stores, self.alone, self.day, self.world = stores, alone, day, market.world
        self.pages, self.known = {}, {}

    def key_of(self, store, goods):
        number = keyed.number_of(self.market.goods.codes[goods])
        return number if self.alone else keyed.splitmix(number ^ keyed.key("store", store))

    def page(self, category, query, version):
        """What stands on a page: (slot, kind, which), the best first."""
        if (category, query, version) not in self.pages:
            own = self.scored(category, query, version)
            rank = self.among_rivals if self.alone else self.best_forty
            self.pages[category, query, version] = rank(own, category, query, version)
        return self.pages[category, query, version]

    def scored(self, category, query, version):
        """Own listings by score, at most three of a store."""
        w, day = self.world, self.day
        found = []
        for store in self.stores:
            for goods, offer in enumerate(self.offers[store]):
                if self.market.goods.category[goods] != category:
                    continue
                plain = keyed.number_of(offer.code)
                score = oracle.score_of(w, day, query, version, offer)
                score -= oracle.noise(w, day, offer.category, query, plain, version)
                key = self.key_of(store, goods)
                score += oracle.noise(w, day, offer.category, query, key, version)
                found.append((-score, store, goods))
        kept, many = [], {}
        for each in sorted(found):
            many[each[1]] = many.get(each[1], 0) + 1
            if many[each[1]] <= w.params.store_cap:
                kept.append(each)
        return kept

    def best_forty(self, own, *_page):
        slots = self.world.params.page_slots
        return [(slot, "own", each[1:]) for slot, each in enumerate(own[:slots])]

    def among_rivals(self, own, category, query, version):
        code = self.market.goods.categories[category]
        scores = oracle.rival_scores(self.world, self.day, query, version, code)
        order = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
        page = [(slot, "rival", n) for slot, n in enumerate(order)]
        for place, (minus, store, goods) in enumerate(own):
            above = sum(score >= -minus for score in scores)
            page.append((above + place, "own", (store, goods)))
        return page

    def opened_by(self, who):
        """[(pull, store, goods)] of own listings that draw this person more than all else."""
        p, query, segment = self.world.params, who["query"], who["segment"]
        nothing = fix(p.outside + outside_shift(self.day, who["hour"]))
        most = nothing + gumbel(keyed.splitmix(who["key"] ^ keyed.number_of("nothing")))
        own = []
        for slot, kind, which in self.page(who["category"], query, who["version"]):
            if slot >= who["depth"]:
                continue
            key, click, weight = self.met(kind, which, who["category"], query, segment)
            if scattered((key >> 32) ^ who["salt"]) >= int(click * (FULL / NANO)):
                continue
            mine = keyed.splitmix(who["key"] ^ key)
            pull = fix(log(max(weight, 1) / NANO)) + gumbel(mine)
            if kind == "rival":
                most = max(most, pull)
            else:
                own.append((pull + self.answer(mine, *which), *which, mine))
        return [each for each in own if each[0] > most]

    def met(self, kind, which, category, query, segment):
        """The key, the click and the weight of what this kind of person sees; each said once."""
        asked = (kind, which, category, query, segment)
        if asked not in self.known:
            seen = self.rival if kind == "rival" else self.own
            self.known[asked] = seen(which, category, query, segment)
        return self.known[asked]

    def own(self, which, _category, query, segment):
        w, offer = self.world, self.offers[which[0]][which[1]]
        weight = oracle.weight_of(w, query, segment, offer, offer.variants[0])
        return self.key_of(*which), oracle.click_of(w, query, segment, offer), weight

    def rival(self, which, category, query, segment):
        w, p = self.world, self.world.params
        rival = oracle.rivals(w, self.market.goods.categories[category])[which]
        relevance = oracle.rival_relevance(w, query, rival)
        feeling, wished = rival["feeling"], rival["wished"]
        appeal = oracle.appeal_of(p, rival["image"], rival["mean"], rival["recent"], 0.0)
        click = oracle.click_chance(p, appeal, relevance, feeling, segment)
        weight = oracle.utility_weight(p, feeling, wished, relevance, segment)
        return rival["goods"], click, weight

    def answer(self, key, store, goods):
        seen = {lever: self.levers[lever, store, goods] for lever in Lever}
        if chance(key, "ask") >= 0.18 * (1.5 - seen[Lever.DETAIL]):
            return 0
        right, seconds = seen[Lever.RIGHT], seen[Lever.REPLY]
        return fix(
            -0.3 if seconds > 600 else 0.45 * exp(-seconds / 180) * right - 0.5 * (1 - right)
        )


def sold(crowd, opened, stock):
    """Two rounds over the same people: the first choice, then another for some."""
    asked, orders, lost = dict.fromkeys(stock, 0), [], {}
    left = dict(stock)
    for turn in (1, 2):
        asked = dict.fromkeys(stock, 0)
        before = dict(left)
        for who, mine in zip(crowd, opened, strict=True):
            if turn == 2:
                if who["number"] not in lost:
                    continue
                mine = [each for each in mine if each[1:3] != lost[who["number"]]]
            if not mine:
                continue
            _pull, store, goods, key = max(mine, key=lambda each: each[0])
            order = take(key, (store, goods), before, left, asked)
            orders.append((who["number"], store, goods, *order))
            if turn == 1 and not order[2] and chance(key, "stock") < 0.45:
                lost[who["number"]] = (store, goods)
    return orders


def take(key, what, before, left, asked):
    drawn = chance(key, "units")
    units = 1 + (drawn < 0.14) + (drawn < 0.05) + (chance(key, "adds") < 0.10)
    paid = chance(key, "pays") < 0.86
    if not paid:
        return units, False, True
    asked[what] += units
    there = asked[what] <= before[what]
    if there:
        left[what] -= units
    return units, True, there
