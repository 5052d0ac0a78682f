"""Money in words for charts."""

import pytest

from app.money import whole_yuan


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0"), (49, "0"), (50, "1"), (123456, "1,235"), (-476330, "-4,763"), (500000, "5,000")],
)
def test_a_chart_shows_whole_yuan(fen, shown):
    assert whole_yuan(fen) == shown
