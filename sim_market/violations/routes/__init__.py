"""Pages on violations: for the merchant, and for the teacher of the class."""

from flask import Blueprint

bp = Blueprint("violations", __name__, url_prefix="/violations")

from sim_market.violations.routes import mine, proofs, teacher  # noqa: E402, F401 - they hang their pages here
