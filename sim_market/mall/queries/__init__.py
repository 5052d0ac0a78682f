"""Reading for the pages of the mall."""

from sim_market.mall.queries.looks import Choice, choice_of, was_fen
from sim_market.mall.queries.mine import (
    ORDERS_PER_PAGE,
    Basket,
    about,
    can_buy,
    count_cart,
    get_cart_line,
    get_my_line,
    get_my_order,
    get_my_refund,
    list_cart,
    list_my_orders,
    list_unpaid,
    total_of,
)
from sim_market.mall.queries.shelves import best_sellers, card_of, front_page, score_of

__all__ = [
    "ORDERS_PER_PAGE",
    "Basket",
    "Choice",
    "about",
    "best_sellers",
    "can_buy",
    "card_of",
    "choice_of",
    "count_cart",
    "front_page",
    "get_cart_line",
    "get_my_line",
    "get_my_order",
    "get_my_refund",
    "list_cart",
    "list_my_orders",
    "list_unpaid",
    "score_of",
    "total_of",
    "was_fen",
]
