"""Pages of stores: applying, one's own store, and the teacher's review."""

from flask import Blueprint

bp = Blueprint("stores", __name__, url_prefix="/store")
class_bp = Blueprint("store_reviews", __name__, url_prefix="/stores")

from sim_market.stores.routes import (  # noqa: E402, F401 - they add pages
    addresses,
    applying,
    own,
    staff,
    teacher,
)
