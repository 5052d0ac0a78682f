"""What the platform measures in a snapshot: a document in, tenths of a point and a sentence out.

Each measure (`grading.evidence.measures`) says which share of the points was earned and why.
Measured points go in steps of half a point, rounded down (rubric.md: nothing is rounded up).
Sentences are message ids with named figures; whoever shows them translates them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grading.evidence.found import Document, Figures, Task
from grading.evidence.measures import MEASURES

FORMULA = "m1"
STEP = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured item. `tenths` is None where the platform holds no record to measure."""

    item: str
    points: int
    tenths: int | None
    says: str
    figures: Figures
    rows: Sequence[str]
    lacks: str | None
    room: str
    formula: str = FORMULA

    @property
    def is_full(self) -> bool:
        return self.tenths == self.points


def measure(task: Task, document: Document) -> Measured:
    """Measure one item. The figures always hold `points` and `tenths` as texts like 3.5."""
    found = MEASURES[task.measure](document, task)
    tenths = None if found.share is None else stepped(task.points, *found.share)
    shown = {"points": in_points(task.points), "tenths": in_points(tenths or 0)}
    lacks = found.lacks if tenths is None or tenths < task.points else None
    return Measured(
        item=task.item,
        points=task.points,
        tenths=tenths,
        says=found.says,
        figures={**task.parameters, **found.figures, **shown},
        rows=tuple(found.rows),
        lacks=lacks,
        room=found.room,
    )


def measure_all(tasks: Iterable[Task], document: Document) -> dict[str, Measured]:
    return {task.item: measure(task, document) for task in tasks}


def stepped(points: int, part: int, whole: int) -> int:
    """`part` of `whole` of the points, in half points, rounded down; all of them at most."""
    if whole <= 0:
        return 0
    return points * max(min(part, whole), 0) // whole // STEP * STEP


def in_points(tenths: int) -> str:
    """35 -> "3.5", 40 -> "4"."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
