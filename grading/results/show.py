"""A released score as a person reads it: criteria, items, what each lecturer gave. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from grading.evidence.measure import Measured
from grading.rubrics.standard import Criterion, Item, Standard


class Given(Protocol):
    """What is shown of one lecturer's mark for an item."""

    item: str
    tenths: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """`tenths` by seat; `comments` as (seat, text)."""

    item: Item
    tenths: Sequence[int]
    comments: Sequence[tuple[int, str]]
    measured: Measured | None

    @property
    def hundredths(self) -> int:
        """The mean in hundredths of a point, rounded down."""
        return sum(self.tenths) * 10 // len(self.tenths) if self.tenths else 0

    @property
    def differs(self) -> bool:
        return len(set(self.tenths)) > 1


@dataclass(frozen=True, slots=True)
class CriterionShown:
    criterion: Criterion
    items: Sequence[ItemShown]

    @property
    def hundredths(self) -> int:
        """The mean of the lecturers' sums, so that criteria add up to the mean of the totals."""
        seats = len(self.items[0].tenths) if self.items else 0
        return sum(sum(item.tenths) for item in self.items) * 10 // seats if seats else 0

    @property
    def share_pm(self) -> int:
        """How much of its points was earned, in thousandths."""
        return self.hundredths * 100 // self.criterion.points


def shown(
    standard: Standard, sheets: Sequence[Sequence[Given]], measured: Mapping[str, Measured]
) -> list[CriterionShown]:
    """The criteria with what each lecturer gave; `sheets` are their marks, by seat."""
    by_item = [{mark.item: mark for mark in sheet} for sheet in sheets]
    return [
        CriterionShown(
            criterion, [_item(item, by_item, measured.get(item.id)) for item in criterion.items]
        )
        for criterion in standard.criteria
    ]


def weakest(criteria: Sequence[CriterionShown]) -> CriterionShown | None:
    """What is most worth practising again: the smallest share, the earliest among equals."""
    short = [one for one in criteria if one.share_pm < 1000]
    return min(short, key=lambda one: one.share_pm) if short else None


def points(hundredths: int) -> str:
    """275 -> "2.75", 400 -> "4"."""
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


def _item(
    item: Item, by_item: Sequence[Mapping[str, Given]], measured: Measured | None
) -> ItemShown:
    marks = [sheet[item.id] for sheet in by_item if item.id in sheet]
    return ItemShown(
        item=item,
        tenths=[mark.tenths or 0 for mark in marks],
        comments=[(seat, mark.comment) for seat, mark in enumerate(marks, 1) if mark.comment],
        measured=measured,
    )
