"""What the home page of a trainee says of questions on their goods."""

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Todo
from sim_market.mall.queries.questions import count_waiting


def to_answer(viewer: Viewer) -> Todo | None:
    waits = count_waiting(viewer.user.id, viewer.cohort_id) if viewer.cohort_id else 0
    if not waits:
        return None
    detail = _("回答会显示在商品页，后来的买家都看得到")
    url = url_for("questions.index", waiting=1)
    return Todo("question-circle", _("问大家待回答"), detail, waits, url)
