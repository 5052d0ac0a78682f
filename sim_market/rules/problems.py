"""What a check found: where, against which rule, and whether it stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.flow import State


class Level(State):
    """Forbidden stands in the way; evidence must be at hand; a hint is advice."""

    FORBIDDEN = "forbidden", _l("必须改"), "risk"
    EVIDENCE = "evidence", _l("要有凭据"), "warn"
    HINT = "hint", _l("建议改"), "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `field` is the name of the form field; `rule` the id of a rule in the pack."""

    field: str
    rule: str
    message: str
    level: Level = Level.FORBIDDEN

    @property
    def blocks(self) -> bool:
        return self.level == Level.FORBIDDEN


def blocking(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.blocks)


def by_field(problems: Iterable[Problem]) -> dict[str, str]:
    """Field -> what is wrong there, all of it."""
    found: dict[str, str] = {}
    for problem in problems:
        before = found.get(problem.field)
        found[problem.field] = f"{before}；{problem.message}" if before else problem.message
    return found
