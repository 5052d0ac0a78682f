from dataclasses import dataclass

from grading.results.export import cell, table
from grading.results.show import points, shown, weakest
from grading.rubrics.standard import parse, shipped

STANDARD = parse(shipped())


@dataclass
class Given:
    item: str
    tenths: int | None
    comment: str = ""


def sheet(short=None, by=0):
    return [
        Given(item.id, item.points - (by if item.id == short else 0)) for item in STANDARD.items
    ]


def test_criteria_add_up_to_the_mean_of_the_totals():
    one, two = sheet("2.4", 15), sheet("6.3", 10)
    criteria = shown(STANDARD, [one, two], {})
    total = sum(mark.tenths for mark in one + two) * 10 // 2
    assert sum(part.hundredths for part in criteria) == total == 9875


def test_the_weakest_is_the_smallest_share():
    criteria = shown(STANDARD, [sheet("6.3", 20), sheet("2.4", 25)], {})
    assert weakest(criteria).criterion.no == 6
    assert weakest(shown(STANDARD, [sheet()], {})) is None


def test_what_each_gave_is_shown_where_they_differ():
    criteria = shown(STANDARD, [sheet("2.4", 15), sheet()], {})
    item = next(one for one in criteria[1].items if one.item.id == "2.4")
    assert (item.differs, list(item.tenths), points(item.hundredths)) == (True, [25, 40], "3.25")


def test_points_are_written_as_short_as_they_are():
    assert [points(n) for n in (0, 400, 250, 275, 1000)] == ["0", "4", "2.5", "2.75", "10"]


def test_a_cell_that_a_spreadsheet_would_run_is_defused():
    assert [cell(text) for text in ("=1+1", "@x", "-2", "+3", "甲", None, 7)] == [
        "'=1+1", "'@x", "'-2", "'+3", "甲", "", "7",
    ]  # fmt: skip
    assert table(["a"], [["=x"]]).startswith(b"\xef\xbb\xbf")
