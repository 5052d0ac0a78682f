"""What the market brings to the application."""

from datetime import timedelta

from app.module import Module, Tick
from sim_market.after_sales.checks import held_for_exchanges
from sim_market.after_sales.models import RefundReason
from sim_market.bulk import operations as bulk
from sim_market.buyers.report.commands import market as market_commands
from sim_market.buyers.unpromoted import without_promotion
from sim_market.decoration.said import page_texts
from sim_market.finance import closing as finance_closing
from sim_market.finance.effects import OTHERWISE
from sim_market.finance.needs import NEEDS
from sim_market.finance.queries import ALSO
from sim_market.freight.operations import USED_BY
from sim_market.groups.operations import guard_formed
from sim_market.listings.queries.freight import uses_of_freight
from sim_market.mall.queries.questions import question_texts
from sim_market.module.deadlines import HANDLERS, REACTIONS
from sim_market.module.homes import BOARD, CHARTS, COUNTS, FIGURES, STEPS, TODOS
from sim_market.module.invariants import CHECKS
from sim_market.module.pages import BLUEPRINTS, NAV
from sim_market.module.rights import GRANTS
from sim_market.orders.checks import HELD_BESIDES
from sim_market.orders.models import CloseReason
from sim_market.orders.operations import confirm_orders
from sim_market.orders.operations.waiting import MAY_PAY, MAY_SHIP, PAID_FIRST
from sim_market.payments.models import PaymentKind
from sim_market.payments.operations import CONFIRMS
from sim_market.presales import operations as presales
from sim_market.reconciliation.commands import reconcile_command
from sim_market.stores.operations import UNSETTLED
from sim_market.verbs import WORDS
from sim_market.violations import closing as violations_closing
from sim_market.violations.detect import SOURCES
from sim_market.violations.detect.talks import service_texts

REASONS = {
    f"value:reason:{reason.value}": reason.word for reason in (*RefundReason, *CloseReason)
}  # as the journal names them


CONFIRMS[PaymentKind.ORDERS] = confirm_orders  # what is done when the money is there
CONFIRMS[PaymentKind.DEPOSIT] = presales.confirm_deposit
CONFIRMS[PaymentKind.BALANCE] = presales.confirm_balance
MAY_PAY.append(presales.guard_whole)  # a deposit first, then the balance
PAID_FIRST.append(presales.deposit_of)
MAY_SHIP.append(guard_formed)  # a group that is not complete is not sent
USED_BY.append(uses_of_freight)  # a template that goods name is not deleted
HELD_BESIDES.append(held_for_exchanges)  # stock that exchanges keep
UNSETTLED += [*finance_closing.ASKED, violations_closing.owed_to_buyers]  # before closing
OTHERWISE.append(without_promotion)  # a promotion's days once more without it
NEEDS.append(violations_closing.compensation_due)  # what a store has to pay now
ALSO.append(violations_closing.violations_of)  # on the account of an order
SOURCES.append(page_texts)  # the patrol reads what stores publish
SOURCES.append(service_texts)  # and what they say to buyers
SOURCES.append(question_texts)  # and what merchants say in questions and answers

MODULE = Module(
    name="sim_market",
    ticks=[Tick("bulk.forget_pictures", bulk.forget_pictures, timedelta(hours=1))],
    words=WORDS | REASONS,
    commands=[market_commands, reconcile_command],
    blueprints=BLUEPRINTS,
    handlers=HANDLERS,
    nav=NAV,
    board=BOARD,
    grants=GRANTS,
    checks=CHECKS,
    counts=COUNTS,
    todos=TODOS,
    steps=STEPS,
    figures=FIGURES,
    charts=CHARTS,
    reactions=REACTIONS,
)
