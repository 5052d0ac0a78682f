"""Who may score for a class, and why others may not. Reads, decides nothing."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db
from app.flow import State
from app.identity.models import Membership, Role, User
from grading.draw.models import Relation
from grading.submissions.queries import region_prefix

TEACHING = (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)


class Bar(State):
    """Why a lecturer scores nothing of a class (rubric.md 2)."""

    TEACHES = "teaches", _l("给本班授课或助教（含曾任）"), "risk"
    EMPLOYED = "employed", _l("在办班机构任职"), "risk"
    RELATED = "related", _l("已申报与本班有关系"), "warn"
    TRAINEE = "trainee", _l("是本班学员"), "risk"


@dataclass(slots=True)
class Candidate:
    """A scoring lecturer of the region. `related` holds the trainees to whom he is related."""

    user: User
    institution: str
    bars: list[Bar] = field(default_factory=list)
    related: set[int] = field(default_factory=set)

    @property
    def code(self) -> str:
        return self.user.username

    @property
    def is_eligible(self) -> bool:
        return not self.bars


def pool_of(cohort: Cohort) -> list[Candidate]:
    """Every active scoring lecturer whose region covers the class, by code, with what bars him."""
    found: dict[int, Candidate] = {}
    for membership in _scoring_memberships(cohort):
        house = membership.institution.name if membership.institution else membership.user.username
        found.setdefault(membership.user_id, Candidate(membership.user, house))
    for membership in _memberships(list(found)):
        if (bar := _bar(membership, cohort)) and bar not in found[membership.user_id].bars:
            found[membership.user_id].bars.append(bar)
    for relation in relations_of(cohort):
        if relation.lecturer_id in found:
            _relate(found[relation.lecturer_id], relation)
    return sorted(found.values(), key=lambda one: one.code)


def relations_of(cohort: Cohort) -> list[Relation]:
    return list(
        db.session.scalars(
            sa.select(Relation)
            .where(Relation.cohort_id == cohort.id)
            .order_by(Relation.id)
            .options(joinedload(Relation.lecturer), joinedload(Relation.trainee))
        )
    )


def _scoring_memberships(cohort: Cohort) -> list[Membership]:
    region = cohort.institution.region
    rows = db.session.scalars(
        sa.select(Membership)
        .join(Membership.user)
        .where(
            Membership.role == Role.SCORING_LECTURER,
            Membership.ended_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(Membership.id)
        .options(joinedload(Membership.user), joinedload(Membership.institution))
    )
    return [one for one in rows if region.startswith(region_prefix(one.region or ""))]


def _memberships(user_ids: list[int]) -> list[Membership]:
    """Everything that these people are or were."""
    return list(
        db.session.scalars(
            sa.select(Membership)
            .where(Membership.user_id.in_(user_ids))
            .order_by(Membership.id)
            .options(joinedload(Membership.cohort))
        )
    )


def _bar(membership: Membership, cohort: Cohort) -> Bar | None:
    if membership.cohort_id == cohort.id:
        return Bar.TRAINEE if membership.role == Role.TRAINEE else Bar.TEACHES
    if membership.ended_at is not None:
        return None
    if membership.institution_id == cohort.institution_id:
        return Bar.EMPLOYED
    taught = membership.cohort if membership.role in TEACHING else None
    if taught and taught.institution_id == cohort.institution_id:
        return Bar.EMPLOYED
    return None


def _relate(candidate: Candidate, relation: Relation) -> None:
    if relation.trainee_id is not None:
        candidate.related.add(relation.trainee_id)
    elif Bar.RELATED not in candidate.bars:
        candidate.bars.append(Bar.RELATED)
