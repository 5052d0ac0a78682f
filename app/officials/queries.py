"""Those who hold a role in a region."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Institution
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role

KINDS = {"authorities": Role.AUTHORITY, "scorers": Role.SCORING_LECTURER}
PER_PAGE = 50


def get_kind(name: str) -> Role:
    if name not in KINDS:
        raise NotFound(_("没有这一类账号"))
    return KINDS[name]


def list_officials(role: Role, page: int) -> tuple[Sequence[Membership], int]:
    """One page of those who hold this role now, by region, and how many there are in all."""
    held = sa.select(Membership).where(Membership.role == role, Membership.ended_at.is_(None))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(held.subquery())) or 0
    rows = held.options(joinedload(Membership.user), joinedload(Membership.institution))
    rows = rows.order_by(Membership.region, Membership.id)
    return db.session.scalars(rows.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all(), total


def get_official(membership_id: int, role: Role) -> Membership:
    found = db.session.scalar(
        sa.select(Membership).where(
            Membership.id == membership_id, Membership.role == role, Membership.ended_at.is_(None)
        )
    )
    if found is None:
        raise NotFound(_("名单里没有这个人"), next_step=_("刷新页面看最新名单"))
    return found


def count_scorers() -> int:
    held = sa.select(sa.func.count()).where(
        Membership.role == Role.SCORING_LECTURER, Membership.ended_at.is_(None)
    )
    return db.session.scalar(held) or 0


def list_employers() -> Sequence[Institution]:
    """The institutions that may employ a scoring lecturer, a thousand at most."""
    return db.session.scalars(
        sa.select(Institution).order_by(Institution.region, Institution.id).limit(1000)
    ).all()
