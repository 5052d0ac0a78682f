"""Reading frozen evidence. Every read compares the bytes with their hash."""

from collections.abc import Iterator

import sqlalchemy as sa

from app import files
from app.cohorts.models import Cohort
from app.db import db
from app.errors import DomainError
from grading.evidence import snapshot
from grading.evidence.models import Snapshot
from grading.evidence.snapshot import Document


def whole_document(of: Snapshot) -> Document:
    """The evidence as it was handed in, or Invalid if the file is lost or damaged."""
    return snapshot.read(files.read(of.sha256))


def blind_document(of: Snapshot) -> Document:
    """The evidence as scorers see it, or Invalid if the file is lost or damaged."""
    return snapshot.read(files.read(of.blind_sha256))


def is_frozen(cohort: Cohort) -> bool:
    """Whether somebody of the class has handed in: what was frozen must stay comparable."""
    return bool(
        db.session.scalar(
            sa.select(sa.exists(sa.select(Snapshot.id).where(Snapshot.cohort_id == cohort.id)))
        )
    )


def broken() -> list[str]:
    """Snapshots whose files are not there or not what they were: a check (I9)."""
    return [problem for one in _all() for problem in problems_of(one)]


def problems_of(one: Snapshot) -> list[str]:
    problems = []
    for what, sha256 in (("file", one.sha256), ("blind file", one.blind_sha256)):
        try:
            snapshot.read(files.read(sha256))
        except (DomainError, ValueError) as error:
            problems.append(f"snapshot {one.id}: {what} {sha256[:12]}: {error}")
    return problems


def _all() -> Iterator[Snapshot]:
    yield from db.session.scalars(
        sa.select(Snapshot).order_by(Snapshot.id).execution_options(yield_per=200)
    )
