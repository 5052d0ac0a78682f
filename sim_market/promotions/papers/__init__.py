"""Baskets, promotions and quotes as JSON: read strictly, written in full (docs/quote.md)."""

from sim_market.promotions.papers.promotions import promotion_of, read_promotion
from sim_market.promotions.papers.question import Question, read_question
from sim_market.promotions.papers.shape import Misshapen, parsed
from sim_market.promotions.papers.written import written_quote, written_refund

__all__ = [
    "Misshapen",
    "Question",
    "parsed",
    "promotion_of",
    "read_promotion",
    "read_question",
    "written_quote",
    "written_refund",
]
