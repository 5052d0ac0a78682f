"""What the journal says of an order that was placed."""

from typing import Any

from sim_market.orders.models import Order


def facts_of(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "store": order.store.code,
        "pay_fen": order.pay_fen,
        "shipping_fen": order.shipping_fen,
        "lines": [
            {"sku": x.sku.code, "quantity": x.quantity, "unit_price_fen": x.unit_price_fen}
            for x in order.lines
        ],
        **_facts_of_promotions(order),
    }


def _facts_of_promotions(order: Order) -> dict[str, Any]:
    """What was taken off and by which; nothing where nothing was."""
    if not order.promotions:
        return {}
    return {
        "discount_fen": order.discount_fen + order.shipping_discount_fen,
        "platform_fen": order.platform_fen,
        "promotions": [each["id"] for each in order.promotions],
    }
