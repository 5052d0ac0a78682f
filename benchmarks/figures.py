"""Times into figures, figures into tables."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of many requests took, in seconds, and how long all of them together."""

    each: Sequence[float]
    whole: float

    @property
    def per_second(self) -> float:
        return len(self.each) / self.whole

    def at(self, share: float) -> float:
        """The time within which this share of the requests was answered, in milliseconds."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of a Markdown table; all columns but the first stand at the right."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(map(str, row)) + " |" for row in [head, marks, *rows]]
