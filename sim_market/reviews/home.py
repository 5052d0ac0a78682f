"""What home pages say of disputes and of appeals against reviews, in one statement for both."""

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from app.db import db
from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.after_sales.models import Refund, RefundState
from sim_market.reviews.models import AppealState, ReviewAppeal


def to_decide(viewer: Viewer) -> Todo | None:
    """Disputes that wait for the platform's word."""
    count, _appeals = _waiting(viewer)
    if not count:
        return None
    url = url_for("after_sales.disputes")
    return Todo("arrow-counterclockwise", _("售后纠纷"), _("等您裁决"), count, url, "warn")


def to_judge(viewer: Viewer) -> Todo | None:
    """Appeals against reviews that wait for it."""
    _disputes, count = _waiting(viewer)
    if not count:
        return None
    return Todo("star", _("评价申诉"), _("等您裁决"), count, url_for("reviews.appeals"), "warn")


def _waiting(viewer: Viewer) -> tuple[int, int]:
    """How many of each wait in the viewer's class, asked once per request."""
    if "to_decide" not in g:
        found = db.session.execute(_counts(viewer.cohort_id)).one() if viewer.cohort_id else (0, 0)
        g.to_decide = (int(found[0]), int(found[1]))
    counts: tuple[int, int] = g.to_decide
    return counts


def _counts(cohort_id: int) -> sa.Select[int, int]:
    disputes = sa.select(sa.func.count()).where(
        Refund.cohort_id == cohort_id, Refund.state == RefundState.DISPUTED
    )
    appeals = sa.select(sa.func.count()).where(
        ReviewAppeal.cohort_id == cohort_id, ReviewAppeal.state == AppealState.WAITING
    )
    return sa.select(disputes.scalar_subquery(), appeals.scalar_subquery())
