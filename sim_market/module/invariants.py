"""What must always hold in the market."""

from sim_market.after_sales import checks as after_sales_checks
from sim_market.bulk import checks as bulk_checks
from sim_market.buyers import checks as buyers_checks
from sim_market.finance import checks as finance_checks
from sim_market.freight import checks as freight_checks
from sim_market.groups import checks as groups_checks
from sim_market.ledger import checks as ledger_checks
from sim_market.listings import checks as listings_checks
from sim_market.orders import checks as orders_checks
from sim_market.payments import checks as payments_checks
from sim_market.presales import checks as presales_checks
from sim_market.promotions import checks as promotions_checks
from sim_market.reconciliation import checks as reconciliation_checks
from sim_market.violations import checks as violations_checks

CHECKS = {
    "listings.stock_adds_up": listings_checks.stock_adds_up,
    "listings.search_in_step": listings_checks.search_says_what_goods_say,
    "listings.versions_in_step": listings_checks.versions_are_numbered_without_gaps,
    "bulk.rows_follow_their_run": bulk_checks.rows_follow_their_run,
    **ledger_checks.CHECKS,
    **payments_checks.CHECKS,
    **reconciliation_checks.CHECKS,
    **promotions_checks.CHECKS,
    **orders_checks.CHECKS,
    **after_sales_checks.CHECKS,
    **groups_checks.CHECKS,
    **presales_checks.CHECKS,
    **freight_checks.CHECKS,
    **finance_checks.CHECKS,
    **violations_checks.CHECKS,
    **buyers_checks.CHECKS,
}
