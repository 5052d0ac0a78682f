"""The one place that asks the machine for the time. Real time is UTC."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _machine() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _machine


def now() -> datetime:
    """The real time, in UTC."""
    return _source()


@contextmanager
def set_to(start: datetime, step: timedelta = timedelta(milliseconds=1)) -> Iterator[None]:
    """Within the block the clock starts at `start` and moves by `step` each time it is asked.

    For rehearsals and tests that must be the same, byte for byte, each time.
    """
    global _source
    before, ticks = _source, 0

    def counted() -> datetime:
        nonlocal ticks
        ticks += 1
        return start + ticks * step

    _source = counted
    try:
        yield
    finally:
        _source = before
