"""Institutions, as platform administrators and authorities see them."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort, Institution
from app.cohorts.regions import prefix_of
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role
from app.identity.viewer import Viewer

PER_PAGE = 50
INSIDE = {Role.INSTITUTION_ADMIN, Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT, Role.TRAINEE}


def visible(viewer: Viewer) -> sa.Select[Institution]:
    """The platform's administrators see all, an authority its region, the others their own."""
    every = sa.select(Institution)
    if viewer.role == Role.PLATFORM_ADMIN:
        return every
    if viewer.role == Role.AUTHORITY:
        return every.where(Institution.region.startswith(prefix_of(viewer.region or "-")))
    if viewer.role in INSIDE and viewer.membership:
        own = viewer.institution_id or (viewer.cohort.institution_id if viewer.cohort else 0)
        return every.where(Institution.id == own)
    return every.where(sa.false())


def get_institution(institution_id: int, *, seen_by: Viewer) -> Institution:
    found = db.session.scalar(visible(seen_by).where(Institution.id == institution_id))
    if found is None:
        raise NotFound(_("没有这家机构"), next_step=_("请从列表里选"))
    return found


def list_institutions(
    *, seen_by: Viewer, words: str = "", page: int = 1
) -> tuple[Sequence[Institution], int]:
    """One page of institutions whose name holds the words, and how many there are in all."""
    wanted = visible(seen_by)
    if words:
        wanted = wanted.where(Institution.name.contains(words, autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = wanted.order_by(Institution.region, Institution.id)
    return db.session.scalars(rows.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all(), total


def count_classes(institutions: Sequence[Institution]) -> dict[int, int]:
    """How many classes each institution has."""
    rows = db.session.execute(
        sa.select(Cohort.institution_id, sa.func.count())
        .where(Cohort.institution_id.in_([one.id for one in institutions]))
        .group_by(Cohort.institution_id)
    )
    return dict(rows.all())


def count_admins(institutions: Sequence[Institution]) -> dict[int, int]:
    """How many administrators each institution has."""
    rows = db.session.execute(
        sa.select(Membership.institution_id, sa.func.count())
        .where(
            Membership.institution_id.in_([one.id for one in institutions]),
            Membership.role == Role.INSTITUTION_ADMIN,
            Membership.ended_at.is_(None),
        )
        .group_by(Membership.institution_id)
    )
    return {int(institution_id or 0): count for institution_id, count in rows}


def list_admins(institution: Institution) -> Sequence[Membership]:
    return db.session.scalars(
        sa.select(Membership)
        .where(
            Membership.institution_id == institution.id,
            Membership.role == Role.INSTITUTION_ADMIN,
            Membership.ended_at.is_(None),
        )
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    ).all()


def count_without_admin() -> int:
    """Institutions that nobody administers: their classes cannot be planned."""
    held = sa.select(Membership.id).where(
        Membership.institution_id == Institution.id,
        Membership.role == Role.INSTITUTION_ADMIN,
        Membership.ended_at.is_(None),
    )
    counted = sa.select(sa.func.count()).select_from(Institution).where(~held.exists())
    return db.session.scalar(counted) or 0
