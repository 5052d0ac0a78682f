"""Nouns of customer service: conversations, what a store prepares, complaints."""

from sim_market.customer_service.models.complaints import (
    COMPLAINT_FLOW,
    Complaint,
    ComplaintReason,
    ComplaintState,
    Decision,
)
from sim_market.customer_service.models.prepared import AutoReply, Faq, QuickPhrase
from sim_market.customer_service.models.talks import (
    TALK_FLOW,
    Conversation,
    Flag,
    Message,
    Side,
    TalkState,
)

__all__ = [
    "COMPLAINT_FLOW",
    "TALK_FLOW",
    "AutoReply",
    "Complaint",
    "ComplaintReason",
    "ComplaintState",
    "Conversation",
    "Decision",
    "Faq",
    "Flag",
    "Message",
    "QuickPhrase",
    "Side",
    "TalkState",
]
