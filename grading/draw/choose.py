"""The draw itself: random, balanced, exact, and the same for anyone who redoes it.

Lexicographic feasible draw (grading_methods 2): every eligible pair of a work and a lecturer gets
a key from the published seed; walk the pairs in key order and accept each one that still leaves a
full assignment possible. The result is the first feasible assignment in that random order, hence
unique. No database, no clock, no floats, no library.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

Pair = tuple[str, str]
Node = tuple[str, ...]
_SOURCE: Node = ("source",)
_SINK: Node = ("sink",)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be drawn.

    `needed` marks per work (by pseudonym), `cap` marks that a lecturer (by code) may still be
    given, the lecturers' institutions, and the pairs that no rule bars. With
    `one_per_institution` a work gets at most one lecturer of each institution.
    """

    needed: Mapping[str, int]
    cap: Mapping[str, int]
    institution: Mapping[str, str]
    eligible: frozenset[Pair]
    one_per_institution: bool = True


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why no full assignment exists: these works together find too few places."""

    works: tuple[str, ...]
    lecturers: tuple[str, ...]
    needed: int
    possible: int


class NoDraw(Exception):
    """There is no full assignment; `shortage` says which works block it."""

    def __init__(self, shortage: Shortage) -> None:
        super().__init__(f"{shortage.needed} marks needed, {shortage.possible} possible")
        self.shortage = shortage


def choose(question: Question, key: Callable[[str, str], bytes]) -> dict[str, list[str]]:
    """Each work's lecturers in the order in which the lot accepted them, or NoDraw."""
    network = _Network(question)
    if network.fill() < sum(question.needed.values()):
        raise NoDraw(network.shortage())
    drawn: dict[str, list[str]] = {work: [] for work in sorted(question.needed)}
    for work, lecturer in sorted(question.eligible, key=lambda pair: (key(*pair), pair)):
        wanted = work in drawn and len(drawn[work]) < question.needed[work]
        if wanted and network.accept(work, lecturer):
            drawn[work].append(lecturer)
    return drawn


def shortage_of(question: Question) -> Shortage | None:
    """The blocking set, or None if a full assignment exists. Asked before a draw is published."""
    network = _Network(question)
    if network.fill() == sum(question.needed.values()):
        return None
    return network.shortage()


def even_cap(question: Question, load: Mapping[str, int] | None = None) -> int:
    """The load that an even share would give, with what lecturers carry already: rounded up."""
    able = {lecturer for work, lecturer in question.eligible if work in question.needed}
    carried = sum((load or {}).get(lecturer, 0) for lecturer in able)
    return -(-(sum(question.needed.values()) + carried) // max(len(able), 1))


def least_cap(question: Question, load: Mapping[str, int] | None = None) -> int | None:
    """The smallest equal load from the even share up that makes the draw possible, if any does."""
    highest = sum(question.needed.values()) + max((load or {}).values(), default=0)
    for cap in range(even_cap(question, load), highest + 1):
        if shortage_of(capped(question, cap, load)) is None:
            return cap
    return None


def capped(question: Question, cap: int, load: Mapping[str, int] | None = None) -> Question:
    """The question with room for each lecturer up to a load of `cap` in all."""
    carried = load or {}
    room = {lecturer: max(cap - carried.get(lecturer, 0), 0) for lecturer in question.cap}
    return replace(question, cap=room)


class _Network:
    """Marks flow from the works through their institutions to lecturers; edges hold 0 or more."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.room: dict[Node, dict[Node, int]] = {_SOURCE: {}, _SINK: {}}
        for work, needed in sorted(question.needed.items()):
            self._edge(_SOURCE, ("work", work), needed)
        for lecturer, cap in sorted(question.cap.items()):
            self._edge(("lecturer", lecturer), _SINK, max(cap, 0))
        for work, lecturer in sorted(question.eligible):
            if work in question.needed and lecturer in question.cap:
                gate = self._gate(work, lecturer)
                self._edge(("work", work), gate, 1)
                self._edge(gate, ("lecturer", lecturer), 1)

    def fill(self) -> int:
        """Push marks until no more fit; how many fitted."""
        placed = 0
        while path := self._path(_SOURCE, _SINK):
            self._push(path)
            placed += 1
        return placed

    def accept(self, work: str, lecturer: str) -> bool:
        """Fix a pair for good if everything accepted and a full assignment stay possible."""
        gate, end = self._gate(work, lecturer), ("lecturer", lecturer)
        if gate not in self.room or end not in self.room[gate]:
            return False
        if self.room[gate][end]:
            path = self._path(end, gate)
            if not path:
                return False
            self._push([gate, *path])
        self.room[end][gate] = 0  # accepted: it can no longer be taken back
        return True

    def shortage(self) -> Shortage:
        """The works that can still be reached from the source once nothing more fits (min cut)."""
        reached = self._reached(_SOURCE)
        works = tuple(sorted(node[1] for node in reached if node[0] == "work"))
        lecturers = {who for work, who in self.question.eligible if work in works}
        unmet = {work: self.room[_SOURCE][("work", work)] for work in works}
        needed = sum(self.question.needed[work] for work in works)
        return Shortage(works, tuple(sorted(lecturers)), needed, needed - sum(unmet.values()))

    def _gate(self, work: str, lecturer: str) -> Node:
        if self.question.one_per_institution:
            return ("gate", work, self.question.institution[lecturer])
        return ("gate", work, "", lecturer)

    def _edge(self, start: Node, end: Node, room: int) -> None:
        self.room.setdefault(start, {})[end] = room
        self.room.setdefault(end, {}).setdefault(start, 0)

    def _path(self, start: Node, end: Node) -> list[Node]:
        came = self._reached(start, end)
        if end not in came or start == end:
            return []
        path = [end]
        while path[-1] != start:
            path.append(came[path[-1]])
        return path[::-1]

    def _reached(self, start: Node, end: Node | None = None) -> dict[Node, Node]:
        came = {start: start}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for other, room in self.room[node].items():
                if room > 0 and other not in came:
                    came[other] = node
                    waiting.append(other)
        return came

    def _push(self, path: Iterable[Node]) -> None:
        nodes = list(path)
        for start, end in pairwise(nodes):
            self.room[start][end] -= 1
            self.room[end][start] += 1
