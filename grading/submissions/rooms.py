"""Where on the platform a measured item is practised: the links of the self-check."""

ROOMS = {
    "store": "stores.index",
    "listings": "listings.index",
    "sourcing": "sourcing.index",
    "capture": "supply_orders.index",
    "stock": "stock.index",
    "orders": "orders.index",
    "after_sales": "after_sales.index",
    "reviews": "reviews.index",
    "service": "service.index",
    "rules": "rules.index",
    "violations": "violations.index",
}
