"""Pages of money: a merchant's own, and those of the teacher."""

from flask import Blueprint

bp = Blueprint("finance", __name__, url_prefix="/finance")
class_bp = Blueprint("class_funds", __name__, url_prefix="/class/funds")

from sim_market.finance.routes import (  # noqa: E402, F401 - they register themselves
    effects,
    help,
    overview,
    profit,
    statement,
    teacher,
)
