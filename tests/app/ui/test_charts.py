from app.ui import charts


def test_the_greatest_value_reaches_the_top_and_zero_the_floor():
    zero, most = charts.marks([("一", 0, "0"), ("二", 8, "8")])
    assert (zero.height, zero.top) == (0, charts.FLOOR)
    assert (most.top, most.height) == (charts.TOP, charts.FLOOR - charts.TOP)


def test_marks_share_the_width_and_stay_inside():
    marks = charts.marks([(str(n), n, str(n)) for n in range(7)])
    assert [mark.middle for mark in marks] == sorted(mark.middle for mark in marks)
    assert marks[0].left > 0
    assert marks[-1].left + marks[-1].width < 100


def test_a_chart_of_nothing_is_empty_and_of_zeros_is_flat():
    assert charts.marks([]) == []
    assert [mark.height for mark in charts.marks([("一", 0, "0")])] == [0]


def test_a_waterfall_takes_away_from_what_was_built():
    whole, off, free = charts.falls([10_000, -2_500, 0])
    assert (whole.left, whole.width, whole.tone) == (0, 100, "")
    assert (off.left, off.width, off.tone) == (75, 25, "is-off")
    assert free.left == 75


def test_a_spark_needs_two_values():
    assert charts.spark([3]) == ""
    assert charts.spark([1, 3]) == "0,26 100,4"


def test_what_is_lost_hangs_below_the_line_of_nothing():
    best, lost, none = charts.marks([("一", 30, "30"), ("二", -10, "-10"), ("三", 0, "0")])
    assert best.top == charts.TOP
    assert best.top + best.height == lost.top == none.top == best.zero
    assert best.height == 3 * lost.height
    assert (best.dot, none.dot) == (best.top, best.zero)
    assert lost.zero < lost.dot < lost.words < charts.FLOOR + 1


def test_where_all_is_lost_the_line_of_nothing_is_on_top():
    less, more = charts.marks([("一", -5, "-5"), ("二", -10, "-10")])
    assert less.top == more.top == less.zero == charts.TOP
    assert more.height == 2 * less.height
