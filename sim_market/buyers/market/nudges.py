"""Which lever of a live store would add most: its offers asked again with one thing changed.

For the sentence beside a trainee's figures. The same visitors, the same pages; the day is today.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sim_market.buyers.market.engine import World, expect_hours
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.paying import paid_micro


class Move(StrEnum):
    """Values are stable codes; the words live with who shows them."""

    CHEAPER = "cheaper"  # 3 %
    DEARER = "dearer"  # 3 %
    TITLE = "title"  # two more true words
    PICTURES = "pictures"  # one more
    DETAIL = "detail"  # a paragraph or a picture more
    SHIP_FASTER = "ship_faster"  # a day
    PLAINER = "plainer"  # without repeated, false or unproven words
    BADGE = "badge"  # a promotion that shows on the card


def cheaper(offer: Offer, share: float) -> Offer:
    priced = (replace(v, price_fen=max(1, round(v.price_fen * share))) for v in offer.variants)
    return replace(offer, variants=tuple(priced))


MOVES: dict[Move, Callable[[Offer], Offer]] = {
    Move.CHEAPER: lambda offer: cheaper(offer, 0.97),
    Move.DEARER: lambda offer: cheaper(offer, 1.03),
    Move.TITLE: lambda offer: replace(offer, coverage_pm=min(1000, offer.coverage_pm + 200)),
    Move.PICTURES: lambda offer: replace(offer, image_pm=min(950, offer.image_pm + 130)),
    Move.DETAIL: lambda offer: replace(offer, detail_pm=min(1000, offer.detail_pm + 100)),
    Move.SHIP_FASTER: lambda offer: replace(offer, ship_hours=max(24, offer.ship_hours - 24)),
    Move.PLAINER: lambda offer: replace(offer, stuffing_pm=0, claim_pm=0),
    Move.BADGE: lambda offer: replace(offer, badge_pm=1000),
}


@dataclass(frozen=True, slots=True)
class Gain:
    """What a move would add on a day, in millionths of orders and of fen before fixed costs.

    `most` is the place of the offer that gains most by it.
    """

    move: Move
    orders_micro: int
    margin_micro: int
    most: int = 0


def gains(
    world: World,
    day: int,
    offers: Sequence[Offer],
    cost_fen: Mapping[str, int],
    fee_pm: int = 50,
) -> list[Gain]:
    """All moves of one store that change anything, the most profitable first.

    `offers` are all listings of the store; `cost_fen` says what each variant (by code) costs,
    parcel included; `fee_pm` what the platform takes of the price. Every move is asked as a store
    of its own: stores do not meet each other.
    """
    ways = [list(offers), *([made(offer) for offer in offers] for made in MOVES.values())]
    asked = [
        replace(offer, store=f"{number:03}", bids=())
        for number, way in enumerate(ways)
        for offer in way
    ]
    days = of_day(world, day, asked, cost_fen, fee_pm)
    size = len(offers)
    before = days[:size]
    found = []
    for number, move in enumerate(MOVES, start=1):
        if ways[number] == ways[0]:
            continue
        more = [
            (after[0] - was[0], after[1] - was[1])
            for was, after in zip(before, days[number * size : (number + 1) * size], strict=True)
        ]
        margins = [margin for _orders, margin in more]
        most = max(range(size), key=lambda place: (margins[place], -place))
        found.append(Gain(move, sum(orders for orders, _m in more), sum(margins), most))
    return sorted(found, key=lambda gain: (-gain.margin_micro, gain.move))


def of_day(
    world: World, day: int, offers: Sequence[Offer], cost_fen: Mapping[str, int], fee_pm: int
) -> list[tuple[int, int]]:
    """Orders of a day of each offer, and the margin of those that are paid, in millionths."""
    sums = [[0, 0] for _ in offers]
    for hour in expect_hours(world, day, range(24), offers):
        for total, offer, expected in zip(sums, offers, hour, strict=True):
            for variant, wanted in zip(offer.variants, expected.wanted, strict=True):
                earned = variant.paid_fen * (1000 - fee_pm) // 1000 - cost_fen[variant.code]
                total[0] += sum(wanted)
                total[1] += paid_micro(sum(wanted)) * earned
    return [(orders, margin) for orders, margin in sums]
