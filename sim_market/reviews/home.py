"""What home pages say of reviews."""

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.reviews.queries import count_appeals


def to_judge(viewer: Viewer) -> Todo | None:
    """Appeals against reviews that wait for the platform's word."""
    count = count_appeals(viewer.cohort_id) if viewer.cohort_id else 0
    if not count:
        return None
    return Todo("star", _("评价申诉"), _("等您裁决"), count, url_for("reviews.appeals"), "warn")
