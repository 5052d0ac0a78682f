"""Pages of customer service."""

from sim_market.customer_service.routes import complaints, desk, figures, handing, prepared
from sim_market.customer_service.routes.place import bp

__all__ = ["bp", "complaints", "desk", "figures", "handing", "prepared"]
