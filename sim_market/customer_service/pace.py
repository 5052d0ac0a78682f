"""How long a buyer has waited, by the pace of the class. Pure.

A class plays a day of the sandbox in `day_minutes` minutes of the room; three minutes at the desk
are three minutes of the people there (docs/decisions/0030). So waiting is sandbox time, divided by
how much faster the sandbox runs: the same for all of a class, and known from the rows alone.
"""

from datetime import datetime, timedelta

OPENS, CLOSES = 8, 23  # rule C-1: the hours of the sandbox in which waiting counts
DAY_MINUTES = 24 * 60


def waited(since: datetime, until: datetime, day_minutes: int) -> int:
    """Whole seconds at the desk between two moments of the sandbox."""
    seconds = max(timedelta(), until - since) // timedelta(seconds=1)
    return seconds * min(DAY_MINUTES, day_minutes) // DAY_MINUTES


def in_sandbox(seconds: int, day_minutes: int) -> timedelta:
    """So much sandbox time goes by while `seconds` pass at the desk."""
    return timedelta(seconds=seconds * DAY_MINUTES // max(1, min(DAY_MINUTES, day_minutes)))


def counts(moment: datetime, start: datetime) -> bool:
    """Is a question of this moment within the hours that count? `start`: midnight of day 1."""
    return OPENS <= (moment - start) // timedelta(hours=1) % 24 < CLOSES


def time_of_day(moment: datetime, start: datetime) -> str:
    """'09:05': as the clock of the sandbox shows it."""
    minutes = (moment - start) // timedelta(minutes=1) % DAY_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
