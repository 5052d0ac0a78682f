"""The pages of the mall: looking around, goods, asking, buying, what is mine; the answers."""

from sim_market.mall.routes import (
    asking,
    buying,
    carts,
    coupons,
    dealing,
    desk,
    goods,
    groups,
    keeping,
    live,
    looking,
    members,
    mine,
    paying,
    presales,
    returns,
    sets,
    shelves,
    storefront,
)
from sim_market.mall.routes.answering import bp as questions_bp
from sim_market.mall.routes.hall import bp

__all__ = [
    "asking",
    "bp",
    "buying",
    "carts",
    "coupons",
    "dealing",
    "desk",
    "goods",
    "groups",
    "keeping",
    "live",
    "looking",
    "members",
    "mine",
    "paying",
    "presales",
    "questions_bp",
    "returns",
    "sets",
    "shelves",
    "storefront",
]
