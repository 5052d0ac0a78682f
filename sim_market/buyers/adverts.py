"""What ads at given bids would bring in a whole day, by word. Offers in, figures out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sim_market.buyers.market.engine import Word, expect_hours
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.market.standing import World
from sim_market.buyers.queries.shelf import Own

NO_LIMIT = 10**9  # fen: as if the budget lasted all day


class Forecast(NamedTuple):
    """Of one word in one day; a click costs `price_fen`, never more than the bid."""

    shown: float
    clicks: float
    orders: float
    price_fen: int


def forecast(
    own: Own, listing_id: int, bids: Mapping[int, int], world: World, day: int
) -> list[Forecast | None]:
    """One for each query of the listing's category; None where nothing is offered."""
    if not any(bids.values()) or listing_id not in own.listing_ids:
        return [None] * DEFAULT.queries
    place = own.listing_ids.index(listing_id)
    offered = tuple(bids.get(word, 0) for word in range(DEFAULT.queries))
    offers = list(own.offers)
    offers[place] = replace(offers[place], bids=offered)
    hours = expect_hours(world, day, range(24), offers, {offers[place].store: NO_LIMIT})
    words = [hour[place].words for hour in hours]
    if not words[0]:
        return [None] * DEFAULT.queries
    return [_sum([each[word] for each in words]) if offered[word] else None
            for word in range(DEFAULT.queries)]  # fmt: skip


def _sum(hours: Sequence[Word]) -> Forecast:
    return Forecast(
        shown=sum(each.ad_impressions_micro for each in hours) / MICRO,
        clicks=sum(each.ad_clicks_micro for each in hours) / MICRO,
        orders=sum(each.ad_orders_micro for each in hours) / MICRO,
        price_fen=max(each.ad_fen for each in hours),
    )
