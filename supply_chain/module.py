"""What the supply system brings to the application."""

from flask_babel import lazy_gettext as _l

from app.identity.models import Role
from app.module import Module, NavEntry
from sim_market.finance.needs import NEEDS
from sim_market.finance.queries import ALSO
from sim_market.verbs import Verb as MarketVerb
from supply_chain import home
from supply_chain.capture import operations as capture
from supply_chain.capture import routes as capture_routes
from supply_chain.capture.models import Hitch
from supply_chain.capture.needs import supplies_of, unpaid_supplies
from supply_chain.checks import CHECKS
from supply_chain.permissions import Permission
from supply_chain.shipping import operations as shipping
from supply_chain.sourcing import routes as sourcing_routes
from supply_chain.stock import operations as stock
from supply_chain.stock import routes as stock_routes
from supply_chain.stock.models import PushOutcome
from supply_chain.verbs import WORDS, Verb

STATES = {
    **{f"value:outcomes:{one.value}": one.word for one in PushOutcome},
    **{f"value:hitch:{one.value}": one.word for one in Hitch},
}  # as the journal names them

NEEDS.append(unpaid_supplies)  # what a store has to pay now
ALSO.append(supplies_of)  # on the account of an order
COUNTS = {home.UNCAPTURED: home.uncaptured}
GROUP = _l("货源")  # what folds together in the navigation
MODULE = Module(
    name="supply_chain",
    words=WORDS | STATES,
    blueprints=[sourcing_routes.bp, stock_routes.bp, capture_routes.bp],
    handlers={
        "supply.hour": capture.play_hour,
        "supply.ship": shipping.ship_due,
        "supply.deliver": shipping.deliver_due,
    },
    nav=[
        NavEntry(
            _l("货源市场"), "sourcing.index", "boxes", Permission.SUPPLY_VIEW, order=50, group=GROUP
        ),
        NavEntry(
            _l("我的货源"),
            "stock.index",
            "link-45deg",
            Permission.SUPPLY_STOCK,
            order=51,
            group=GROUP,
        ),
        NavEntry(
            _l("供货单"),
            "supply_orders.index",
            "truck",
            Permission.SUPPLY_ORDER,
            order=52,
            group=GROUP,
        ),
    ],
    grants={
        Role.TRAINEE: {
            Permission.SUPPLY_VIEW,
            Permission.SUPPLY_SOURCE,
            Permission.SUPPLY_STOCK,
            Permission.SUPPLY_ORDER,
        },
        Role.STORE_WAREHOUSE: {
            Permission.SUPPLY_VIEW,
            Permission.SUPPLY_STOCK,
            Permission.SUPPLY_ORDER,
        },
        Role.STORE_OPERATOR: {
            Permission.SUPPLY_VIEW,
            Permission.SUPPLY_SOURCE,
            Permission.SUPPLY_STOCK,
        },
        Role.TEACHING_LECTURER: {Permission.SUPPLY_VIEW},
        Role.TEACHING_ASSISTANT: {Permission.SUPPLY_VIEW},
    },
    reactions={
        MarketVerb.STORE_OPENED: [capture.begin_hours],
        Verb.PRODUCT_SOURCED: [stock.on_sourced],
        Verb.SKU_LINKED: [stock.on_sourced],
    },
    checks=CHECKS,
    counts={Role.TRAINEE: COUNTS, Role.STORE_WAREHOUSE: COUNTS},
    todos={
        Role.TRAINEE: [home.waiting_todo, home.capture_todo],
        Role.STORE_WAREHOUSE: [home.waiting_todo, home.capture_todo],
    },
    steps={Role.TRAINEE: [home.supply_steps]},
)
