"""Classes and the people in them, as those who may see them see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort, CohortState, Institution
from app.cohorts.regions import prefix_of
from app.db import db
from app.errors import NotFound
from app.identity.models import STAFF_OF_STORES, Login, Membership, Role, User
from app.identity.viewer import Viewer
from app.jobs import Heartbeat, Job, JobState

PER_PAGE = 50
STAFF = (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)
OF_A_CLASS = (*STAFF, Role.TRAINEE)


def visible(viewer: Viewer) -> sa.Select[Cohort]:
    """Every class that this person may know of: the one rule that all lists and pages use."""
    every = sa.select(Cohort)
    if viewer.role == Role.PLATFORM_ADMIN:
        return every
    if viewer.role == Role.INSTITUTION_ADMIN:
        return every.where(Cohort.institution_id == viewer.institution_id)
    if viewer.role == Role.AUTHORITY:
        inside = Institution.region.startswith(prefix_of(viewer.region or "-"))
        return every.join(Cohort.institution).where(inside)
    if viewer.role in (*OF_A_CLASS, *STAFF_OF_STORES):
        return every.where(Cohort.id == viewer.cohort_id)
    return every.where(sa.false())


def get_cohort(cohort_id: int | None, *, seen_by: Viewer) -> Cohort:
    """A class by its id, with its institution and scheme; the viewer's own if no id is given."""
    wanted = visible(seen_by).where(Cohort.id == (cohort_id or seen_by.cohort_id))
    found = db.session.scalar(
        wanted.options(joinedload(Cohort.institution), joinedload(Cohort.scheme))
    )
    if found is None:
        raise NotFound(_("没有这个班"), next_step=_("请从班级列表里选"))
    return found


def list_cohorts(
    *, seen_by: Viewer, words: str = "", state: str = "", page: int = 1
) -> tuple[Sequence[Cohort], int]:
    """One page of the classes that the viewer may see, newest first, and how many in all."""
    wanted = visible(seen_by)
    if words:
        wanted = wanted.where(Cohort.name.contains(words, autoescape=True))
    if state in set(CohortState):
        wanted = wanted.where(Cohort.state == state)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.scalars(
        wanted.options(joinedload(Cohort.institution), joinedload(Cohort.scheme))
        .order_by(Cohort.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return rows, total


def list_of_institution(institution: Institution, *, seen_by: Viewer) -> Sequence[Cohort]:
    """The fifty newest classes of an institution that the viewer may see."""
    wanted = visible(seen_by).where(Cohort.institution_id == institution.id)
    rows = wanted.options(joinedload(Cohort.scheme)).order_by(Cohort.id.desc())
    return db.session.scalars(rows.limit(PER_PAGE)).all()


def count_members(cohorts: Sequence[Cohort]) -> dict[tuple[int, Role], int]:
    """How many hold each role in each of these classes, by (class id, role)."""
    rows = db.session.execute(
        sa.select(Membership.cohort_id, Membership.role, sa.func.count())
        .where(
            Membership.cohort_id.in_([cohort.id for cohort in cohorts]),
            Membership.ended_at.is_(None),
        )
        .group_by(Membership.cohort_id, Membership.role)
    )
    return {(int(cohort_id or 0), role): count for cohort_id, role, count in rows}


def count_trainees(cohort: Cohort) -> int:
    return count_members([cohort]).get((cohort.id, Role.TRAINEE), 0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a class: the role they hold there and when they were last at work."""

    membership: Membership
    last_seen_at: datetime | None

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def has_begun(self) -> bool:
        """Whether they have signed in and chosen a password of their own."""
        return self.last_seen_at is not None and not self.user.must_change_password


def list_people(cohort: Cohort, roles: Sequence[Role] = OF_A_CLASS) -> list[Person]:
    """Those who hold one of these roles in a class, by account name, with their last visit."""
    seen = (
        sa.select(Login.user_id, sa.func.max(Login.last_seen_at).label("at"))
        .join(Membership, Membership.user_id == Login.user_id)
        .where(Membership.cohort_id == cohort.id)
        .group_by(Login.user_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Membership, sa.type_coerce(seen.c.at, Login.last_seen_at.type))
        .join(Membership.user)
        .outerjoin(seen, seen.c.user_id == Membership.user_id)
        .where(
            Membership.cohort_id == cohort.id,
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
        )
        .options(joinedload(Membership.user))
        .order_by(sa.func.length(User.username), User.username)
    )
    return [Person(membership, at) for membership, at in rows]


def count_states(viewer: Viewer) -> dict[CohortState, int]:
    """How many of the classes that the viewer may see are in each state."""
    rows = db.session.execute(
        sa.select(Cohort.state, sa.func.count())
        .where(Cohort.id.in_(visible(viewer).with_only_columns(Cohort.id)))
        .group_by(Cohort.state)
    )
    return dict(rows.all())


def count_people(viewer: Viewer) -> tuple[int, int]:
    """Trainees of the classes that the viewer may see, and how many never chose a password."""
    seen = visible(viewer).where(Cohort.state != CohortState.CLOSED)
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((User.must_change_password, 1), else_=0)), 0),
        )
        .select_from(Membership)
        .join(Membership.user)
        .where(
            Membership.role == Role.TRAINEE,
            Membership.ended_at.is_(None),
            Membership.cohort_id.in_(seen.with_only_columns(Cohort.id)),
        )
    ).one()
    return int(row[0]), int(row[1])


def first_planned(viewer: Viewer) -> Cohort | None:
    """The class that has been waiting longest to be opened."""
    wanted = visible(viewer).where(Cohort.state == CohortState.PLANNED).order_by(Cohort.id)
    return db.session.scalar(wanted.options(joinedload(Cohort.scheme)).limit(1))


def get_member(membership_id: int, cohort: Cohort) -> Membership:
    """A role that somebody holds now in this class."""
    found = db.session.scalar(
        sa.select(Membership)
        .where(
            Membership.id == membership_id,
            Membership.cohort_id == cohort.id,
            Membership.ended_at.is_(None),
        )
        .options(joinedload(Membership.user), joinedload(Membership.cohort))
    )
    if found is None:
        raise NotFound(_("名单里没有这个人"), next_step=_("可能刚刚离开了班级，请刷新名单"))
    return found


def count_waiting(cohort: Cohort, upto: datetime) -> int:
    """How many deadlines of the sandbox are still to be handled on the way to a moment."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Job.cohort_id == cohort.id, Job.state == JobState.WAITING, Job.due_sim_at <= upto
            )
        )
        or 0
    )


def scheduler_seen_at() -> datetime | None:
    """When the process that moves the clocks last said that it is there."""
    return db.session.scalar(sa.select(Heartbeat.ran_at).where(Heartbeat.name == "clock.follow"))
