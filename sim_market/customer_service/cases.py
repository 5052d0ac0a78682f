"""What home pages say of complaints."""

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.customer_service.queries.complaints import open_of
from sim_market.stores.home import own_store

OPEN = "service.complaints"


def open_complaints(viewer: Viewer) -> sa.ScalarSelect[Any] | None:
    """How many wait for the store's word."""
    store = own_store(viewer)
    return open_of(store) if store and store.opened_sim_at else None


def to_state(viewer: Viewer) -> Todo | None:
    """Complaints that wait for the store's word."""
    if not (count := told(OPEN, viewer)):
        return None
    detail = _("48 小时内说明情况，不说明就算投诉成立")
    return Todo("megaphone", _("投诉待说明"), detail, count, url_for("service.complaints"), "risk")
