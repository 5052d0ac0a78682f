"""From expectations to whole people: systematic rounding, and who comes at which minute.

What is shown stays within one order of what was expected, so the story is concrete while luck has
next to no share in it.
"""

from dataclasses import dataclass

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import Expected, World
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import SEGMENTS, Params


@dataclass(frozen=True, slots=True)
class Running:
    """What a listing has been owed since it first went on sale, in millionths."""

    impressions_micro: int = 0
    clicks_micro: int = 0
    orders_micro: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """One person who will buy: which variant (place in the offer), when, how many, who."""

    number: int  # 0, 1, ... within the listing's hour
    minute: int  # 0..59
    variant: int
    quantity: int
    buyer: int  # 1..pool
    price_fen: int  # as the buyer saw it
    draw: int  # keys everything this person does later

    def else_one(self, number: int, params: Params) -> int:
        """Another person of the same segment, should the store not deliver to the first."""
        drawn = keyed.key(self.draw, "buyer", number)
        return buyer_of(drawn, (self.buyer - 1) % SEGMENTS, params)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One listing's hour in whole numbers: orders <= clicks <= impressions."""

    impressions: int
    clicks: int
    orders: int
    expected: Expected
    running: Running
    plans: tuple[Plan, ...]


def settle(
    world: World, day: int, hour: int, offer: Offer, expected: Expected, before: Running
) -> Outcome:
    """Round one listing's hour, carrying what is left over to the next."""
    orders_micro = min(expected.orders_micro, expected.clicks_micro)
    clicks_micro = min(expected.clicks_micro, expected.impressions_micro)
    after = Running(
        before.impressions_micro + expected.impressions_micro,
        before.clicks_micro + clicks_micro,
        before.orders_micro + orders_micro,
    )
    orders = whole(world, offer, "orders", before.orders_micro, after.orders_micro)
    clicks = orders + whole(
        world,
        offer,
        "clicks",
        before.clicks_micro - before.orders_micro,
        after.clicks_micro - after.orders_micro,
    )
    impressions = clicks + whole(
        world,
        offer,
        "impressions",
        before.impressions_micro - before.clicks_micro,
        after.impressions_micro - after.clicks_micro,
    )
    plans = tuple(plan(world, day, hour, offer, expected, n) for n in range(orders))
    return Outcome(impressions, clicks, orders, expected, after, plans)


def whole(world: World, offer: Offer, what: str, before: int, after: int) -> int:
    """How many whole units lie between two running totals, from a keyed starting point."""
    offset = keyed.key(world.seed, "offset", what, offer.code) % MICRO
    return (after + offset) // MICRO - (before + offset) // MICRO


def plan(world: World, day: int, hour: int, offer: Offer, expected: Expected, number: int) -> Plan:
    draw = keyed.key(world.seed, "purchase", offer.code, day, hour, number) >> 1  # fits a BIGINT
    variant, segment = who_wants(expected, keyed.key(draw, "who"))
    bought = offer.variants[variant]
    return Plan(
        number=number,
        minute=keyed.key(draw, "minute") % 60,
        variant=variant,
        quantity=min(quantity_of(keyed.key(draw, "quantity"), world.params), bought.available),
        buyer=buyer_of(keyed.key(draw, "buyer"), segment, world.params),
        price_fen=bought.price_fen,
        draw=draw,
    )


def who_wants(expected: Expected, drawn: int) -> tuple[int, int]:
    """Pick (variant, segment) in proportion to what each was expected to buy."""
    cells = [
        (variant, segment, micro)
        for variant, by_segment in enumerate(expected.wanted)
        for segment, micro in enumerate(by_segment)
    ]
    left = drawn % max(1, sum(micro for _, _, micro in cells))
    for variant, segment, micro in cells:
        left -= micro
        if left < 0:
            return variant, segment
    return max(cells, key=lambda cell: cell[2])[:2]


def quantity_of(drawn: int, params: Params) -> int:
    """Mostly one, sometimes two or three."""
    chance = keyed.unit(drawn)
    if chance < params.three_units:
        return 3
    return 2 if chance < params.three_units + params.two_units else 1


def buyer_of(drawn: int, segment: int, params: Params) -> int:
    """One of the pool's people of this segment; their number says which segment they are of."""
    return 1 + segment + SEGMENTS * (drawn % (params.pool // SEGMENTS))
