"""The viewer's own store, for the parts of a home page."""

from flask import g, has_request_context

from app.identity.viewer import Viewer
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of


def own_store(viewer: Viewer) -> Store | None:
    """Asked once in a request, however many parts of the page want to know."""
    if not has_request_context():
        return find_store_of(viewer.user.id, viewer.cohort_id)
    if "own_store" not in g:
        g.own_store = find_store_of(viewer.user.id, viewer.cohort_id)
    found: Store | None = g.own_store
    return found
