from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User
from grading.submissions.models import Submission


class Purpose(State):
    FIRST = "first", _l("首轮抽签"), "accent"
    THIRD = "third", _l("抽第三位评委"), "warn"


class DrawState(State):
    PUBLISHED = "published", _l("已公布，待摇号"), "warn"
    DONE = "done", _l("已摇号"), "ok"
    WITHDRAWN = "withdrawn", _l("已作废"), "idle"


DRAW_FLOW = Flow(
    {
        DrawState.PUBLISHED: {DrawState.DONE, DrawState.WITHDRAWN},
        DrawState.DONE: set(),
        DrawState.WITHDRAWN: set(),
    }
)


class AssignmentState(State):
    ASSIGNED = "assigned", _l("待评分"), "accent"
    DECLINED = "declined", _l("已退回"), "idle"


ASSIGNMENT_FLOW = Flow(
    {
        AssignmentState.ASSIGNED: {AssignmentState.DECLINED},
        AssignmentState.DECLINED: set(),
    }
)


class Draw(Sandboxed, Model):
    """One published draw of a class.

    Before the public value exists: roster, its hash, the commitment to a secret, and the source
    that is named. `waiting` is true until it is run or withdrawn and null after, so that a class
    has at most one such draw. The secret is shown nowhere; each round reveals one link of its
    chain. Every draw is kept and counted, withdrawn ones with their reason.
    """

    __tablename__ = "draw"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "waiting"),
        sa.CheckConstraint("(waiting IS NOT NULL) = (state = 'published')", name="waiting_once"),
        sa.CheckConstraint(
            "(public_value IS NOT NULL) = (state = 'done')", name="public_value_if_done"
        ),
        sa.CheckConstraint("(state = 'withdrawn') = (reason IS NOT NULL)", name="reason_if_void"),
    )

    number: Mapped[int]
    purpose: Mapped[Purpose]
    state: Mapped[DrawState] = mapped_column(default=DrawState.PUBLISHED)
    waiting: Mapped[bool | None] = mapped_column(default=True)
    roster: Mapped[dict[str, Any]]
    roster_hash: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    secret: Mapped[str] = mapped_column(sa.String(128))
    source: Mapped[str] = mapped_column(sa.String(200))
    published_at: Mapped[datetime]
    public_value: Mapped[str | None] = mapped_column(sa.String(200))
    public_dated: Mapped[date | None]
    run_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.String(200))

    rounds: Mapped[list["Round"]] = relationship(
        primaryjoin="Draw.id == foreign(Round.draw_id)", order_by="Round.number", viewonly=True
    )

    @property
    def can_run(self) -> bool:
        return DRAW_FLOW.allows(self, DrawState.DONE)

    @property
    def is_done(self) -> bool:
        return self.state == DrawState.DONE


class Round(Sandboxed, Model):
    """One outcome of a draw: the first, or a later one that finds substitutes."""

    __tablename__ = "draw_round"
    __table_args__ = sandboxed(
        parent("draw"),
        sa.UniqueConstraint("cohort_id", "draw_id", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 10", name="within_the_chain"),
    )

    draw_id: Mapped[int]
    number: Mapped[int]
    roster: Mapped[dict[str, Any]]
    roster_hash: Mapped[str] = mapped_column(sa.String(64))
    reveal: Mapped[str] = mapped_column(sa.String(128))
    result: Mapped[dict[str, Any]]
    drawn_at: Mapped[datetime]

    draw: Mapped[Draw] = relationship(primaryjoin="foreign(Round.draw_id) == Draw.id")


class Assignment(Sandboxed, Model):
    """A lecturer drawn for a work. `seat` counts the work's lecturers: 1, 2, and 3 for a third."""

    __tablename__ = "assignment"
    __table_args__ = sandboxed(
        parent("submission"),
        parent("draw_round"),
        sa.UniqueConstraint("cohort_id", "submission_id", "lecturer_id"),
        sa.Index("ix_assignment_lecturer", "lecturer_id", "state"),
        sa.CheckConstraint(
            "(state = 'declined') = (reason IS NOT NULL)", name="reason_if_declined"
        ),
        sa.CheckConstraint("seat BETWEEN 1 AND 3", name="three_seats"),
    )

    submission_id: Mapped[int]
    draw_round_id: Mapped[int]
    lecturer_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    seat: Mapped[int]
    state: Mapped[AssignmentState] = mapped_column(default=AssignmentState.ASSIGNED)
    reason: Mapped[str | None] = mapped_column(sa.String(200))
    declined_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(
        primaryjoin="foreign(Assignment.submission_id) == Submission.id"
    )
    lecturer: Mapped[User] = relationship()

    @property
    def is_live(self) -> bool:
        return self.state == AssignmentState.ASSIGNED


class Relation(Sandboxed, Model):
    """A declared relation of a lecturer to one trainee of a class, or to the class as a whole."""

    __tablename__ = "relation"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "lecturer_id", "trainee_id"),
    )

    lecturer_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    trainee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(sa.String(200))

    lecturer: Mapped[User] = relationship(foreign_keys=[lecturer_id])
    trainee: Mapped[User | None] = relationship(foreign_keys=[trainee_id])
