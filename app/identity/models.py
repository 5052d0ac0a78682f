"""Accounts, roles in scopes, and sessions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.cohorts.models import Cohort, Institution
from app.cohorts.regions import place_name
from app.db import Model
from app.flow import State
from app.identity.agents import described


class Role(State):
    PLATFORM_ADMIN = "platform_admin", _l("平台管理员"), "accent"
    INSTITUTION_ADMIN = "institution_admin", _l("机构管理员"), "accent"
    TEACHING_LECTURER = "teaching_lecturer", _l("授课讲师"), "accent"
    TEACHING_ASSISTANT = "teaching_assistant", _l("助教"), "accent"
    SCORING_LECTURER = "scoring_lecturer", _l("评分讲师"), "accent"
    TRAINEE = "trainee", _l("学员"), "accent"
    AUTHORITY = "authority", _l("主管部门"), "accent"
    STORE_SERVICE = "store_service", _l("客服子账号"), "info"
    STORE_WAREHOUSE = "store_warehouse", _l("仓库子账号"), "info"
    STORE_OPERATOR = "store_operator", _l("运营子账号"), "info"


STAFF_OF_STORES = (Role.STORE_SERVICE, Role.STORE_WAREHOUSE, Role.STORE_OPERATOR)


class User(Model):
    """One account for one person."""

    __tablename__ = "user"

    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    phone: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_expires_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(sa.String(8))
    disabled_at: Mapped[datetime | None]

    @property
    def phone_masked(self) -> str:
        """'138****5678': enough for its owner to know it, too little for others."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else ""


def _scope_of(context: Any) -> str:
    """Region, institution and class of a new membership in one word, for its unique index."""
    values = context.get_current_parameters()
    return "/".join(str(values.get(k) or "") for k in ("region", "institution_id", "cohort_id"))


class Membership(Model):
    """A role that a person holds in a scope: the platform, a region, an institution or a cohort."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_held",
            "user_id",
            "role",
            "scope_key",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint(
            "(role IN ('trainee', 'teaching_lecturer', 'teaching_assistant',"
            " 'store_service', 'store_warehouse', 'store_operator'))"
            " = (cohort_id IS NOT NULL)",
            name="cohort_if_of_a_class",
        ),
        sa.CheckConstraint(
            "role <> 'institution_admin' OR institution_id IS NOT NULL",
            name="institution_if_its_admin",
        ),
        sa.CheckConstraint("role <> 'authority' OR region IS NOT NULL", name="region_if_authority"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    region: Mapped[str | None] = mapped_column(sa.String(6))
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    scope_key: Mapped[str] = mapped_column(sa.String(40), default=_scope_of)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    institution: Mapped[Institution | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()

    @property
    def scope(self) -> str:
        """The class, institution or region in words; empty for the whole platform."""
        if self.cohort:
            return self.cohort.name
        if self.institution:
            return self.institution.name
        return place_name(self.region) if self.region else ""


class Login(Model):
    """One signed-in browser. Only the hash of its token is kept.

    `mark` tells this browser from others at the log-in page, before anybody is signed in.
    """

    __tablename__ = "login"
    __table_args__ = (sa.Index("ix_login_user_mark", "user_id", "mark"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address: Mapped[str] = mapped_column(sa.String(64))
    browser: Mapped[str] = mapped_column(sa.String(200))
    mark: Mapped[str] = mapped_column(sa.String(64), default="")
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    membership: Mapped[Membership | None] = relationship()

    @property
    def described(self) -> str:
        return described(self.browser)


class Knock(Model):
    """Wrong passwords in a row for one account from one place (see `delay`)."""

    __tablename__ = "knock"

    place: Mapped[str] = mapped_column(sa.String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)


class Slip(Model):
    """A new account or a reset: what to print for the person, for a short time only.

    The initial password itself is nowhere in the database; see `passwords.slip_password`.
    """

    __tablename__ = "slip"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"))
    nonce: Mapped[str] = mapped_column(sa.String(40))
    shown_until: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    cohort: Mapped[Cohort | None] = relationship()
