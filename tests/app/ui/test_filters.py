from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.ui import filters

START = datetime(2026, 1, 5, tzinfo=UTC)
CLASS = SimpleNamespace(sim_start_at=START)

pytestmark = pytest.mark.usefixtures("app")


def test_money_is_written_with_two_decimals():
    assert filters.yuan(123456) == "¥1,234.56"
    assert filters.yuan(None) == "—"


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(0), "第 1 天 00:00"),
        (timedelta(hours=23, minutes=59, seconds=59), "第 1 天 23:59"),
        (timedelta(days=5, hours=14, minutes=20), "第 6 天 14:20"),
    ],
)
def test_sandbox_time_counts_days_from_one(passed, shown):
    assert filters.sim_time(START + passed, CLASS) == shown


def test_sandbox_time_of_nothing_is_a_dash():
    assert filters.sim_time(None, CLASS) == filters.sim_day(None) == filters.sim_clock(None) == "—"


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (12, "12 分"),
        (120, "2 小时"),
        (580, "9 小时 40 分"),
        (timedelta(days=2, hours=3, minutes=50), "2 天 3 小时"),
        (-5, "0 分"),
    ],
)
def test_spans_are_said_in_two_units(span, shown):
    assert filters.duration(span) == shown


@pytest.mark.parametrize(("bp", "shown"), [(1250, "12.5%"), (0, "0%"), (333, "3.33%")])
def test_shares_are_percent(bp, shown):
    assert filters.percent(bp) == shown


def test_real_time_is_that_of_china():
    assert filters.real_time(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)) == "2026-11-21 00:05"
