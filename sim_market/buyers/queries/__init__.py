"""Reading what the crowd did, what befalls it, and what a store spends on ads."""

from sim_market.buyers.queries.ads import bids_of, find_plan, running_ads
from sim_market.buyers.queries.events import (
    get_event,
    happenings_of,
    happenings_on,
    list_events,
    size_at,
)
from sim_market.buyers.queries.traffic import (
    DayTraffic,
    ListingTraffic,
    Traffic,
    count_lost,
    find_purchase_of,
    hours_over,
    list_days,
    list_listings,
    share_bp,
)

__all__ = [
    "DayTraffic",
    "ListingTraffic",
    "Traffic",
    "bids_of",
    "count_lost",
    "find_plan",
    "find_purchase_of",
    "get_event",
    "happenings_of",
    "happenings_on",
    "hours_over",
    "list_days",
    "list_events",
    "list_listings",
    "running_ads",
    "share_bp",
    "size_at",
]
