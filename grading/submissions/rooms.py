"""Where on the platform a measured item is practised: the links of the self-check."""

ROOMS = {
    "store": ("stores.mine", "stores.index"),
    "listings": ("listings.index",),
    "sourcing": ("sourcing.index", "suppliers.index"),
    "capture": ("capture.index",),
    "stock": ("stock.index", "capture.index"),
    "orders": ("orders.index",),
    "after_sales": ("after_sales.index",),
    "reviews": ("reviews.index",),
    "rules": ("rules.index",),
}
