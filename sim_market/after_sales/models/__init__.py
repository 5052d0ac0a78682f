"""After-sale requests, what was said about them, and the states of both."""

from sim_market.after_sales.models.notes import RefundNote
from sim_market.after_sales.models.refunds import Refund
from sim_market.after_sales.models.states import (
    BUYERS_DOING,
    ENDED,
    MERCHANT_AT_FAULT,
    NAMED,
    OPEN,
    REFUND_FLOW,
    WITH_GOODS,
    AfterSaleKind,
    Inspection,
    NoteKind,
    OfferState,
    RefundReason,
    RefundState,
    Side,
)

__all__ = [
    "BUYERS_DOING",
    "ENDED",
    "MERCHANT_AT_FAULT",
    "NAMED",
    "OPEN",
    "REFUND_FLOW",
    "WITH_GOODS",
    "AfterSaleKind",
    "Inspection",
    "NoteKind",
    "OfferState",
    "Refund",
    "RefundNote",
    "RefundReason",
    "RefundState",
    "Side",
]
