"""What a listing was: every version that was saved, every review, every price that was charged."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from app.identity.models import User


class VersionReason(State):
    """Why a version was saved."""

    CREATED = "created", _l("发布")
    EDITED = "edited", _l("修改内容")
    SPECS = "specs", _l("修改规格")
    RESTORED = "restored", _l("恢复旧版")
    COPIED = "copied", _l("复制")
    BULK = "bulk", _l("批量修改")


class ListingVersion(Sandboxed, Model):
    """One saved version. `number` is the listing's version; `content` as `snapshot` says."""

    __tablename__ = "listing_version"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
    )

    listing_id: Mapped[int]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    why: Mapped[VersionReason]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    saved_sim_at: Mapped[datetime]

    actor: Mapped[User | None] = relationship()


class ListingReview(Sandboxed, Model):
    """What the review answered when a listing was to go on sale.

    `reasons`: [{"field", "rule", "message", "level"}], also hints; `version`: what was reviewed.
    """

    __tablename__ = "listing_review"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "round"),
        sa.CheckConstraint("round >= 1", name="round_counts_from_one"),
    )

    listing_id: Mapped[int]
    round: Mapped[int]
    version: Mapped[int]
    passed: Mapped[bool]
    reasons: Mapped[list[Any]]
    answered_sim_at: Mapped[datetime]


class SkuPrice(Sandboxed, Model):
    """A price that buyers could pay from `since_sim_at` on, until the next row of the SKU.

    `price_fen` 0: it was not on sale from then on.
    """

    __tablename__ = "sku_price"
    __table_args__ = sandboxed(
        parent("sku"),
        sa.Index("ix_sku_price_since", "cohort_id", "sku_id", "since_sim_at"),
        sa.CheckConstraint("price_fen >= 0", name="price_is_not_negative"),
    )

    sku_id: Mapped[int]
    price_fen: Mapped[int]
    since_sim_at: Mapped[datetime]
