"""A scoring standard as data: criteria, their items, what each is worth and how it is found.

Points are whole tenths. The hash is over the canonical content, so a score can always name
exactly the standard that it was given under.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grading.evidence.found import Task
from grading.evidence.measures import MEASURES
from grading.evidence.snapshot import canonical, digest

FULL_TENTHS = 1000
DEFAULT = "ecommerce-1"
_DATA = Path(__file__).parent / "data"


class BadStandard(ValueError):
    """A rubric file that cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is awarded points: `M` measured by the platform, `J` judged by a lecturer."""

    id: str
    title: str
    points: int
    kind: str
    hint: str
    measure: str | None
    parameters: Mapping[str, int]
    levels: tuple[tuple[int, str], ...]

    @property
    def is_measured(self) -> bool:
        return self.kind == "M"

    @property
    def key(self) -> str:
        """The id as a form field and page anchor may hold it."""
        return "i" + self.id.replace(".", "-")

    @property
    def task(self) -> Task:
        return Task(self.id, self.measure or "", self.points, self.parameters)


@dataclass(frozen=True, slots=True)
class Criterion:
    no: int
    short: str
    title: str
    points: int
    evidence: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    code: str
    title: str
    version: str
    pass_tenths: int
    step_tenths: int
    third_gap_tenths: int
    comment_below_percent: int
    criteria: tuple[Criterion, ...]
    hash: str

    @property
    def items(self) -> Iterator[Item]:
        return (item for criterion in self.criteria for item in criterion.items)

    @property
    def tasks(self) -> list[Task]:
        """What the platform measures under this standard."""
        return [item.task for item in self.items if item.is_measured]

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def criterion(self, no: int) -> Criterion | None:
        return next((part for part in self.criteria if part.no == no), None)


def content_hash(content: Mapping[str, Any]) -> str:
    return digest(canonical(content))


def parse(content: Mapping[str, Any]) -> Standard:
    """The standard that a JSON object describes, or BadStandard."""
    try:
        standard = _standard(content)
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadStandard(f"missing or malformed: {problem}") from problem
    _check(standard)
    return standard


@cache
def shipped(code: str = DEFAULT) -> Mapping[str, Any]:
    """The content of a standard that comes with the platform."""
    content: Mapping[str, Any] = json.loads((_DATA / f"{code}.json").read_text("utf-8"))
    return content


def shipped_codes() -> list[str]:
    return sorted(file.stem for file in _DATA.glob("*.json"))


def _standard(content: Mapping[str, Any]) -> Standard:
    return Standard(
        code=content["code"],
        title=content["title"],
        version=content["version"],
        pass_tenths=content["pass_tenths"],
        step_tenths=content["step_tenths"],
        third_gap_tenths=content["third_gap_tenths"],
        comment_below_percent=content["comment_below_percent"],
        criteria=tuple(_criterion(part) for part in content["criteria"]),
        hash=content_hash(content),
    )


def _criterion(part: Mapping[str, Any]) -> Criterion:
    return Criterion(
        no=part["no"],
        short=part["short"],
        title=part["title"],
        points=part["points"],
        evidence=tuple(part["evidence"]),
        items=tuple(_item(item) for item in part["items"]),
    )


def _item(item: Mapping[str, Any]) -> Item:
    return Item(
        id=item["id"],
        title=item["title"],
        points=item["points"],
        kind=item["kind"],
        hint=item["hint"],
        measure=item.get("measure"),
        parameters=item.get("parameters", {}),
        levels=tuple((level["at"], level["says"]) for level in item.get("levels", ())),
    )


def _check(standard: Standard) -> None:
    ids = [item.id for item in standard.items]
    if len(set(ids)) != len(ids):
        raise BadStandard("two items have the same id")
    if sum(criterion.points for criterion in standard.criteria) != FULL_TENTHS:
        raise BadStandard("the criteria do not add up to 100 points")
    for criterion in standard.criteria:
        if sum(item.points for item in criterion.items) != criterion.points:
            raise BadStandard(f"the items of criterion {criterion.no} do not add up")
        for item in criterion.items:
            _check_item(item, standard.step_tenths)


def _check_item(item: Item, step: int) -> None:
    if item.points <= 0 or item.points % step:
        raise BadStandard(f"item {item.id}: points are not a multiple of the step")
    if item.kind not in ("M", "J"):
        raise BadStandard(f"item {item.id}: kind is neither M nor J")
    if item.kind == "M" and item.measure not in MEASURES:
        raise BadStandard(f"item {item.id}: there is no measure {item.measure!r}")
    if any(not 0 <= at <= item.points for at, _ in item.levels):
        raise BadStandard(f"item {item.id}: a level lies outside its points")
