"""What the crowd leaves behind, what befalls it, what a store pays to be seen."""

from sim_market.buyers.models.ads import (
    LEAST_BID_FEN,
    LEAST_BUDGET_FEN,
    MOST_BID_FEN,
    MOST_BUDGET_FEN,
    AdBid,
    AdPlan,
)
from sim_market.buyers.models.desk import DeskGain
from sim_market.buyers.models.events import EventKind, MarketEvent
from sim_market.buyers.models.mode import MarketMode
from sim_market.buyers.models.regulars import StoreRegular
from sim_market.buyers.models.shelf import ShelfNote
from sim_market.buyers.models.traffic import (
    PURCHASE_FLOW,
    ListingDemand,
    LostBecause,
    MarketState,
    Origin,
    PlannedPurchase,
    PurchaseState,
    TrafficHour,
)

__all__ = [
    "LEAST_BID_FEN",
    "LEAST_BUDGET_FEN",
    "MOST_BID_FEN",
    "MOST_BUDGET_FEN",
    "PURCHASE_FLOW",
    "AdBid",
    "AdPlan",
    "DeskGain",
    "EventKind",
    "ListingDemand",
    "LostBecause",
    "MarketEvent",
    "MarketMode",
    "MarketState",
    "Origin",
    "PlannedPurchase",
    "PurchaseState",
    "ShelfNote",
    "StoreRegular",
    "TrafficHour",
]
