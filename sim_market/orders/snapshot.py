"""What promotions gave an order, frozen when it was placed (P6): later changes of a promotion, or
of the engine, do not touch it.

    {"id", "version", "name", "kind", "phase", "base_fen", "fen", "platform_fen",
     "lines": {sku id: fen}, "shipping_fen", "gifts": {sku id: units}, "coupon_id"}
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from sim_market.orders.models import Order
from sim_market.promotions.models import Coupon
from sim_market.promotions.pricing.quote import Applied, Quote
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.said import KIND_WORDS
from sim_market.promotions.telling import Row


def snapshot_of(quote: Quote, coupons: Mapping[str, Coupon]) -> list[dict[str, Any]]:
    """All that applied, in the order of application."""
    return [_frozen(each, coupons.get(each.promotion.id)) for each in quote.applied]


def waterfall(order: Order) -> list[Row]:
    """From the list price to what is paid, as it was frozen; the rows sum to it."""
    rows = [Row(_("商品原价"), _("%(n)s 件", n=order.quantity), order.list_fen)]
    rows += [_row(each, -_off_goods(each)) for each in order.promotions if _off_goods(each)]
    rows += [_row(each, 0) for each in order.promotions if not each["fen"]]
    if order.adjust_fen:
        rows.append(Row(_("卖家改价"), "", order.adjust_fen))
    fee = order.shipping_list_fen
    rows.append(Row(_("运费"), "" if fee else _("包邮"), fee))
    rows += [_row(each, -each["shipping_fen"]) for each in order.promotions if each["shipping_fen"]]
    if order.shipping_adjust_fen:
        rows.append(Row(_("卖家改运费"), "", order.shipping_adjust_fen))
    return rows


def _frozen(each: Applied, coupon: Coupon | None) -> dict[str, Any]:
    promotion = each.promotion
    return {
        "id": int(promotion.id),
        "version": promotion.version,
        "name": promotion.name,
        "kind": promotion.kind.value,
        "phase": promotion.phase.value,
        "base_fen": each.base_fen,
        "fen": each.fen,
        "platform_fen": each.platform_fen,
        "lines": each.lines,
        "shipping_fen": sum(each.shipping),
        "gifts": {gift.sku: gift.quantity for gift in each.gifts},
        "coupon_id": coupon.id if coupon else None,
    }


def _off_goods(each: Mapping[str, Any]) -> int:
    return int(each["fen"]) - int(each["shipping_fen"])


def _row(each: Mapping[str, Any], fen: int) -> Row:
    kind = str(KIND_WORDS[Kind(each["kind"])])
    by = _("平台出") if each["platform_fen"] else ""
    return Row(_("%(kind)s：%(name)s", kind=kind, name=each["name"]), by, fen)
