"""Promotions of stores, their coupons, and every use of either."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.errors import Conflict
from app.flow import Flow, State
from sim_market.promotions.papers.promotions import promotion_of
from sim_market.promotions.pricing import promotion as pricing
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.said import KIND_WORDS
from sim_market.stores.models import Store


class PromotionState(State):
    DRAFT = "draft", _l("草稿"), "idle"
    SCHEDULED = "scheduled", _l("待开始"), "info"
    RUNNING = "running", _l("进行中"), "ok"
    PAUSED = "paused", _l("已暂停"), "warn"
    ENDED = "ended", _l("已结束"), "idle"


PROMOTION_FLOW = Flow(
    {
        PromotionState.DRAFT: {
            PromotionState.SCHEDULED,
            PromotionState.RUNNING,
            PromotionState.ENDED,
        },
        PromotionState.SCHEDULED: {
            PromotionState.RUNNING,
            PromotionState.PAUSED,
            PromotionState.ENDED,
        },
        PromotionState.RUNNING: {PromotionState.PAUSED, PromotionState.ENDED},
        PromotionState.PAUSED: {
            PromotionState.SCHEDULED,
            PromotionState.RUNNING,
            PromotionState.ENDED,
        },
        PromotionState.ENDED: set(),
    }
)


class PromotionSpent(Conflict):
    """Its budget, its units or its coupons are used up."""


class CouponSpent(Conflict):
    """The coupon was used, or is not this buyer's."""


class Promotion(Sandboxed, Model):
    """What a store takes off its prices, or the platform off those of all stores. `parameters` and
    `condition` as `flask quote` reads them.

    It gives from `starts_sim_at` until before `ends_sim_at` while it is running. `budget_fen` and
    `quota` None are no limit; `spent_fen` and `sold_units` count what orders use that are not
    closed. Without targets it is about all goods of the store. Without a store it is the
    platform's: it spans stores and the platform bears all of it.
    """

    __tablename__ = "promotion"
    __table_args__ = sandboxed(
        parent("store"),
        sa.Index("ix_promotion_of_store", "cohort_id", "store_id", "state"),
        sa.CheckConstraint("ends_sim_at > starts_sim_at", name="ends_after_start"),
        sa.CheckConstraint(
            "spent_fen >= 0 AND (budget_fen IS NULL OR spent_fen <= budget_fen)",
            name="within_budget",
        ),
        sa.CheckConstraint(
            "sold_units >= 0 AND (quota IS NULL OR sold_units <= quota)", name="within_quota"
        ),
        sa.CheckConstraint("priority BETWEEN 0 AND 99", name="priority_in_range"),
        sa.CheckConstraint(
            "(store_id IS NULL OR kind <> 'platform_coupon') AND (store_id IS NOT NULL"
            " OR kind IN ('platform_coupon', 'full_reduction', 'free_shipping'))",
            name="platform_coupons_alone",
        ),
    )

    store_id: Mapped[int] = mapped_column(nullable=True)  # None only for the platform's
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(sa.String(30))
    parameters: Mapped[dict[str, Any]]
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    priority: Mapped[int] = mapped_column(default=0)
    exclusive: Mapped[bool] = mapped_column(default=False)
    starts_sim_at: Mapped[datetime]
    ends_sim_at: Mapped[datetime]
    state: Mapped[PromotionState] = mapped_column(default=PromotionState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    budget_fen: Mapped[int | None]
    spent_fen: Mapped[int] = mapped_column(default=0)
    quota: Mapped[int | None]
    sold_units: Mapped[int] = mapped_column(default=0)

    store: Mapped[Store] = relationship(primaryjoin="foreign(Promotion.store_id) == Store.id")
    targets: Mapped[list["PromotionTarget"]] = relationship(
        primaryjoin="Promotion.id == foreign(PromotionTarget.promotion_id)",
        order_by="PromotionTarget.listing_id",
        cascade="all, delete-orphan",
    )
    batch: Mapped["CouponBatch | None"] = relationship(
        primaryjoin="Promotion.id == foreign(CouponBatch.promotion_id)", uselist=False
    )

    @property
    def word(self) -> str:
        """The kind, as people call it."""
        return str(KIND_WORDS[self.kind])

    @property
    def can_change(self) -> bool:
        """Not while buyers see it: what they were shown must stay true."""
        return self.state in {PromotionState.DRAFT, PromotionState.PAUSED}

    @property
    def can_start(self) -> bool:
        return self.state in {PromotionState.DRAFT, PromotionState.PAUSED}

    @property
    def can_pause(self) -> bool:
        return PROMOTION_FLOW.allows(self, PromotionState.PAUSED)

    @property
    def can_end(self) -> bool:
        return PROMOTION_FLOW.allows(self, PromotionState.ENDED)

    @property
    def is_of_platform(self) -> bool:
        """The platform gives it in all stores of the class, and bears it."""
        return self.store_id is None

    def is_about(self, listing_id: int) -> bool:
        """Does it name this listing, or none?"""
        return not self.targets or any(each.listing_id == listing_id for each in self.targets)

    def gives_at(self, moment: datetime) -> bool:
        """Does it give something at this time of the sandbox?"""
        waiting = {PromotionState.RUNNING, PromotionState.SCHEDULED}
        return self.state in waiting and self.starts_sim_at <= moment < self.ends_sim_at

    @property
    def terms(self) -> pricing.Promotion:
        """As the engine prices it: what is left of budget and quota, its goods, its window."""
        benefit, _scope, condition = promotion_of(self.kind, self.parameters, {}, self._condition)
        if isinstance(benefit, pricing.UnitPrice) and self.quota is not None:
            benefit = pricing.with_quota(benefit, self.quota - self.sold_units)
        return pricing.Promotion(
            id=str(self.id), kind=self.kind, benefit=benefit, name=self.name,
            version=self.version, condition=condition, priority=self.priority,
            exclusive=self.exclusive, lane="coupon" if self.kind.is_coupon else "",
            scope=pricing.Scope(
                store=None if self.is_of_platform else str(self.store_id),
                listings=frozenset(str(each.listing_id) for each in self.targets),
            ),
            budget_fen=None if self.budget_fen is None else self.budget_fen - self.spent_fen,
            platform_bp=10_000 if self.is_of_platform else None,
        )  # fmt: skip

    @property
    def _condition(self) -> dict[str, Any]:
        window = {
            "starts_at": self.starts_sim_at.isoformat(),
            "ends_at": self.ends_sim_at.isoformat(),
        }
        return dict(self.condition) | window


class PromotionTarget(Sandboxed, Model):
    """One listing that a promotion is about."""

    __tablename__ = "promotion_target"
    __table_args__ = sandboxed(
        parent("promotion"),
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "promotion_id", "listing_id"),
    )

    promotion_id: Mapped[int]
    listing_id: Mapped[int]


