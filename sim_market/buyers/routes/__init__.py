"""Pages of the market: figures, ads, what-ifs for trainees; events and the report for teachers."""

from sim_market.buyers.routes import ads, events, mode, traffic, what_if, words
from sim_market.buyers.routes.place import bp, events_bp, market_bp, mode_bp

__all__ = [
    "ads",
    "bp",
    "events",
    "events_bp",
    "market_bp",
    "mode",
    "mode_bp",
    "traffic",
    "what_if",
    "words",
]
