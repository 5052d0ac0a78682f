from dataclasses import dataclass

import pytest

from grading.submissions.models import SubmissionState as S
from grading.submissions.turn import Closed, Turn, next_turn


@dataclass
class Earlier:
    attempt: int
    version: int
    state: S
    passed: bool | None = None


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], Turn(1, 1)),
        ([Earlier(1, 1, S.HANDED_IN)], Turn(1, 2, replaces=True)),
        ([Earlier(1, 1, S.SUPERSEDED), Earlier(1, 2, S.HANDED_IN)], Turn(1, 3, replaces=True)),
        ([Earlier(1, 1, S.LISTED)], Closed.BEING_SCORED),
        ([Earlier(1, 1, S.DRAWN)], Closed.BEING_SCORED),
        ([Earlier(1, 1, S.DISPUTED)], Closed.BEING_SCORED),
        ([Earlier(1, 1, S.THIRD)], Closed.BEING_SCORED),
        ([Earlier(1, 1, S.SCORED)], Closed.BEING_SCORED),
        ([Earlier(1, 1, S.RELEASED, True)], Closed.PASSED),
        ([Earlier(1, 1, S.RELEASED, False)], Turn(2, 1)),
        ([Earlier(1, 1, S.RELEASED, False), Earlier(2, 1, S.RELEASED, False)], Closed.USED_UP),
        ([Earlier(2, 1, S.HANDED_IN), Earlier(1, 1, S.RELEASED, False)], Turn(2, 2, replaces=True)),
    ],
)
def test_whose_turn_it_is(earlier, expected):
    assert next_turn(earlier, attempts=2) == expected
