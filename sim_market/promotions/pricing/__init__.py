"""The price of a basket. Pure: a basket and promotions in, a quote out; no database, no clock.

    price(basket, promotions, settings) -> Quote      seven phases, shares per line and per unit
    Refunds(quote).give(...)            -> Refund     what goes back, round by round
    change_price(quote, ...)            -> Quote      the seller's new price of an unpaid order

One design: a promotion is a *condition* (who, when, how much), a *benefit* (what is given) and the
*calculator* of that kind of benefit. Rule ids are those of the commerce rules: M money, A shares,
P order of promotions, R refunds, E price changes.
"""

from sim_market.promotions.pricing.basket import Basket, Buyer, Line, Shipping
from sim_market.promotions.pricing.changing import change_price
from sim_market.promotions.pricing.engine import price
from sim_market.promotions.pricing.promotion import (
    Bundle,
    BundleItem,
    Condition,
    Gift,
    MultiBuy,
    Off,
    Promotion,
    Scope,
    Tier,
    UnitPrice,
)
from sim_market.promotions.pricing.quote import Applied, Quote, QuotedLine, Skipped
from sim_market.promotions.pricing.refund import Refund, Refunds, Returned
from sim_market.promotions.pricing.terms import Kind, Missing, Phase, Reason, Settings

__all__ = [
    "Applied",
    "Basket",
    "Bundle",
    "BundleItem",
    "Buyer",
    "Condition",
    "Gift",
    "Kind",
    "Line",
    "Missing",
    "MultiBuy",
    "Off",
    "Phase",
    "Promotion",
    "Quote",
    "QuotedLine",
    "Reason",
    "Refund",
    "Refunds",
    "Returned",
    "Scope",
    "Settings",
    "Shipping",
    "Skipped",
    "Tier",
    "UnitPrice",
    "change_price",
    "price",
]
