import pytest

from grading.scoring.score import Final, final_score, is_step, mean_tenths, needs_comment

NOT_YET = None


@pytest.mark.parametrize(
    ("marks", "final"),
    [
        ([840, 810], Final(825, True, "mean")),
        ([700, 800], Final(750, True, "mean")),  # ten points apart is not more than ten
        ([700, 805], NOT_YET),  # more than ten points
        ([595, 605], NOT_YET),  # on two sides of the line
        ([600, 595], NOT_YET),
        ([600, 605], Final(602, True, "mean")),  # 602.5 is not rounded up
        ([590, 595], Final(592, False, "mean")),
        ([600, 600], Final(600, True, "mean")),
        ([595, 599], Final(597, False, "mean")),
        ([595, 605, 600], Final(600, True, "median")),
        ([595, 605, 300], Final(595, False, "median")),
        ([400, 900, 610], Final(610, True, "median")),
        ([599], Final(599, False, "single")),
        ([1000, 1000], Final(1000, True, "mean")),
        ([0, 0], Final(0, False, "mean")),
    ],
)
def test_the_final_score(marks, final):
    assert final_score(marks) == final
    assert final_score(marks[::-1]) == final


@pytest.mark.parametrize("marks", [[], [-1], [1001, 5], [1, 2, 3, 4]])
def test_what_cannot_be_a_set_of_marks_is_refused(marks):
    with pytest.raises(ValueError):  # noqa: PT011
        final_score(marks)


def test_the_line_and_the_gap_are_parameters_of_the_standard():
    assert final_score([640, 660], line=650) is NOT_YET
    assert final_score([640, 690], gap=40) is NOT_YET
    assert final_score([640, 660]) == Final(650, True, "mean")


def test_a_mean_is_never_rounded_up():
    assert mean_tenths([25, 30]) == 27
    assert mean_tenths([0, 5, 5]) == 3


@pytest.mark.parametrize(
    ("tenths", "fine"), [(0, True), (5, True), (40, True), (45, False), (3, False), (-5, False)]
)
def test_an_item_is_awarded_in_half_points_within_its_worth(tenths, fine):
    assert is_step(tenths, most=40) is fine


@pytest.mark.parametrize(
    ("tenths", "most", "asked"), [(15, 40, True), (20, 40, False), (10, 30, True), (15, 30, False)]
)
def test_below_half_the_trainee_is_told_why(tenths, most, asked):
    assert needs_comment(tenths, most=most) is asked
