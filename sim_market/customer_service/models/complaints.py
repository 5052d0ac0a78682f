"""A buyer's complaint: the store states its case within 48 hours, the platform decides (C-2)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.customer_service.models.talks import Conversation
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class ComplaintState(State):
    OPEN = "open", _l("等商家说明"), "warn"
    STATED = "stated", _l("平台裁决中"), "info"
    DECIDED = "decided", _l("已裁决"), "ok"


COMPLAINT_FLOW = Flow(
    {
        ComplaintState.OPEN: {ComplaintState.STATED, ComplaintState.DECIDED},
        ComplaintState.STATED: {ComplaintState.DECIDED},
        ComplaintState.DECIDED: set(),
    }
)


class ComplaintReason(State):
    NO_ANSWER = "no_answer", _l("没有人回复")
    RUDE = "rude", _l("态度不好")
    UNTRUE = "untrue", _l("说的和实际不一样")
    OFF_PLATFORM = "off_platform", _l("引导到平台外")
    PROMISE = "promise", _l("答应的没做到")


class Decision(State):
    FOR_BUYER = "buyer", _l("投诉成立"), "risk"
    FOR_STORE = "store", _l("投诉不成立"), "ok"


class Complaint(Sandboxed, Model):
    """One complaint about one conversation. `why`: the platform's reasons, one line each."""

    __tablename__ = "complaint"
    __table_args__ = sandboxed(
        parent("store"),
        parent("shopper"),
        parent("conversation"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "conversation_id"),
        sa.Index("ix_complaint_store", "cohort_id", "store_id", "state"),
        sa.CheckConstraint(
            "(state = 'decided') = (decision IS NOT NULL)"
            " AND (state = 'decided') = (decided_sim_at IS NOT NULL)",
            name="decided_with_reasons",
        ),
    )

    store_id: Mapped[int]
    shopper_id: Mapped[int]
    conversation_id: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[ComplaintReason]
    words: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.OPEN)
    made_sim_at: Mapped[datetime]
    due_sim_at: Mapped[datetime]
    statement: Mapped[str] = mapped_column(sa.String(500), default="")
    stated_sim_at: Mapped[datetime | None]
    decision: Mapped[Decision | None]
    why: Mapped[list[Any]] = mapped_column(default=list)
    decided_sim_at: Mapped[datetime | None]

    store: Mapped[Store] = relationship(primaryjoin="foreign(Complaint.store_id) == Store.id")
    shopper: Mapped[Shopper] = relationship(
        primaryjoin="foreign(Complaint.shopper_id) == Shopper.id"
    )
    conversation: Mapped[Conversation] = relationship(
        primaryjoin="foreign(Complaint.conversation_id) == Conversation.id"
    )

    @property
    def can_state(self) -> bool:
        return COMPLAINT_FLOW.allows(self, ComplaintState.STATED)
