"""A merchant's presales: deposits paid, balances due, what was kept."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access import requires
from sim_market.permissions import Permission
from sim_market.presales import queries
from sim_market.presales.models import DepositState
from sim_market.stores.routes.overview import overview

bp = Blueprint("presales", __name__, url_prefix="/presales")


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    return overview(
        "sim_market/presales/index.html",
        DepositState,
        queries.figures_of,
        queries.list_of_store,
        per_page=queries.PER_PAGE,
    )
