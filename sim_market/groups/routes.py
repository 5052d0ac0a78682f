"""A merchant's groups: who waits for whom, and how long still."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access import requires
from sim_market.groups import queries
from sim_market.groups.models import GroupState
from sim_market.permissions import Permission
from sim_market.stores.routes.overview import overview

bp = Blueprint("groups", __name__, url_prefix="/groups")


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    return overview(
        "sim_market/groups/index.html",
        GroupState,
        queries.figures_of,
        queries.list_of_store,
        per_page=queries.PER_PAGE,
    )
