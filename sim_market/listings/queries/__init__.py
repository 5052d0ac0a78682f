"""Reading listings: those of a merchant, and those that a buyer looks for."""

from sim_market.listings.queries.goods import (
    get_listing,
    get_shown_listing,
    get_shown_sku,
    list_moves,
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
from sim_market.listings.queries.shelf import count_by_state, list_of_store

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
from sim_market.listings.queries.shelf import (
    Only as Only,
)
from sim_market.listings.queries.shelf import (
    count_only as count_only,
)
from sim_market.listings.queries.views import (
    get_view as get_view,
)
from sim_market.listings.queries.views import (
    list_views as list_views,
)
