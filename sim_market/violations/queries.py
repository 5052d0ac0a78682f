"""Reading violations, points, penalties and proofs."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.listings.models import Listing
from sim_market.stores.models import Store
from sim_market.violations.models import (
    COUNTING,
    DROPPED,
    UNCURED,
    ClaimProof,
    Offence,
    Penalty,
    PenaltyState,
    Violation,
    ViolationState,
)

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a merchant: to cure, to learn, and money owed to buyers."""

    to_cure: int
    to_learn: int
    owed_fen: int
    total: int


def points_of(store: Store) -> dict[Offence, int]:
    """Points of a store by class, as they count now (V-1); classes without any are 0."""
    rows = db.session.execute(
        sa.select(Violation.offence, sa.func.sum(Violation.points))
        .where(
            Violation.cohort_id == store.cohort_id,
            Violation.store_id == store.id,
            Violation.state.in_(COUNTING),
        )
        .group_by(Violation.offence)
    ).all()
    return dict.fromkeys(Offence, 0) | {row[0]: int(row[1]) for row in rows}


def running_penalties(store: Store) -> Sequence[Penalty]:
    """The penalties that hold now, the hardest first."""
    return db.session.scalars(
        sa.select(Penalty)
        .where(
            Penalty.cohort_id == store.cohort_id,
            Penalty.store_id == store.id,
            Penalty.state == PenaltyState.RUNNING,
        )
        .order_by(Penalty.node.desc(), Penalty.id)
    ).all()


def list_uncured(cohort_id: int, subject_type: str, subject_id: int) -> Sequence[Violation]:
    """What is still to be put right about one thing."""
    return db.session.scalars(
        sa.select(Violation)
        .where(
            Violation.cohort_id == cohort_id,
            Violation.subject_type == subject_type,
            Violation.subject_id == subject_id,
            Violation.curable,
            Violation.cured_sim_at.is_(None),
            Violation.state.in_(UNCURED),
        )
        .order_by(Violation.id)
    ).all()


def get_violation(violation_id: int, *, store: Store) -> Violation:
    """A violation of this store; to any other it does not exist."""
    return _one(
        sa.select(Violation).where(
            Violation.id == violation_id,
            Violation.cohort_id == store.cohort_id,
            Violation.store_id == store.id,
        )
    )


def get_in_class(violation_id: int, *, seen_by: Viewer) -> Violation:
    """A violation of the teacher's own class."""
    return _one(
        sa.select(Violation).where(
            Violation.id == violation_id, Violation.cohort_id == seen_by.cohort_id
        )
    )


def _one(query: sa.Select[Violation]) -> Violation:
    found = db.session.scalar(
        query.options(joinedload(Violation.store), joinedload(Violation.appeal))
    )
    if found is None:
        raise NotFound(_("没有这条违规"), next_step=_("回违规列表看看"), link="/violations")
    return found


def list_violations(
    store: Store, state: ViolationState | None, offence: Offence | None, page: int
) -> tuple[Sequence[Violation], int]:
    """One page of a store's violations, newest first, and how many there are."""
    where = [Violation.cohort_id == store.cohort_id, Violation.store_id == store.id]
    return _page(where, state, offence, page)


def list_in_class(
    cohort_id: int, state: ViolationState | None, offence: Offence | None, page: int
) -> tuple[Sequence[Violation], int]:
    """The same for a whole class, with the stores."""
    return _page([Violation.cohort_id == cohort_id], state, offence, page)


def _page(
    where: list[sa.ColumnElement[bool]],
    state: ViolationState | None,
    offence: Offence | None,
    page: int,
) -> tuple[Sequence[Violation], int]:
    where = [*where, *([Violation.state == state] if state else [])]
    where += [Violation.offence == offence] if offence else []
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Violation).where(*where)) or 0
    rows = db.session.scalars(
        sa.select(Violation)
        .where(*where)
        .options(joinedload(Violation.store).joinedload(Store.owner))
        .order_by(Violation.found_sim_at.desc(), Violation.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return rows, total


def count_states(cohort_id: int, store: Store | None = None) -> dict[str, int]:
    """State -> how many, of a class or of one store."""
    where = [Violation.cohort_id == cohort_id]
    where += [Violation.store_id == store.id] if store else []
    rows = db.session.execute(
        sa.select(Violation.state, sa.func.count()).where(*where).group_by(Violation.state)
    ).all()
    return dict.fromkeys(map(str, ViolationState), 0) | {str(row[0]): int(row[1]) for row in rows}


def waiting_of(store: Store) -> Waiting:
    """What waits for this merchant, in one statement."""
    alive = Violation.state.in_(UNCURED)
    cure = alive & Violation.curable & Violation.cured_sim_at.is_(None)
    learn = Violation.first & Violation.learned_sim_at.is_(None) & Violation.ended_sim_at.is_(None)
    owed = Violation.state.not_in(DROPPED)
    row = db.session.execute(
        sa.select(
            _sum(cure, 1),
            _sum(learn, 1),
            _sum(owed, Violation.compensation_fen - Violation.paid_fen),
            sa.func.count(),
        ).where(Violation.cohort_id == store.cohort_id, Violation.store_id == store.id)
    ).one()
    return Waiting(*map(int, row))


def _sum(where: sa.ColumnElement[bool], what: object) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, what), else_=0)), 0)


def count_appeals(cohort_id: int) -> int:
    """How many appeals wait for the teacher."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Violation)
            .where(Violation.cohort_id == cohort_id, Violation.state == ViolationState.APPEALED)
        )
        or 0
    )


def find_proof(listing: Listing, word: str) -> ClaimProof | None:
    return db.session.scalar(
        sa.select(ClaimProof).where(
            ClaimProof.cohort_id == listing.cohort_id,
            ClaimProof.listing_id == listing.id,
            ClaimProof.word == word,
        )
    )


def get_proof(proof_id: int, *, seen_by: Viewer) -> ClaimProof:
    """A proof of the teacher's own class."""
    found = db.session.scalar(
        sa.select(ClaimProof).where(
            ClaimProof.id == proof_id, ClaimProof.cohort_id == seen_by.cohort_id
        )
    )
    if found is None:
        raise NotFound(_("没有这份凭据"), next_step=_("回凭据列表看看"), link="/violations/class")
    return found
