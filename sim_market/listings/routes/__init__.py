"""A merchant's goods."""

from flask import Blueprint

bp = Blueprint("listings", __name__, url_prefix="/listings")

from sim_market.listings.routes import editing, life  # noqa: E402, F401 - they hang their pages here
