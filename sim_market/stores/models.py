"""A trainee's store, and what the review answered to each application."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User


class StoreState(State):
    DRAFT = "draft", _l("未提交"), "idle"
    SUBMITTED = "submitted", _l("审核中"), "info"
    RETURNED = "returned", _l("已退回"), "warn"
    OPEN = "open", _l("营业中"), "ok"
    RESTRICTED = "restricted", _l("受限"), "warn"
    SUSPENDED = "suspended", _l("停业整改"), "risk"
    CLOSED = "closed", _l("已关店"), "idle"


STORE_FLOW = Flow(
    {
        StoreState.DRAFT: {StoreState.SUBMITTED},
        StoreState.SUBMITTED: {StoreState.RETURNED, StoreState.OPEN},
        StoreState.RETURNED: {StoreState.SUBMITTED},
        StoreState.OPEN: {StoreState.RESTRICTED, StoreState.SUSPENDED, StoreState.CLOSED},
        StoreState.RESTRICTED: {StoreState.OPEN, StoreState.SUSPENDED, StoreState.CLOSED},
        StoreState.SUSPENDED: {StoreState.OPEN, StoreState.RESTRICTED, StoreState.CLOSED},
        StoreState.CLOSED: set(),
    }
)
SELLING = (StoreState.OPEN, StoreState.RESTRICTED)  # buyers see the store and may buy
OPENED = (*SELLING, StoreState.SUSPENDED, StoreState.CLOSED)  # has been opened once


class OperatorKind(State):
    """As whom a store is run. Simulated: no real papers are ever asked for."""

    PERSON = "person", _l("个人（模拟）")
    SOLE_TRADER = "sole_trader", _l("个体工商户（模拟）")
    COMPANY = "company", _l("企业（模拟）")


class Store(Sandboxed, Model):
    """One store of one trainee. `code` is its identity for chance draws and goods codes.

    `opens` and `closes`
    say when somebody answers, on the sandbox clock. `search_pm` is how much of its rank in search
    is left, per mille (rule V-2).
    """

    __tablename__ = "store"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "owner_id"),
        sa.UniqueConstraint("cohort_id", "name_key"),
        sa.UniqueConstraint("cohort_id", "code"),
        sa.CheckConstraint(
            "(opened_sim_at IS NOT NULL) = "
            "(state IN ('open', 'restricted', 'suspended', 'closed'))",
            name="opened_if_open",
        ),
        sa.CheckConstraint("ship_hours BETWEEN 1 AND 360", name="ship_hours_in_range"),
        sa.CheckConstraint("search_pm BETWEEN 0 AND 1000", name="search_pm_in_range"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(30))
    name_key: Mapped[str] = mapped_column(sa.String(60))
    intro: Mapped[str] = mapped_column(sa.String(200), default="")
    notice: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    opens: Mapped[str] = mapped_column(sa.String(5), default="09:00", server_default="09:00")
    closes: Mapped[str] = mapped_column(sa.String(5), default="22:00", server_default="22:00")
    category_code: Mapped[str] = mapped_column(sa.String(40))
    logo: Mapped[str] = mapped_column(sa.String(60))
    operator_kind: Mapped[OperatorKind] = mapped_column(default=OperatorKind.PERSON)
    operator_name: Mapped[str] = mapped_column(sa.String(40))
    agreed_pack: Mapped[int]
    state: Mapped[StoreState] = mapped_column(default=StoreState.DRAFT)
    ship_hours: Mapped[int] = mapped_column(default=48)
    auto_capture: Mapped[bool] = mapped_column(default=False)
    rounds: Mapped[int] = mapped_column(default=0)
    listings_made: Mapped[int] = mapped_column(default=0)
    opened_sim_at: Mapped[datetime | None]
    search_pm: Mapped[int] = mapped_column(default=1000, server_default="1000")

    owner: Mapped[User] = relationship()
    reviews: Mapped[list["StoreReview"]] = relationship(
        primaryjoin="Store.id == foreign(StoreReview.store_id)",
        order_by="StoreReview.round",
        back_populates="store",
    )

    @property
    def is_open(self) -> bool:
        """Do buyers see it and may they buy? A restricted store sells on."""
        return self.state in SELLING

    @property
    def may_list(self) -> bool:
        """May new goods be put on sale? Not while the store is restricted (rule V-2)."""
        return self.state == StoreState.OPEN

    @property
    def can_apply(self) -> bool:
        return STORE_FLOW.allows(self, StoreState.SUBMITTED)


class StoreReview(Sandboxed, Model):
    """What the review answered in one round. `reasons`: [{field, rule, message}], empty if passed.

    `applied` keeps what was applied for in that round: name, intro, category_code, logo.
    """

    __tablename__ = "store_review"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "round"),
        sa.CheckConstraint("round >= 1", name="round_counts_from_one"),
    )

    store_id: Mapped[int]
    round: Mapped[int]
    passed: Mapped[bool]
    reasons: Mapped[list[Any]]
    applied: Mapped[dict[str, Any]]
    answered_sim_at: Mapped[datetime]

    store: Mapped[Store] = relationship(
        primaryjoin="foreign(StoreReview.store_id) == Store.id", back_populates="reviews"
    )
