from collections.abc import Mapping

from app import files, journal
from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import User
from grading.evidence.measure import FORMULA
from grading.evidence.models import Snapshot
from grading.evidence.snapshot import SCHEMA, Document, canonical, masked


def freeze(
    document: Document, *, cohort: Cohort, trainee: User, covered: Mapping[str, str]
) -> Snapshot:
    """Keep a document for good: first the files, whole and synced, then their row.

    `covered` maps names that a scorer must not read to what stands in their place.
    """
    body = canonical(document)
    one = Snapshot(
        cohort_id=cohort.id,
        trainee_id=trainee.id,
        schema=SCHEMA,
        formula=FORMULA,
        sha256=files.write(body),
        blind_sha256=files.write(canonical(masked(document, covered))),
        size=len(body),
        journal_head=journal.head_of(cohort.id),
    )
    db.session.add(one)
    db.session.flush()
    return one
