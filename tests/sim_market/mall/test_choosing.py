from sim_market.mall.choosing import asked, dimensions, find, first

SHIRTS = [(("红", "S"), 3), (("红", "M"), 0), (("蓝", "M"), 5)]


def test_what_is_said_counts_only_if_there_is_such_a_value():
    assert asked({"s0": "蓝", "s1": "M"}, SHIRTS) == ("蓝", "M")
    assert asked({"s0": "蓝", "s1": "S"}, SHIRTS) == ("蓝", "S")
    assert asked({"s0": "绿", "s1": "S"}, SHIRTS) is None
    assert asked({"s0": "蓝"}, SHIRTS) is None
    assert asked({}, SHIRTS) is None
    assert asked({"s0": "蓝"}, []) is None


def test_a_combination_that_does_not_exist_is_none():
    assert find(SHIRTS, ("蓝", "S")) is None
    assert find(SHIRTS, ("蓝", "M")) == 2


def test_the_first_that_can_be_bought_is_shown():
    assert first([(("红",), 0), (("蓝",), 1)]) == 1
    assert first([(("红",), 0)]) == 0


def test_options_are_seen_from_what_else_is_chosen():
    colour, size = dimensions(["颜色", "尺码"], SHIRTS, ("红", "S"))
    assert [(o.value, o.on, o.fits, o.left, o.anywhere) for o in colour.options] == [
        ("红", True, True, 3, True), ("蓝", False, False, 0, True),
    ]  # fmt: skip
    assert [(o.value, o.on, o.fits, o.left, o.anywhere) for o in size.options] == [
        ("S", True, True, 3, True), ("M", False, True, 0, True),
    ]  # fmt: skip
    assert (colour.field, colour.chosen, size.field, size.chosen) == ("s0", "红", "s1", "S")


def test_a_value_that_is_sold_out_everywhere_says_so():
    (colour,) = dimensions(["颜色"], [(("红",), 0), (("蓝",), 2)], ("蓝",))
    assert [o.anywhere for o in colour.options] == [False, True]


def test_three_dimensions():
    cups = [(("红", "大", "哑光"), 1), (("红", "小", "亮面"), 1)]
    found = dimensions(["颜色", "大小", "釉"], cups, ("红", "大", "亮面"))
    assert [d.chosen for d in found] == ["红", "大", "亮面"]
    assert [o.fits for o in found[2].options] == [True, False]
