"""Pages of customer service."""

from sim_market.customer_service.routes import desk, figures, prepared
from sim_market.customer_service.routes.place import bp

__all__ = ["bp", "desk", "figures", "prepared"]
