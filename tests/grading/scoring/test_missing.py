from dataclasses import dataclass

import pytest

from grading.scoring.missing import Lack, Missing, lack_of, missing


@dataclass
class Awarded:
    tenths: int | None
    measured_tenths: int | None = None
    comment: str = ""
    points: int = 40
    item: str = "2.1"


@pytest.mark.parametrize(
    ("mark", "lack"),
    [
        (Awarded(None), Lack.AWARD),
        (Awarded(20), None),
        (Awarded(15), Lack.COMMENT),
        (Awarded(15, comment="少图"), None),
        (Awarded(15, comment="  "), Lack.COMMENT),
        (Awarded(0, measured_tenths=0), None),
        (Awarded(0, measured_tenths=10), Lack.REASON),
        (Awarded(40, measured_tenths=10), Lack.REASON),
        (Awarded(40, measured_tenths=10, comment="测漏了"), None),
        (Awarded(None, measured_tenths=10), Lack.AWARD),
    ],
)
def test_what_an_item_lacks(mark, lack):
    assert lack_of(mark) == lack


def test_all_that_is_missing_is_listed():
    assert missing([Awarded(40), Awarded(None)]) == [Missing("2.1", Lack.AWARD)]
