"""Violations, appeals against them, the penalties that points bring, and proofs of claims."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User
from sim_market.stores.models import Store


class Offence(State):
    """The three classes, whose points are kept apart (rule V-1)."""

    A = "A", _l("A 类一般"), "info"
    B = "B", _l("B 类严重"), "warn"
    C = "C", _l("C 类售假"), "risk"


class ViolationState(State):
    WARNED = "warned", _l("首次警告"), "warn"
    STANDING = "standing", _l("未改正"), "risk"
    CURED = "cured", _l("已改正"), "ok"
    APPEALED = "appealed", _l("申诉中"), "info"
    UPHELD = "upheld", _l("申诉未通过"), "risk"
    REVOKED = "revoked", _l("已撤销"), "idle"
    WAIVED = "waived", _l("老师免除"), "idle"
    EXPIRED = "expired", _l("年末清零"), "idle"


_S = ViolationState
VIOLATION_FLOW = Flow(
    {
        _S.WARNED: {_S.STANDING, _S.CURED, _S.APPEALED, _S.WAIVED, _S.EXPIRED},
        _S.STANDING: {_S.CURED, _S.APPEALED, _S.WAIVED, _S.EXPIRED},
        _S.CURED: {_S.APPEALED, _S.WAIVED, _S.EXPIRED},
        _S.APPEALED: {_S.UPHELD, _S.REVOKED, _S.WAIVED},
        _S.UPHELD: {_S.CURED, _S.WAIVED, _S.EXPIRED},
        _S.REVOKED: set(),
        _S.WAIVED: set(),
        _S.EXPIRED: set(),
    }
)
COUNTING = (_S.WARNED, _S.STANDING, _S.CURED, _S.APPEALED, _S.UPHELD)  # its points count
UNCURED = (_S.WARNED, _S.STANDING, _S.APPEALED, _S.UPHELD)
DROPPED = (_S.REVOKED, _S.WAIVED)  # as if it had not been


class Violation(Sandboxed, Model):
    """One breach of one rule by one store.

    `subject_type`, `subject_id`: what it is about (listing, order, store, review); `period` counts
    how often the same thing was found, so that a patrol that runs twice finds it once. `evidence`
    and `calculation` are {"lines": [[label, text]]} with numbers beside, as they stood when it was
    found. `compensation_fen` is due to the buyer, `paid_fen` of it was in the deposit.
    `curable`: something can be changed so that it is no longer so.
    """

    __tablename__ = "violation"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "rule", "subject_type", "subject_id", "period"),
        sa.Index("ix_violation_store", "cohort_id", "store_id", "state", "id"),
        sa.CheckConstraint("points >= 0", name="points_not_negative"),
        sa.CheckConstraint("paid_fen BETWEEN 0 AND compensation_fen", name="paid_within_due"),
        sa.CheckConstraint("state <> 'warned' OR points = 0", name="first_costs_no_points"),
        sa.CheckConstraint("state <> 'cured' OR cured_sim_at IS NOT NULL", name="cured_at"),
        sa.CheckConstraint(
            "(state IN ('revoked', 'waived', 'expired')) = (ended_sim_at IS NOT NULL)",
            name="ended_if_over",
        ),
    )

    store_id: Mapped[int]
    rule: Mapped[str] = mapped_column(sa.String(8))
    offence: Mapped[Offence]
    subject_type: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    subject_name: Mapped[str] = mapped_column(sa.String(100))
    period: Mapped[int] = mapped_column(default=1)
    says: Mapped[str] = mapped_column(sa.String(300))
    evidence: Mapped[dict[str, Any]]
    calculation: Mapped[dict[str, Any]]
    points: Mapped[int] = mapped_column(default=0)
    compensation_fen: Mapped[int] = mapped_column(default=0)
    paid_fen: Mapped[int] = mapped_column(default=0)
    first: Mapped[bool]
    curable: Mapped[bool]
    state: Mapped[ViolationState]
    found_sim_at: Mapped[datetime]
    cure_by_sim_at: Mapped[datetime]
    appeal_until_sim_at: Mapped[datetime]
    cured_sim_at: Mapped[datetime | None]
    learned_sim_at: Mapped[datetime | None]
    ended_sim_at: Mapped[datetime | None]
    end_note: Mapped[str] = mapped_column(sa.String(300), default="")

    store: Mapped[Store] = relationship(primaryjoin="foreign(Violation.store_id) == Store.id")
    appeal: Mapped["Appeal | None"] = relationship(
        primaryjoin="Violation.id == foreign(Appeal.violation_id)", viewonly=True, uselist=False
    )

    @property
    def owed_fen(self) -> int:
        """Still owed to the buyer, for want of deposit. Nothing once it was dropped."""
        return 0 if self.state in DROPPED else self.compensation_fen - self.paid_fen

    @property
    def is_open(self) -> bool:
        """Something is still to be done: to change, to learn, or to wait for."""
        return self.state in UNCURED

    @property
    def to_cure(self) -> bool:
        return self.curable and self.cured_sim_at is None and self.is_open

    @property
    def to_learn(self) -> bool:
        return self.first and self.learned_sim_at is None and self.ended_sim_at is None

    @property
    def can_appeal(self) -> bool:
        in_time = self.cohort.sim_at <= self.appeal_until_sim_at
        allowed = VIOLATION_FLOW.allows(self, _S.APPEALED)
        return in_time and allowed and self.appeal is None

    @property
    def can_waive(self) -> bool:
        return VIOLATION_FLOW.allows(self, _S.WAIVED)


class Appeal(Sandboxed, Model):
    """What the store says against a violation, once, and the answer. `pictures`: file ids."""

    __tablename__ = "violation_appeal"
    __table_args__ = sandboxed(
        parent("violation"),
        sa.UniqueConstraint("cohort_id", "violation_id"),
        sa.CheckConstraint(
            "(decided_sim_at IS NULL) = (granted IS NULL)", name="granted_or_not_once_decided"
        ),
    )

    violation_id: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(500))
    pictures: Mapped[list[Any]]
    asked_sim_at: Mapped[datetime]
    decide_by_sim_at: Mapped[datetime]
    decided_sim_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    decider: Mapped[User | None] = relationship()


class PenaltyState(State):
    RUNNING = "running", _l("执行中"), "risk"
    SERVED = "served", _l("已期满"), "idle"
    LIFTED = "lifted", _l("已解除"), "idle"


PENALTY_FLOW = Flow(
    {
        PenaltyState.RUNNING: {PenaltyState.SERVED, PenaltyState.LIFTED},
        PenaltyState.SERVED: set(),
        PenaltyState.LIFTED: set(),
    }
)


class Penalty(Sandboxed, Model):
    """What reaching a node brought (rule V-2). `ends_sim_at` None: for good."""

    __tablename__ = "violation_penalty"
    __table_args__ = sandboxed(
        parent("store"),
        parent("violation"),
        sa.UniqueConstraint("cohort_id", "violation_id"),
        sa.Index("ix_violation_penalty_store", "cohort_id", "store_id", "state"),
        sa.CheckConstraint("node IN (12, 24, 36, 48)", name="node_is_known"),
        sa.CheckConstraint(
            "(ended_sim_at IS NULL) = (state = 'running')", name="ended_if_not_running"
        ),
    )

    store_id: Mapped[int]
    violation_id: Mapped[int]
    offence: Mapped[Offence]
    node: Mapped[int]
    points: Mapped[int]
    state: Mapped[PenaltyState] = mapped_column(default=PenaltyState.RUNNING)
    began_sim_at: Mapped[datetime]
    ends_sim_at: Mapped[datetime | None]
    ended_sim_at: Mapped[datetime | None]

    store: Mapped[Store] = relationship(primaryjoin="foreign(Penalty.store_id) == Store.id")


class ClaimProof(Sandboxed, Model):
    """Evidence for a word that needs some (rule L-8), on one listing: a picture and what it shows.

    It makes the word pass at once; a teacher may refuse it with a reason (`refused`).
    """

    __tablename__ = "claim_proof"
    __table_args__ = sandboxed(
        parent("store"),
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "word"),
    )

    store_id: Mapped[int]
    listing_id: Mapped[int]
    word: Mapped[str] = mapped_column(sa.String(40))
    says: Mapped[str] = mapped_column(sa.String(300))
    picture: Mapped[str] = mapped_column(sa.String(60))
    shown_sim_at: Mapped[datetime]
    refused: Mapped[str] = mapped_column(sa.String(300), default="")
