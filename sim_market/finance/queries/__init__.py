"""Reading a store's money: where it is, what moved, what was earned, what is to come."""

from sim_market.finance.queries.flow import DayFlow, Forecast, flow_of, forecast_of, funds_by_day
from sim_market.finance.queries.money import Money, find_order_of, get_txn, money_of
from sim_market.finance.queries.pleas import (
    Standing,
    count_open,
    get_opened,
    get_plea,
    list_pleas,
    standings,
)
from sim_market.finance.queries.profit import (
    CampaignProfit,
    Profit,
    SkuProfit,
    profit_of,
    profits_by_campaign,
    profits_by_sku,
    profits_in,
)
from sim_market.finance.queries.statement import (
    ALSO,
    PER_PAGE,
    Row,
    Statement,
    list_legs,
    order_numbers,
    rows_of,
    statement_of,
    txns_of_order,
)

__all__ = [
    "ALSO",
    "PER_PAGE",
    "CampaignProfit",
    "DayFlow",
    "Forecast",
    "Money",
    "Profit",
    "Row",
    "SkuProfit",
    "Standing",
    "Statement",
    "count_open",
    "find_order_of",
    "flow_of",
    "forecast_of",
    "funds_by_day",
    "get_opened",
    "get_plea",
    "get_txn",
    "list_legs",
    "list_pleas",
    "money_of",
    "order_numbers",
    "profit_of",
    "profits_by_campaign",
    "profits_by_sku",
    "profits_in",
    "rows_of",
    "standings",
    "statement_of",
    "txns_of_order",
]
