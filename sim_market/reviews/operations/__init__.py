"""Reviews: written, added to, replied to, appealed against."""

from sim_market.reviews.operations.appealing import appeal, appeal_due, judge
from sim_market.reviews.operations.writing import (
    MOST_PICTURES,
    NotReviewable,
    follow_up,
    reply_to,
    review_until,
    write_review,
)

__all__ = [
    "MOST_PICTURES",
    "NotReviewable",
    "appeal",
    "appeal_due",
    "follow_up",
    "judge",
    "reply_to",
    "review_until",
    "write_review",
]
