"""What a sheet still needs before it can be sealed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grading.scoring.score import needs_comment


class Awarded(Protocol):
    """What the rule needs to know of one mark."""

    item: str
    points: int
    measured_tenths: int | None
    tenths: int | None
    comment: str


class Lack:
    """What is missing at an item."""

    AWARD = "award"
    REASON = "reason"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Missing:
    item: str
    lack: str


def lack_of(mark: Awarded, below_percent: int = 50) -> str | None:
    """What an item lacks: an award, the reason of an override, or a comment on a low award.

    A measured award that was left as it is explains itself by its calculation (rubric.md 4).
    """
    if mark.tenths is None:
        return Lack.AWARD
    if mark.comment.strip() or mark.tenths == mark.measured_tenths:
        return None
    if mark.measured_tenths is not None:
        return Lack.REASON
    low = needs_comment(mark.tenths, most=mark.points, below_percent=below_percent)
    return Lack.COMMENT if low else None


def missing(marks: Iterable[Awarded], below_percent: int = 50) -> list[Missing]:
    return [Missing(mark.item, lack) for mark in marks if (lack := lack_of(mark, below_percent))]
