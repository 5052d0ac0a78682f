"""Reading for the pages of the mall."""

from sim_market.mall.queries.carts import (
    Basket,
    can_buy,
    count_cart,
    get_cart_line,
    is_gone,
    list_cart,
    most_of,
    price_note,
    problem_of,
)
from sim_market.mall.queries.looks import Choice, choice_of, was_fen
from sim_market.mall.queries.mine import (
    ORDERS_PER_PAGE,
    about,
    count_orders,
    find_variant,
    get_my_line,
    get_my_order,
    get_my_refund,
    list_instead,
    list_my_orders,
    list_unpaid,
    sums_of,
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
    "count_orders",
    "find_variant",
    "front_page",
    "get_cart_line",
    "get_my_line",
    "get_my_order",
    "get_my_refund",
    "is_gone",
    "list_cart",
    "list_instead",
    "list_my_orders",
    "list_unpaid",
    "most_of",
    "price_note",
    "problem_of",
    "score_of",
    "sums_of",
    "was_fen",
]