class CouponBatch(Sandboxed, Model):
    """The coupons of a promotion: `total` may be claimed, `per_user` by one buyer (C1, C2)."""

    __tablename__ = "coupon_batch"
    __table_args__ = sandboxed(
        parent("promotion"),
        sa.UniqueConstraint("cohort_id", "promotion_id"),
        sa.CheckConstraint("claimed BETWEEN 0 AND total", name="claims_within_total"),
        sa.CheckConstraint("per_user BETWEEN 1 AND 99", name="per_user_in_range"),
    )

    promotion_id: Mapped[int]
    total: Mapped[int]
    per_user: Mapped[int] = mapped_column(default=1)
    claimed: Mapped[int] = mapped_column(default=0)

    promotion: Mapped[Promotion] = relationship(
        primaryjoin="foreign(CouponBatch.promotion_id) == Promotion.id", overlaps="batch"
    )


class Coupon(Sandboxed, Model):
    """The `seq`-th coupon of a batch that one buyer claimed. `order_number`: what it was used for,
    None while it can be used.
    """

    __tablename__ = "coupon"
    __table_args__ = sandboxed(
        parent("coupon_batch"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "coupon_batch_id", "shopper_id", "seq"),
        sa.Index("ix_coupon_of_shopper", "cohort_id", "shopper_id"),
        sa.CheckConstraint("seq >= 1", name="counted_from_one"),
    )

    coupon_batch_id: Mapped[int]
    shopper_id: Mapped[int]
    seq: Mapped[int]
    claimed_sim_at: Mapped[datetime]
    order_number: Mapped[str | None] = mapped_column(sa.String(12))

    batch: Mapped[CouponBatch] = relationship(
        primaryjoin="foreign(Coupon.coupon_batch_id) == CouponBatch.id"
    )


class PromotionUse(Sandboxed, Model):
    """What one order got from one promotion. `released`: the order was closed, and it was given
    back, once (C3).
    """

    __tablename__ = "promotion_use"
    __table_args__ = sandboxed(
        parent("promotion"),
        sa.UniqueConstraint("cohort_id", "promotion_id", "order_number"),
        sa.Index("ix_promotion_use_order", "cohort_id", "order_number"),
        sa.CheckConstraint("fen >= 0 AND units >= 0", name="not_negative"),
    )

    promotion_id: Mapped[int]
    order_number: Mapped[str] = mapped_column(sa.String(12))
    fen: Mapped[int]
    units: Mapped[int] = mapped_column(default=0)
    coupon_id: Mapped[int | None]
    released: Mapped[bool] = mapped_column(default=False)
    used_sim_at: Mapped[datetime]


class MemberLevel(Sandboxed, Model):
    """Level `level` of a store's members begins at so much spent and kept there (P-4)."""

    __tablename__ = "member_level"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "level"),
        sa.CheckConstraint("level BETWEEN 1 AND 3 AND from_fen > 0", name="level_in_range"),
    )

    store_id: Mapped[int]
    level: Mapped[int]
    from_fen: Mapped[int]
