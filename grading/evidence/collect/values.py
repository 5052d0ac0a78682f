"""How times and pictures stand in a document."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from app.files import StoredFile


def seconds(moment: datetime | None, cohort: Cohort) -> int | None:
    """Whole seconds since the sandbox began."""
    return int((moment - cohort.sim_start_at).total_seconds()) if moment else None


def between(start: datetime | None, end: datetime | None) -> int | None:
    return int((end - start).total_seconds()) if start and end else None


class Pictures:
    """Turns what a row keeps into what a document keeps: uploads by the hash of their bytes."""

    def __init__(self, names: list[str]) -> None:
        ids = {int(name) for name in names if name and name.isdecimal()}
        self.hashes: dict[int, str] = {}
        if ids:
            rows = db.session.execute(
                sa.select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(ids))
            )
            self.hashes = {row[0]: row[1] for row in rows}

    def value(self, name: str | None) -> Any:
        if not name:
            return None
        if not name.isdecimal():
            return name
        found = self.hashes.get(int(name))
        return {"sha256": found} if found else None
