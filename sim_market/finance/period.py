"""Days of the sandbox, from one to another, as a page's address says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both included; `starts` is their first moment, `ends` the first after them."""

    first: int
    last: int
    starts: datetime
    ends: datetime

    def holds(self, column: Any) -> list[sa.ColumnElement[bool]]:
        """That a moment lies within, for a WHERE."""
        return [column >= self.starts, column < self.ends]

    @property
    def days(self) -> range:
        return range(self.first, self.last + 1)


def period_of(cohort: Cohort, first: int, last: int) -> Period:
    """From day to day, cut to the days that there are; the wrong way round is turned round."""
    first, last = sorted((first, last))
    last = max(1, min(last, cohort.day))
    first = max(1, min(first, last))
    return Period(first, last, cohort.day_starts(first), cohort.day_starts(last) + DAY)


def asked_period(cohort: Cohort, args: Mapping[str, str]) -> Period:
    """As `?from=3&to=9` says it; without it all days so far."""
    return period_of(cohort, _day(args.get("from"), 1), _day(args.get("to"), cohort.day))


def weeks_of(cohort: Cohort) -> list[Period]:
    """The weeks of the sandbox so far, the newest first: the ordinary periods of a statement."""
    starts = range(1, cohort.day + 1, WEEK)
    return [period_of(cohort, day, day + WEEK - 1) for day in reversed(starts)]


def _day(text: str | None, otherwise: int) -> int:
    typed = (text or "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else otherwise
