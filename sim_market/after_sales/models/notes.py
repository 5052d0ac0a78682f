"""What both sides say about a request: words, pictures, offers. Kept as it was said."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.after_sales.models.states import AfterSaleKind, NoteKind, OfferState, Side
from sim_market.ledger.models import Fen


class RefundNote(Sandboxed, Model):
    """One thing that was said. `pictures`: file ids as text, at most three.

    An offer says what instead (`offer_kind`, `offer_fen` in all, goods alone) and is answered by
    the buyer until `answer_by_sim_at`; of one request at most one offer waits.
    """

    __tablename__ = "refund_note"
    __table_args__ = sandboxed(
        parent("refund"),
        sa.Index("ix_refund_note_refund", "cohort_id", "refund_id", "id"),
        sa.Index(
            "uq_refund_note_waiting",
            "refund_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.CheckConstraint(
            "(kind = 'said') = (state IS NULL) AND (state IS NULL) = (offer_fen IS NULL)"
            " AND (state IS NULL) = (answer_by_sim_at IS NULL)",
            name="offer_has_its_sum",
        ),
        sa.CheckConstraint("offer_fen >= 0", name="offer_not_negative"),
        sa.CheckConstraint(
            "(answered_sim_at IS NOT NULL) = (state IS NOT NULL AND state <> 'waiting')",
            name="answered_if_not_waiting",
        ),
    )

    refund_id: Mapped[int]
    side: Mapped[Side]
    kind: Mapped[NoteKind] = mapped_column(default=NoteKind.SAID)
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    pictures: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    said_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    said_sim_at: Mapped[datetime]
    offer_kind: Mapped[AfterSaleKind | None]
    offer_fen: Mapped[Fen | None]
    state: Mapped[OfferState | None]
    answer_by_sim_at: Mapped[datetime | None]
    answered_sim_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        return self.state == OfferState.WAITING

    @property
    def is_offer(self) -> bool:
        return self.kind != NoteKind.SAID
