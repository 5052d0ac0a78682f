"""What is true of the goods and the order of a conversation, as the judge wants to know it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sim_market.customer_service.judge import Facts
from sim_market.customer_service.models import Conversation
from sim_market.freight.price import Load
from sim_market.freight.queries import quote_for, template_for, templates_of
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.rules.categories import Attribute, find_category
from sim_market.rules.pack import pack

HOUR = timedelta(hours=1)


def facts_of(talk: Conversation) -> Facts:
    """All that can be checked, read now; what there is none of stays at its default."""
    rules = pack(talk.cohort)
    return Facts(
        return_days=rules.no_reason_days,
        **(goods_facts(talk.listing, talk.shopper.province) if talk.listing else {}),
        **(order_facts(talk.order) if talk.order else {}),
    )


def goods_facts(listing: Listing, province: str) -> dict[str, Any]:
    return {
        "stock": max(0, listing.available),
        "prices_fen": tuple(sorted({sku.price_fen for sku in listing.skus})),
        "ship_hours": listing.ship_hours or listing.store.ship_hours,
        "specs": tuple(sku.spec for sku in listing.skus if sku.spec),
        "attributes": attributes_of(listing),
        "freight": freight_of(listing, province),
        "limit": listing.limit_per_buyer,
    }


def attributes_of(listing: Listing) -> dict[str, Mapping[str, Any]]:
    """Name -> what the page says there, in words and as a number, and what else could stand."""
    category = find_category(listing.category_code)
    if category is None:
        return {}
    return {
        each.name: _known(each, listing.attributes[each.name])
        for each in category.attributes
        if listing.attributes.get(each.name) not in (None, "", [])
    }


def attributes_in_words(listing: Listing) -> list[tuple[str, str]]:
    """(name, value with its unit) of all that the page says, in the order of the category."""
    category = find_category(listing.category_code)
    return [
        (each.name, each.in_words(listing.attributes[each.name]))
        for each in (category.attributes if category else ())
        if listing.attributes.get(each.name) not in (None, "", [])
    ]


def _known(attribute: Attribute, value: Any) -> dict[str, Any]:
    said = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    number, unit = _number(said[0], attribute.unit or "")
    if number:
        return {"said": [f"{number}{unit}"], "number": number, "unit": unit, "others": []}
    return {"said": said, "number": "", "unit": "", "others": list(attribute.values)}


def _number(text: str, unit: str) -> tuple[str, str]:
    """("350", "ml") of 350 or of "350 ml"; ("", "") of words."""
    figures = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/㎡ ")
    digits = figures.replace(".", "", 1)
    if not (digits.isascii() and digits.isdecimal()):
        return "", ""
    return figures, unit or text[len(figures) :].strip()


def freight_of(listing: Listing, province: str) -> str:
    """ "free" or "paid" for one piece to this province."""
    templates = templates_of(listing.cohort_id, [listing.store_id]).get(listing.store_id, [])
    if not listing.skus:
        return ""
    sku, goes_by = listing.skus[0], template_for(templates, listing.freight_id)
    load = Load(goes_by, 1, sku.weight_g, sku.volume_cm3, sku.price_fen)
    return "paid" if quote_for(templates, [load], province).fen else "free"


def order_facts(order: Order) -> dict[str, Any]:
    left = order.ship_by_sim_at - order.cohort.sim_at if order.ship_by_sim_at else timedelta()
    parcel = order.shipment
    return {
        "order_state": order.state.value,
        "hours_left": left // HOUR,
        "carrier": parcel.carrier if parcel else "",
        "tracking": parcel.tracking_number if parcel else "",
    }
