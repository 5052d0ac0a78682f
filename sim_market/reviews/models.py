"""What a buyer says of goods that were bought and received, and a merchant's appeal against it."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper

LOW = 2  # stars for the goods: a bad review


class Stars(NamedTuple):
    """Three scores of 1 to 5: goods as described, service, logistics."""

    goods: int
    service: int
    logistics: int


class Review(Sandboxed, Model):
    """One review of one listing of one order: three scores of 1 to 5, words, one reply.

    `pictures`: file ids as text, at most three. `follow_…`: what the buyer adds later, once, with a
    reply of its own. `scored`: it counts for the store's score, as the first three of a buyer in a
    month do (T-5). Hidden after an appeal it is neither shown nor counted; nobody deletes it.
    """

    __tablename__ = "review"
    __table_args__ = sandboxed(
        parent("order"),
        parent("store"),
        parent("listing"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "order_id", "listing_id"),
        sa.Index("ix_review_listing", "cohort_id", "listing_id", "id"),
        sa.Index("ix_review_store", "cohort_id", "store_id", "id"),
        sa.CheckConstraint("goods BETWEEN 1 AND 5", name="goods_one_to_five"),
        sa.CheckConstraint("service BETWEEN 1 AND 5", name="service_one_to_five"),
        sa.CheckConstraint("logistics BETWEEN 1 AND 5", name="logistics_one_to_five"),
        sa.CheckConstraint("(replied_sim_at IS NULL) = (reply = '')", name="reply_has_its_time"),
        sa.CheckConstraint(
            "(follow_replied_sim_at IS NULL) = (follow_reply = '')"
            " AND (follow_reply = '' OR followed_sim_at IS NOT NULL)",
            name="second_reply_has_its_time",
        ),
    )

    order_id: Mapped[int]
    store_id: Mapped[int]
    listing_id: Mapped[int]
    shopper_id: Mapped[int]
    goods: Mapped[int]
    service: Mapped[int]
    logistics: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    pictures: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    reply: Mapped[str] = mapped_column(sa.String(300), default="")
    written_sim_at: Mapped[datetime]
    replied_sim_at: Mapped[datetime | None]
    scored: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    follow_words: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    follow_pictures: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    followed_sim_at: Mapped[datetime | None]
    follow_reply: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    follow_replied_sim_at: Mapped[datetime | None]
    hidden_sim_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(primaryjoin="foreign(Review.order_id) == Order.id")
    listing: Mapped[Listing] = relationship(primaryjoin="foreign(Review.listing_id) == Listing.id")
    shopper: Mapped[Shopper] = relationship(primaryjoin="foreign(Review.shopper_id) == Shopper.id")
    appeal: Mapped["ReviewAppeal | None"] = relationship(
        primaryjoin="Review.id == foreign(ReviewAppeal.review_id)", viewonly=True, uselist=False
    )

    @property
    def can_reply(self) -> bool:
        return not self.reply

    @property
    def can_reply_again(self) -> bool:
        """To what the buyer added later."""
        return self.followed_sim_at is not None and not self.follow_reply

    @property
    def is_low(self) -> bool:
        return self.goods <= LOW

    @property
    def is_hidden(self) -> bool:
        return self.hidden_sim_at is not None


class AppealGround(State):
    """What a merchant may appeal for (T-9). Being bad is none."""

    CONTACT = "contact", _l("含有联系方式")
    INSULT = "insult", _l("辱骂")
    ADVERT = "advert", _l("广告或刷单")
    OFF_TOPIC = "off_topic", _l("与商品无关")


class AppealState(State):
    WAITING = "waiting", _l("等裁决"), "warn"
    UPHELD = "upheld", _l("成立，评价已隐藏"), "ok"
    REFUSED = "refused", _l("不成立"), "risk"


class ReviewAppeal(Sandboxed, Model):
    """A merchant asks that a review be hidden, once; the teacher decides, else the rules."""

    __tablename__ = "review_appeal"
    __table_args__ = sandboxed(
        parent("review"),
        sa.UniqueConstraint("cohort_id", "review_id"),
        sa.Index("ix_review_appeal_state", "cohort_id", "state", "id"),
        sa.CheckConstraint(
            "(decided_sim_at IS NULL) = (state = 'waiting')", name="decided_if_not_waiting"
        ),
    )

    review_id: Mapped[int]
    ground: Mapped[AppealGround]
    words: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[AppealState] = mapped_column(default=AppealState.WAITING)
    asked_sim_at: Mapped[datetime]
    decide_by_sim_at: Mapped[datetime]
    decided_sim_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(300), default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    review: Mapped[Review] = relationship(
        primaryjoin="foreign(ReviewAppeal.review_id) == Review.id"
    )

    @property
    def is_waiting(self) -> bool:
        return self.state == AppealState.WAITING
