"""What buyers leave in the mall besides orders: questions and answers, favourites, footprints."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from app.identity.models import User
from sim_market.listings.models import Listing
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

SHORTEST_WORDS, LONGEST_WORDS = 2, 200


class Voice(State):
    """As who somebody speaks in questions and answers."""

    BUYER = "buyer", _l("买过的同学"), "info"
    TEACHER = "teacher", _l("老师"), "accent"
    STORE = "store", _l("商家"), "ok"


class Question(Sandboxed, Model):
    """A question on a listing, by a person (`author_id`) or a simulated buyer (`shopper_id`).

    `answered_sim_at`: when the store answered, None while it has not. `answers` counts all.
    """

    __tablename__ = "question"
    __table_args__ = sandboxed(
        parent("listing"),
        parent("store"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "listing_id", "author_id", "words"),
        sa.Index("ix_question_listing", "cohort_id", "listing_id", "id"),
        sa.Index("ix_question_store", "cohort_id", "store_id", "answered_sim_at"),
        sa.CheckConstraint(
            "(author_id IS NULL) <> (shopper_id IS NULL)", name="asked_by_one_somebody"
        ),
        sa.CheckConstraint("answers >= 0", name="answers_are_counted"),
    )

    listing_id: Mapped[int]
    store_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    shopper_id: Mapped[int | None]
    voice: Mapped[Voice] = mapped_column(default=Voice.BUYER)
    words: Mapped[str] = mapped_column(sa.String(LONGEST_WORDS))
    asked_sim_at: Mapped[datetime]
    answered_sim_at: Mapped[datetime | None]
    answers: Mapped[int] = mapped_column(default=0)

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(Question.listing_id) == Listing.id"
    )
    author: Mapped[User | None] = relationship()
    shopper: Mapped[Shopper | None] = relationship(
        primaryjoin="foreign(Question.shopper_id) == Shopper.id"
    )

    @property
    def waits(self) -> bool:
        """For an answer of the store."""
        return self.answered_sim_at is None

    @property
    def who(self) -> str:
        return _name(self.author, self.shopper)


class QuestionAnswer(Sandboxed, Model):
    """One answer; everybody answers a question once, the store as the store."""

    __tablename__ = "question_answer"
    __table_args__ = sandboxed(
        parent("question"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "question_id", "author_id"),
        sa.Index("ix_question_answer_of", "cohort_id", "question_id", "id"),
        sa.CheckConstraint(
            "(author_id IS NULL) <> (shopper_id IS NULL)", name="answered_by_one_somebody"
        ),
    )

    question_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    shopper_id: Mapped[int | None]
    voice: Mapped[Voice] = mapped_column(default=Voice.BUYER)
    words: Mapped[str] = mapped_column(sa.String(LONGEST_WORDS))
    answered_sim_at: Mapped[datetime]

    question: Mapped[Question] = relationship(
        primaryjoin="foreign(QuestionAnswer.question_id) == Question.id"
    )
    author: Mapped[User | None] = relationship()
    shopper: Mapped[Shopper | None] = relationship(
        primaryjoin="foreign(QuestionAnswer.shopper_id) == Shopper.id"
    )

    @property
    def who(self) -> str:
        return _name(self.author, self.shopper)


class Favourite(Sandboxed, Model):
    """Goods or a store that a person wants to find again: one of the two."""

    __tablename__ = "favourite"
    __table_args__ = sandboxed(
        parent("listing"),
        parent("store"),
        sa.UniqueConstraint("cohort_id", "user_id", "listing_id"),
        sa.UniqueConstraint("cohort_id", "user_id", "store_id"),
        sa.CheckConstraint("(listing_id IS NULL) <> (store_id IS NULL)", name="one_of_two"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    listing_id: Mapped[int | None]
    store_id: Mapped[int | None]
    kept_sim_at: Mapped[datetime]

    listing: Mapped[Listing | None] = relationship(
        primaryjoin="foreign(Favourite.listing_id) == Listing.id"
    )
    store: Mapped[Store | None] = relationship(
        primaryjoin="foreign(Favourite.store_id) == Store.id"
    )


class Footprint(Sandboxed, Model):
    """Goods that a person has looked at, and when last."""

    __tablename__ = "footprint"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "user_id", "listing_id"),
        sa.Index("ix_footprint_of", "cohort_id", "user_id", "seen_sim_at"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    listing_id: Mapped[int]
    seen_sim_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(Footprint.listing_id) == Listing.id"
    )


def _name(author: User | None, shopper: Shopper | None) -> str:
    """A person of the class by name, a simulated buyer by nickname."""
    if author is not None:
        return author.name
    return shopper.nickname if shopper else ""
