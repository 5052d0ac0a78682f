"""What a measure says: a share of the points, the calculation in words, the rows behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
Row = Mapping[str, Any]
Figures = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Task:
    """An item to be measured: which measure, worth how many tenths, with which numbers."""

    item: str
    measure: str
    points: int
    parameters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """`share` of the points as a fraction, None where there is no record to measure.

    `says` and `lacks` are message ids with named figures; `rows` are anchors of evidence rows and
    `room` the room of the platform where more can be done.
    """

    share: tuple[int, int] | None
    says: str
    figures: Figures = field(default_factory=dict)
    rows: Sequence[str] = ()
    lacks: str | None = None
    room: str = ""


Measure = Callable[[Document, Task], Found]


@dataclass(frozen=True, slots=True)
class Words:
    """How a measure speaks: its calculation, what is missing, and where to do it."""

    says: str
    lacks: str
    room: str
    anchor: Callable[[Row], str] = lambda row: ""


def N_(text: str) -> str:  # noqa: N802 - the mark that message extraction knows
    return text


def counted(good: Sequence[Row], wanted: int, words: Words) -> Found:
    """So many of so many wanted; more than wanted gives no more."""
    more = max(wanted - len(good), 0)
    return Found(
        share=(len(good), wanted),
        says=words.says,
        figures={"part": len(good), "more": more},
        rows=[words.anchor(row) for row in good],
        lacks=words.lacks,
        room=words.room,
    )


def shared(good: Sequence[Row], rows: Sequence[Row], words: Words) -> Found:
    """So many of all that there are; nothing if there is none. The rows are those that fail."""
    bad = [row for row in rows if row not in good]
    return Found(
        share=(len(good), len(rows)),
        says=words.says,
        figures={"part": len(good), "whole": len(rows), "more": len(bad)},
        rows=[words.anchor(row) for row in bad or rows],
        lacks=words.lacks if rows else N_("还没有可以测量的记录"),
        room=words.room,
    )


def checked(checks: Mapping[str, bool], words: Words) -> Found:
    """So many of a list of conditions."""
    missing = [name for name, met in checks.items() if not met]
    return Found(
        share=(len(checks) - len(missing), len(checks)),
        says=words.says,
        figures={
            "part": len(checks) - len(missing),
            "whole": len(checks),
            "missing": "、".join(missing),
        },
        rows=["store"],
        lacks=words.lacks,
        room=words.room,
    )


def unrecorded(says: str, room: str) -> Found:
    """The platform keeps no record of this yet: a lecturer judges it."""
    return Found(share=None, says=says, lacks=N_("写好这一项的说明，评委据此评定"), room=room)
