"""Where the market's pages hang, and whose store or class they are about."""

from flask import Blueprint, request
from flask_babel import gettext as _

from app.access import viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

bp = Blueprint("traffic", __name__, url_prefix="/traffic")
market_bp = Blueprint("market", __name__, url_prefix="/market")
mode_bp = Blueprint("market_mode", __name__, url_prefix="/market/mode")
events_bp = Blueprint("market_events", __name__, url_prefix="/market/events")


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found


def my_store() -> Store:
    """The store that the viewer works for, or NotFound with the way to open one."""
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def page_number() -> int:
    return max(1, min(100_000, request.args.get("page", 1, type=int)))
