"""What a package brings to the application. The packages above hand these to `factory.build`."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from click import Command
from flask import Blueprint
from flask_babel.speaklater import LazyString

if TYPE_CHECKING:
    from app.cohorts.models import Cohort
    from app.identity.viewer import Viewer
    from app.jobs import Job
    from app.journal import Entry


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A place in the side navigation, shown to those who hold `permission`.

    Places of one `group` fold together under its name where a person has many.
    """

    label: LazyString
    endpoint: str
    icon: str
    permission: str
    order: int = 100
    group: LazyString | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """An operation that is run in real time, again and again, in a transaction of its own."""

    name: str
    run: Callable[[], None]
    every: timedelta


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person, with the number of things and where to do them."""

    icon: str
    title: str
    detail: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist that ticks itself from what really happened.

    Packages bring lines of one list: `order` says which comes first.
    """

    title: str
    done: bool
    detail: str
    url: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth seeing on a home page, with its unit and what it means."""

    label: str
    value: str
    unit: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of numbers for a home page: points of (label, value, text shown).

    `strong` is the conclusion and `said` the reason, in one sentence each. `notes` are words
    under the labels, one for each point, and `notes_title` says what they count.
    """

    title: str
    unit: str
    points: Sequence[tuple[str, int, str]]
    strong: str
    said: str = ""
    notes: Sequence[str] = ()
    notes_title: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that the class board says of a trainee; `warn` and `risk` mean: stuck here."""

    text: str | LazyString
    tone: str = ""
    url: str = ""

    @property
    def is_stuck(self) -> bool:
        return self.tone in {"warn", "risk"}


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column of the class board: what there is to say of each trainee, by user id.

    `missing` is shown for trainees of whom `read` says nothing.
    """

    label: LazyString
    read: Callable[["Cohort"], Mapping[int, Cell]]
    missing: Cell = Cell("—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """`grants`, `counts`, `todos`, `steps`, `figures` and `charts` are by role, `reactions` by
    verb of a lower package, `handlers` by kind of job; `checks` say what is wrong, in one line
    each, and are empty when all is well. `counts` are scalar selects by name that a home page
    reads together (`app.home.together`). `words` say in a few words what a verb of the journal
    means.
    """

    name: str
    has_pages: bool = True
    blueprints: Sequence[Blueprint] = ()
    commands: Sequence[Command] = ()
    handlers: Mapping[str, Callable[["Job"], None]] = field(default_factory=dict)
    ticks: Sequence[Tick] = ()
    nav: Sequence[NavEntry] = ()
    grants: Mapping[str, Set[str]] = field(default_factory=dict)
    reactions: Mapping[str, Sequence[Callable[["Entry"], Any]]] = field(default_factory=dict)
    board: Sequence[BoardColumn] = ()
    words: Mapping[str, LazyString] = field(default_factory=dict)
    checks: Mapping[str, Callable[[], list[str]]] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, Callable[["Viewer"], Any]]] = field(default_factory=dict)
    todos: Mapping[str, Sequence[Callable[["Viewer"], Todo | None]]] = field(default_factory=dict)
    steps: Mapping[str, Sequence[Callable[["Viewer"], Sequence[Step]]]] = field(
        default_factory=dict
    )
    figures: Mapping[str, Sequence[Callable[["Viewer"], Sequence[Figure]]]] = field(
        default_factory=dict
    )
    charts: Mapping[str, Sequence[Callable[["Viewer"], Chart | None]]] = field(default_factory=dict)
