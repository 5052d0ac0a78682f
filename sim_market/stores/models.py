"""A trainee's store: its application step by step, what the review answered, its addresses."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import Role, User
from sim_market.stores.steps import ApplyStep, Promise


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
        StoreState.SUBMITTED: {StoreState.DRAFT, StoreState.RETURNED, StoreState.OPEN},
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

    While it is a draft, `steps_done` says which steps of the application are filled in; it has no
    name yet until that step is. `opens` and `closes` say when somebody answers, on the sandbox
    clock. `promises` are codes of `Promise`. `search_pm` is how much of its rank in search is
    left, per mille (rule V-2).
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
        sa.CheckConstraint("name_key IS NOT NULL OR state = 'draft'", name="named_unless_draft"),
        sa.CheckConstraint("ship_hours BETWEEN 1 AND 360", name="ship_hours_in_range"),
        sa.CheckConstraint("search_pm BETWEEN 0 AND 1000", name="search_pm_in_range"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(30))
    name_key: Mapped[str | None] = mapped_column(sa.String(60))
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
    steps_done: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    promises: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
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

    @property
    def next_step(self) -> ApplyStep | None:
        """The first step of the application that is not filled in yet."""
        return next((step for step in ApplyStep if step.value not in self.steps_done), None)

    @property
    def promised(self) -> list[Promise]:
        """What the store promises beyond shipping in time, in the order of the list."""
        return [promise for promise in Promise if promise.value in self.promises]


class StoreReview(Sandboxed, Model):
    """What the review answered in one round. `reasons`: [{field, rule, message}], empty if passed.

    `applied` keeps what was applied for in that round: name, intro, category_code, logo and more.
    `reviewer` is the teacher who answered; nobody where the rules did.
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
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    reviewer: Mapped[User | None] = relationship()
    store: Mapped[Store] = relationship(
        primaryjoin="foreign(StoreReview.store_id) == Store.id", back_populates="reviews"
    )


class StorePolicy(Sandboxed, Model):
    """How a class opens its stores: by the rules alone, or by its teacher as well."""

    __tablename__ = "store_policy"
    __table_args__ = sandboxed(sa.UniqueConstraint("cohort_id"))

    by_teacher: Mapped[bool] = mapped_column(default=False)


class StoreAddress(Sandboxed, Model):
    """Where returned goods go. Simulated: a made-up person and a number that no carrier uses."""

    __tablename__ = "store_address"
    __table_args__ = sandboxed(
        parent("store"),
        sa.Index(
            "uq_store_address_default",
            "cohort_id",
            "store_id",
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        ),
    )

    store_id: Mapped[int] = mapped_column(index=True)
    receiver: Mapped[str] = mapped_column(sa.String(20))
    phone: Mapped[str] = mapped_column(sa.String(11))
    province: Mapped[str] = mapped_column(sa.String(20))
    street: Mapped[str] = mapped_column(sa.String(100))
    is_default: Mapped[bool] = mapped_column(default=False)

    @property
    def line(self) -> str:
        return f"{self.province} {self.street}"


class StaffState(State):
    WORKING = "working", _l("在岗"), "ok"
    OFF = "off", _l("已停用"), "warn"
    GONE = "gone", _l("已移除"), "idle"


STAFF_FLOW = Flow(
    {
        StaffState.WORKING: {StaffState.OFF, StaffState.GONE},
        StaffState.OFF: {StaffState.WORKING, StaffState.GONE},
        StaffState.GONE: set(),
    }
)


class StoreStaff(Sandboxed, Model):
    """A sub-account of a store. What it may do is what its role may (app.identity)."""

    __tablename__ = "store_staff"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "user_id"),
        sa.Index("ix_store_staff_store", "cohort_id", "store_id"),
    )

    store_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    state: Mapped[StaffState] = mapped_column(default=StaffState.WORKING)

    user: Mapped[User] = relationship()
