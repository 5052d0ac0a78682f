"""Everything supply_chain writes in the journal."""

from enum import StrEnum


class Verb(StrEnum):
    PRODUCT_SOURCED = "supply.product_sourced"
    SKU_LINKED = "supply.sku_linked"
    STOCK_SYNCED = "supply.stock_synced"
    SYNC_RULE_CHANGED = "supply.sync_rule_changed"
    ORDER_CAPTURED = "supply.order_captured"
    SUPPLY_CONFIRMED = "supply.order_confirmed"
    SUPPLY_HELD = "supply.order_held"
    SUPPLY_CHANGED = "supply.order_changed"
    SUPPLY_CANCELLED = "supply.order_cancelled"
    SUPPLY_SHIPPED = "supply.order_shipped"
    SUPPLY_DELIVERED = "supply.order_delivered"
