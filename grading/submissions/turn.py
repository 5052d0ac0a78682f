"""Whose turn it is: may a trainee hand in now, and as which attempt and version? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grading.submissions.models import SubmissionState


class HandedIn(Protocol):
    """What the rule needs to know of an earlier hand-in."""

    attempt: int
    version: int
    state: SubmissionState
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Turn:
    """The next hand-in would be this attempt and version; `replaces` an unlisted earlier one."""

    attempt: int
    version: int
    replaces: bool = False


class Closed:
    """Why nothing can be handed in now."""

    BEING_SCORED = "being_scored"
    PASSED = "passed"
    USED_UP = "used_up"


def next_turn(earlier: Sequence[HandedIn], attempts: int) -> Turn | str:
    """The next turn after the hand-ins of one trainee, or the reason (of Closed) why there is none.

    A hand-in that no draw has listed may be replaced by a newer version of the same attempt; a
    released fail opens the next attempt, as many as the training scheme allows (rubric.md 7).
    """
    if not earlier:
        return Turn(1, 1)
    last = max(earlier, key=lambda one: (one.attempt, one.version))
    if last.state == SubmissionState.HANDED_IN:
        return Turn(last.attempt, last.version + 1, replaces=True)
    if last.state != SubmissionState.RELEASED:
        return Closed.BEING_SCORED
    if last.passed:
        return Closed.PASSED
    return Turn(last.attempt + 1, 1) if last.attempt < attempts else Closed.USED_UP
