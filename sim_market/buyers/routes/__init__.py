"""Pages of the market: figures, ads, what-ifs for trainees; events and the report for teachers."""

from sim_market.buyers.routes import events, traffic
from sim_market.buyers.routes.place import bp, market_bp

__all__ = ["bp", "events", "market_bp", "traffic"]
