"""What the supply system brings to the application."""

from app.module import Module
from sim_market.verbs import Verb as MarketVerb
from supply_chain.capture import operations as capture
from supply_chain.checks import CHECKS
from supply_chain.shipping import operations as shipping
from supply_chain.stock import operations as stock
from supply_chain.verbs import Verb

MODULE = Module(
    name="supply_chain",
    handlers={
        "supply.hour": capture.play_hour,
        "supply.ship": shipping.ship_due,
        "supply.deliver": shipping.deliver_due,
    },
    reactions={
        MarketVerb.STORE_OPENED: [capture.begin_hours],
        Verb.PRODUCT_SOURCED: [stock.on_sourced],
        Verb.SKU_LINKED: [stock.on_sourced],
    },
    checks=CHECKS,
)
