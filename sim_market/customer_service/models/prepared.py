"""What a store has ready: quick phrases, the automatic reply, answers to frequent questions."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed


class QuickPhrase(Sandboxed, Model):
    """A text to send with one press. `owner_id` None: shared by all who work in the store."""

    __tablename__ = "quick_phrase"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "owner_id", "title"),
        sa.CheckConstraint("used >= 0", name="used_counts_up"),
    )

    store_id: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    group: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(300))
    used: Mapped[int] = mapped_column(default=0)


class AutoReply(Sandboxed, Model):
    """What is said by itself: a greeting to a new conversation, and words while nobody is there."""

    __tablename__ = "auto_reply"
    __table_args__ = sandboxed(parent("store"), sa.UniqueConstraint("cohort_id", "store_id"))

    store_id: Mapped[int]
    on: Mapped[bool] = mapped_column(default=False)
    welcome: Mapped[str] = mapped_column(sa.String(300), default="")
    away: Mapped[str] = mapped_column(sa.String(300), default="")


class Faq(Sandboxed, Model):
    """An answer that is given by itself when a question holds one of the keywords."""

    __tablename__ = "faq"
    __table_args__ = sandboxed(parent("store"), sa.CheckConstraint("used >= 0", name="counts_up"))

    store_id: Mapped[int]
    keywords: Mapped[list[Any]]
    answer: Mapped[str] = mapped_column(sa.String(300))
    on: Mapped[bool] = mapped_column(default=True)
    used: Mapped[int] = mapped_column(default=0)
