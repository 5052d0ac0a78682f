"""The pages of the mall: one blueprint, shelves to look at, buying, what is mine."""

from sim_market.mall.routes import buying, looking, mine, shelves, storefront
from sim_market.mall.routes.hall import bp

__all__ = ["bp", "buying", "looking", "mine", "shelves", "storefront"]
