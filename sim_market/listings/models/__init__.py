"""Goods as a store offers them, their stock, their past, and the words that find them."""

from sim_market.listings.models.goods import BIN_DAYS as BIN_DAYS
from sim_market.listings.models.goods import LISTING_FLOW as LISTING_FLOW
from sim_market.listings.models.goods import SHOWN as SHOWN
from sim_market.listings.models.goods import Listing as Listing
from sim_market.listings.models.goods import ListingState as ListingState
from sim_market.listings.models.goods import Sku as Sku
from sim_market.listings.models.history import ListingReview as ListingReview
from sim_market.listings.models.history import ListingVersion as ListingVersion
from sim_market.listings.models.history import SkuPrice as SkuPrice
from sim_market.listings.models.history import VersionReason as VersionReason
from sim_market.listings.models.stock import OutOfStock as OutOfStock
from sim_market.listings.models.stock import StockMove as StockMove
from sim_market.listings.models.stock import StockMoveKind as StockMoveKind
from sim_market.listings.models.views import ListingView as ListingView
