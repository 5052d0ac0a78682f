"""The arithmetic of marks, in tenths of a point; nothing is rounded up.

Two marks give their mean. Two that differ by more than the gap, or stand on two sides of the pass
line, call for a third lecturer, and the median of three is final (rubric.md 5; grading_methods 5:
median of three decided pass or fail wrongly least often when some marks are grossly wrong).
"""

from collections.abc import Sequence
from dataclasses import dataclass

PASS_TENTHS = 600
GAP_TENTHS = 100
FULL_TENTHS = 1000


@dataclass(frozen=True, slots=True)
class Final:
    """How a final score came about. `method` is one of single, mean and median."""

    tenths: int
    passed: bool
    method: str


def needs_third(marks: Sequence[int], *, line: int = PASS_TENTHS, gap: int = GAP_TENTHS) -> bool:
    """Whether two marks are too far apart to be averaged."""
    if len(marks) != 2:
        return False
    low, high = sorted(marks)
    return high - low > gap or low < line <= high


def final_score(
    marks: Sequence[int], *, line: int = PASS_TENTHS, gap: int = GAP_TENTHS
) -> Final | None:
    """The final score of one to three sealed marks, or None while a third is needed."""
    if not marks:
        raise ValueError("no marks")
    if not all(0 <= mark <= FULL_TENTHS for mark in marks):
        raise ValueError("a mark lies between 0 and 1000 tenths")
    if needs_third(marks, line=line, gap=gap):
        return None
    tenths, method = _combined(sorted(marks))
    return Final(tenths=tenths, passed=tenths >= line, method=method)


def mean_tenths(marks: Sequence[int]) -> int:
    """The mean in whole tenths, rounded down: what is shown for one item of several sheets."""
    return sum(marks) // len(marks)


def is_step(tenths: int, *, most: int, step: int = 5) -> bool:
    """Whether an item may be awarded this: within its points, in steps of half a point."""
    return 0 <= tenths <= most and tenths % step == 0


def needs_comment(tenths: int, *, most: int, below_percent: int = 50) -> bool:
    """Whether an award is so low that the trainee must be told why."""
    return tenths * 100 < most * below_percent


def _combined(marks: list[int]) -> tuple[int, str]:
    if len(marks) == 1:
        return marks[0], "single"
    if len(marks) == 2:
        return mean_tenths(marks), "mean"
    if len(marks) == 3:
        return marks[1], "median"
    raise ValueError("at most three lecturers score a work")
