"""Where the desk's pages hang, and whose desk it is."""

from flask import Blueprint, request

from app.access import viewer
from sim_market.customer_service.models import Conversation
from sim_market.customer_service.queries import get_talk
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

bp = Blueprint("service", __name__, url_prefix="/service")


def my_store() -> Store:
    """The store that the viewer works for, or NotFound with the way to open one."""
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def mine(talk_id: int) -> Conversation:
    return get_talk(talk_id, my_store())


def page_number() -> int:
    return max(1, min(100_000, request.args.get("page", 1, type=int)))
