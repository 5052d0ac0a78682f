"""What home pages and the class board say of violations."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from app.identity.viewer import Viewer
from app.module import Cell, Todo
from app.money import yuan
from sim_market.stores.home import own_store
from sim_market.stores.models import Store
from sim_market.violations import queries
from sim_market.violations.models import COUNTING, UNCURED, Violation


def to_cure(viewer: Viewer) -> Todo | None:
    """One line for all that waits: to change, to answer, to pay."""
    store = own_store(viewer)
    if store is None or store.opened_sim_at is None:
        return None
    waiting = queries.waiting_of(store)
    if waiting.owed_fen:
        detail = _("还欠买家 %(fen)s，补缴保证金后自动赔付", fen=yuan(waiting.owed_fen))
        return Todo(
            "shield-exclamation", _("补缴保证金"), detail, 1, url_for("violations.deposit"), "risk"
        )
    count = max(waiting.to_cure, waiting.to_learn)
    if not count:
        return None
    detail = _("看懂原因，3 天内改好；第一次不扣分")
    return Todo(
        "shield-exclamation", _("违规待处理"), detail, count, url_for("violations.index"), "warn"
    )


def to_decide(viewer: Viewer) -> Todo | None:
    """Appeals that wait for the teacher."""
    if viewer.cohort_id is None:
        return None
    count = queries.count_appeals(viewer.cohort_id)
    if not count:
        return None
    url = url_for("violations.in_class", state="appealed")
    detail = _("3 天（沙盒时间）不裁决，系统按证据裁决")
    return Todo("shield-exclamation", _("违规申诉待裁决"), detail, count, url, "warn")


def board_cells(cohort: Cohort) -> Mapping[int, Cell]:
    """Points and open violations by trainee."""
    points = sa.func.sum(sa.case((Violation.state.in_(COUNTING), Violation.points), else_=0))
    waits = sa.func.sum(sa.case((Violation.state.in_(UNCURED), 1), else_=0))
    rows = db.session.execute(
        sa.select(Store.owner_id, points, waits)
        .join(
            Violation, (Violation.cohort_id == Store.cohort_id) & (Violation.store_id == Store.id)
        )
        .where(Store.cohort_id == cohort.id)
        .group_by(Store.owner_id)
    )
    return {row[0]: _cell(int(row[1]), int(row[2])) for row in rows}


def _cell(points: int, waits: int) -> Cell:
    if points:
        return Cell(_("%(n)s 分，%(m)s 条未结", n=points, m=waits), "risk" if waits else "")
    return Cell(_("%(m)s 条提醒", m=waits) if waits else _("0 分"), "warn" if waits else "")
