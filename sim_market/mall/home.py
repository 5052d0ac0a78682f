"""What the home page of a trainee says of questions on their goods."""

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.mall.queries.questions import waiting_of

UNANSWERED = "mall.unanswered"


def unanswered(viewer: Viewer) -> sa.ScalarSelect[int]:
    """Questions on goods of the viewer's own store that nobody has answered."""
    return waiting_of(viewer.user.id, viewer.cohort_id)


def to_answer(viewer: Viewer) -> Todo | None:
    waits = told(UNANSWERED, viewer)
    if not waits:
        return None
    detail = _("回答会显示在商品页，后来的买家都看得到")
    url = url_for("questions.index", waiting=1)
    return Todo("question-circle", _("问大家待回答"), detail, waits, url)
