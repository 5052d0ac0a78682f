"""What home pages say of disputes."""

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.after_sales.queries import count_disputes


def to_decide(viewer: Viewer) -> Todo | None:
    """Disputes that wait for the platform's word."""
    count = count_disputes(viewer.cohort_id) if viewer.cohort_id else 0
    if not count:
        return None
    url = url_for("after_sales.disputes")
    return Todo("arrow-counterclockwise", _("售后纠纷"), _("等您裁决"), count, url, "warn")
