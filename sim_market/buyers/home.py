"""What the home page of a trainee says of the market's news."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.buyers.models import MarketEvent

NEWS = "buyers.news"


def news(viewer: Viewer) -> sa.ScalarSelect[int]:
    """Announced events that go on or are to come."""
    cohort = viewer.cohort
    today = cohort.day if cohort else 0
    return (
        sa.select(sa.func.count())
        .select_from(MarketEvent)
        .where(
            MarketEvent.cohort_id == viewer.cohort_id,
            MarketEvent.announced,
            ~MarketEvent.cancelled,
            MarketEvent.last_day >= today,
        )
        .scalar_subquery()
    )


def to_read(viewer: Viewer) -> Todo | None:
    count = told(NEWS, viewer)
    if not count:
        return None
    detail = _("老师公告了市场变化：看什么时候发生、要准备什么")
    return Todo("megaphone", _("市场公告"), detail, count, url_for("traffic.news"))
