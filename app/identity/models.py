"""Accounts, roles in scopes, and sessions."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cohorts.models import Cohort, Institution
from app.db import Model
from app.flow import State


class Role(State):
    PLATFORM_ADMIN = "platform_admin", _l("平台管理员"), "accent"
    INSTITUTION_ADMIN = "institution_admin", _l("机构管理员"), "accent"
    TEACHING_LECTURER = "teaching_lecturer", _l("授课讲师"), "accent"
    TEACHING_ASSISTANT = "teaching_assistant", _l("助教"), "accent"
    SCORING_LECTURER = "scoring_lecturer", _l("评分讲师"), "accent"
    TRAINEE = "trainee", _l("学员"), "accent"
    AUTHORITY = "authority", _l("主管部门"), "accent"


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
    failed_logins: Mapped[int] = mapped_column(default=0)
    next_login_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class Membership(Model):
    """A role that a person holds in a scope: the platform, a region, an institution or a cohort."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "region", "institution_id", "cohort_id"),
        sa.CheckConstraint(
            "(role IN ('trainee', 'teaching_lecturer', 'teaching_assistant'))"
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
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    institution: Mapped[Institution | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()


class Login(Model):
    """One signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "login"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address: Mapped[str] = mapped_column(sa.String(64))
    browser: Mapped[str] = mapped_column(sa.String(200))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    membership: Mapped[Membership | None] = relationship()
