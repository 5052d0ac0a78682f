"""Reading complaints."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from sim_market.customer_service.models import Complaint, ComplaintState, Conversation
from sim_market.stores.models import Store


def list_complaints(store: Store, limit: int = 50) -> Sequence[Complaint]:
    """The latest first, those that wait for the store before all others."""
    waits = sa.case((Complaint.state == ComplaintState.OPEN, 0), else_=1)
    return db.session.scalars(
        sa.select(Complaint)
        .where(Complaint.cohort_id == store.cohort_id, Complaint.store_id == store.id)
        .options(joinedload(Complaint.shopper))
        .order_by(waits, Complaint.id.desc())
        .limit(limit)
    ).all()


def get_complaint(complaint_id: int, store: Store) -> Complaint:
    """A complaint about this store, with its conversation; else it does not exist."""
    found = db.session.scalar(
        sa.select(Complaint)
        .where(
            Complaint.id == complaint_id,
            Complaint.cohort_id == store.cohort_id,
            Complaint.store_id == store.id,
        )
        .options(joinedload(Complaint.conversation), joinedload(Complaint.shopper))
    )
    if found is None:
        raise NotFound(_("没有这份投诉"), next_step=_("回投诉列表看看"), link="/service/complaints")
    return found


def find_complaint_about(talk: Conversation) -> Complaint | None:
    return db.session.scalar(
        sa.select(Complaint).where(
            Complaint.cohort_id == talk.cohort_id, Complaint.conversation_id == talk.id
        )
    )


def open_of(store: Store) -> sa.ScalarSelect[int]:
    """How many wait for the store's word, to be asked with other counts."""
    mine = (Complaint.cohort_id == store.cohort_id) & (Complaint.store_id == store.id)
    asked = sa.select(sa.func.count()).where(mine, Complaint.state == ComplaintState.OPEN)
    return asked.scalar_subquery()
