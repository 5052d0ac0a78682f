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
from sim_market.buyers.market.paying import carted, reluctance_of


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
    reluctance_pm: int = 0  # to pay (`paying.willing_pm`)
    regular: bool = False  # one of the store's own, not of the pool

    def else_one(self, number: int, params: Params) -> int:
        """Another person of the same segment, should the store not deliver to the first."""
        drawn = keyed.key(self.draw, "buyer", number)
        return buyer_of(drawn, (self.buyer - 1) % SEGMENTS, params)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One listing's hour in whole numbers: orders <= carts <= clicks <= impressions."""

    impressions: int
    clicks: int
    orders: int
    expected: Expected
    running: Running
    plans: tuple[Plan, ...]
    carts: int = 0


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
    placed, left = (
        total(world, offer, "orders", before.orders_micro),
        (total(world, offer, "clicks", before.clicks_micro - before.orders_micro)),
    )
    orders = total(world, offer, "orders", after.orders_micro) - placed
    leaves = total(world, offer, "clicks", after.clicks_micro - after.orders_micro) - left
    passes = whole(
        world,
        offer,
        "impressions",
        before.impressions_micro - before.clicks_micro,
        after.impressions_micro - after.clicks_micro,
    )
    start = keyed.key(world.seed, "offset", "carts", offer.code)
    kept = carted(left + leaves, start) - carted(left, start)
    plans = tuple(plan(world, day, hour, offer, expected, n, placed + n) for n in range(orders))
    clicks = orders + leaves
    return Outcome(clicks + passes, clicks, orders, expected, after, plans, orders + kept)


def whole(world: World, offer: Offer, what: str, before: int, after: int) -> int:
    """How many whole units lie between two running totals, from a keyed starting point."""
    return total(world, offer, what, after) - total(world, offer, what, before)


def total(world: World, offer: Offer, what: str, micro: int) -> int:
    offset = keyed.key(world.seed, "offset", what, offer.code) % MICRO
    return (micro + offset) // MICRO


def plan(  # noqa: PLR0913 - one person of one listing's hour
    world: World, day: int, hour: int, offer: Offer, expected: Expected, number: int, so_far: int
) -> Plan:
    """`so_far`: how many have ordered from this listing before."""
    name = f"{offer.store} {offer.code}" if world.shared else offer.code
    draw = keyed.key(world.seed, "purchase", name, day, hour, number) >> 1  # fits a BIGINT
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
        reluctance_pm=reluctance_of(world.seed, offer.code, so_far),
        regular=is_regular(draw, expected),
    )


def is_regular(draw: int, expected: Expected) -> bool:
    """Whether this one came straight to the store, by the share of those who did."""
    part = expected.straight_orders_micro
    return bool(part) and keyed.key(draw, "straight") % max(1, expected.orders_micro) < part


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
