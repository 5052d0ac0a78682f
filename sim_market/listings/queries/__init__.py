"""Reading listings: those of a merchant, and those that a buyer looks for."""

from sim_market.listings.queries.goods import (
    count_by_state,
    get_listing,
    get_shown_listing,
    get_shown_sku,
    list_moves,
    list_of_store,
)
from sim_market.listings.queries.search import (
    GOODS_PER_PAGE,
    Card,
    Found,
    Goods,
    Sort,
    Wish,
    cards_of,
    find_listings,
    list_goods,
    on_sale,
    sums,
)

__all__ = [
    "GOODS_PER_PAGE",
    "Card",
    "Found",
    "Goods",
    "Sort",
    "Wish",
    "cards_of",
    "count_by_state",
    "find_listings",
    "get_listing",
    "get_shown_listing",
    "get_shown_sku",
    "list_goods",
    "list_moves",
    "list_of_store",
    "on_sale",
    "sums",
]
from sim_market.listings.queries.goods import (
    count_skus as count_skus,
)
from sim_market.listings.queries.goods import (
    names_of as names_of,
)
from sim_market.listings.queries.history import (
    get_version as get_version,
)
from sim_market.listings.queries.history import (
    highest_charged as highest_charged,
)
from sim_market.listings.queries.history import (
    list_reviews as list_reviews,
)
from sim_market.listings.queries.history import (
    list_versions as list_versions,
)
from sim_market.listings.queries.history import (
    refused as refused,
)
