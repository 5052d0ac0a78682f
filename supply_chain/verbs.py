"""Everything supply_chain writes in the journal."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


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


WORDS: dict[str, LazyString] = {
    Verb.PRODUCT_SOURCED: _l("一键上架"),
    Verb.SKU_LINKED: _l("关联货源"),
    Verb.STOCK_SYNCED: _l("同步库存"),
    Verb.SYNC_RULE_CHANGED: _l("改同步规则"),
    Verb.ORDER_CAPTURED: _l("抓取订单"),
    Verb.SUPPLY_CONFIRMED: _l("供货单确认"),
    Verb.SUPPLY_HELD: _l("供货单挂起"),
    Verb.SUPPLY_CHANGED: _l("改供货单"),
    Verb.SUPPLY_CANCELLED: _l("取消供货单"),
    Verb.SUPPLY_SHIPPED: _l("供货商发货"),
    Verb.SUPPLY_DELIVERED: _l("供货单送达"),
    "table:supply_order": _l("供货单"),
    "table:sourced_sku": _l("货源关联"),
    "table:sync_rule": _l("同步规则"),
    "fact:product": _l("货源"),
    "fact:skus": _l("规格和售价"),
    "fact:pack": _l("每份件数"),
    "fact:cost_fen": _l("货款"),
    "fact:unmapped": _l("没关联的规格"),
    "fact:seen": _l("核对规格数"),
    "fact:outcomes": _l("结果"),
    "fact:hitch": _l("卡在"),
}
