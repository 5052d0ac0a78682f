"""What the market brings to the application."""

from flask_babel import lazy_gettext as _l

from app.identity.models import Role
from app.module import Module, NavEntry
from sim_market.after_sales import checks as after_sales_checks
from sim_market.after_sales import operations as after_sales
from sim_market.buyers import checks as buyers_checks
from sim_market.buyers import operations as buyers
from sim_market.buyers import routes as buyers_routes
from sim_market.buyers.figures import traffic_figures
from sim_market.finance import checks as finance_checks
from sim_market.finance import operations as finance
from sim_market.ledger import checks as ledger_checks
from sim_market.orders import checks as orders_checks
from sim_market.orders import operations as orders
from sim_market.permissions import Permission
from sim_market.verbs import Verb

MODULE = Module(
    name="sim_market",
    blueprints=[buyers_routes.bp],
    handlers={
        "buyers.hour": buyers.play_hour,
        "buyers.purchase": buyers.buy,
        "buyers.receive": buyers.receive,
        "buyers.review": buyers.review,
        "buyers.return": buyers.send_back,
        "buyers.cancel": buyers.cancel,
        "orders.close_unpaid": orders.close_unpaid,
        "orders.note_late": orders.note_late,
        "orders.deliver": orders.deliver_by_hand,
        "orders.auto_receive": orders.auto_receive,
        "after_sales.silence": after_sales.silence,
        "finance.settle": finance.settle_due,
    },
    nav=[
        NavEntry(_l("数据"), "traffic.index", "bar-chart", Permission.TRAFFIC_VIEW, order=48),
    ],
    grants={Role.TRAINEE: {Permission.TRAFFIC_VIEW}},
    checks={
        **ledger_checks.CHECKS,
        **orders_checks.CHECKS,
        **after_sales_checks.CHECKS,
        **finance_checks.CHECKS,
        **buyers_checks.CHECKS,
    },
    figures={Role.TRAINEE: [traffic_figures]},
    reactions={
        Verb.STORE_OPENED: [buyers.open_market],
        Verb.ORDER_DELIVERED: [buyers.expect_receipt],
        Verb.ORDER_RECEIVED: [finance.on_received],
        Verb.REFUND_AGREED: [finance.on_after_sale_ended],
        Verb.REFUND_REJECTED: [finance.on_after_sale_ended],
        Verb.REFUND_WITHDRAWN: [finance.on_after_sale_ended],
    },
)
