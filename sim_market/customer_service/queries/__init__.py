"""Reading customer service: the desk's list, a thread, what is prepared, the figures."""

from sim_market.customer_service.queries.figures import (
    DayRate,
    Rate,
    Satisfaction,
    daily_rates,
    rate_of,
    satisfaction_of,
)
from sim_market.customer_service.queries.prepared import (
    find_auto_reply,
    get_faq,
    get_phrase,
    list_faqs,
    list_phrases,
)
from sim_market.customer_service.queries.talks import (
    PER_PAGE,
    Wanted,
    count_talks,
    find_talk_of,
    get_talk,
    get_talk_by_key,
    judged_in,
    list_messages,
    list_talks,
    orders_between,
)

__all__ = [
    "PER_PAGE",
    "DayRate",
    "Rate",
    "Satisfaction",
    "Wanted",
    "count_talks",
    "daily_rates",
    "find_auto_reply",
    "find_talk_of",
    "get_faq",
    "get_phrase",
    "get_talk",
    "get_talk_by_key",
    "judged_in",
    "list_faqs",
    "list_messages",
    "list_phrases",
    "list_talks",
    "orders_between",
    "rate_of",
    "satisfaction_of",
]
