"""How money, sandbox time and lengths of time are written in pages."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g
from flask_babel import gettext as _

from app import money

BLANK = "—"


def yuan(fen: int | None) -> str:
    """1999 -> '¥19.99'; nothing -> '—'."""
    return BLANK if fen is None else money.yuan(fen)


def sim_day(at: datetime | None, cohort: Any = None) -> str:
    """'第 6 天': the sandbox day of a moment. Without a cohort, that of the viewer."""
    if at is None:
        return BLANK
    start = sandbox_start(cohort)
    if start is None:
        return f"{at:%Y-%m-%d}"
    return _("第 %(day)s 天", day=(at - start).days + 1)


def sim_time(at: datetime | None, cohort: Any = None) -> str:
    """'第 6 天 14:20': the sandbox day and time of a moment."""
    if at is None:
        return BLANK
    return f"{sim_day(at, cohort)} {sim_clock(at, cohort)}"


def sim_clock(at: datetime | None, cohort: Any = None) -> str:
    """'14:20': the sandbox time of day. A sandbox starts at midnight."""
    if at is None:
        return BLANK
    start = sandbox_start(cohort)
    minutes = (at - start).seconds // 60 if start else at.hour * 60 + at.minute
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def duration(span: timedelta | int | None) -> str:
    """'2 天 3 小时', '9 小时 40 分', '12 分': two units at most. Whole numbers are minutes."""
    if span is None:
        return BLANK
    minutes = span if isinstance(span, int) else int(span.total_seconds()) // 60
    minutes = max(0, minutes)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(d)s 天 %(h)s 小时", d=days, h=hours) if hours else _("%(d)s 天", d=days)
    if hours:
        return _("%(h)s 小时 %(m)s 分", h=hours, m=rest) if rest else _("%(h)s 小时", h=hours)
    return _("%(m)s 分", m=rest)


def percent(basis_points: int | None) -> str:
    """1250 -> '12.5%': a share in basis points."""
    if basis_points is None:
        return BLANK
    return f"{basis_points / 100:.2f}".rstrip("0").rstrip(".") + "%"


def real_time(at: datetime | None) -> str:
    """'2026-11-20 14:05' in China: a real moment."""
    return f"{at + timedelta(hours=8):%Y-%m-%d %H:%M}" if at else BLANK


def sandbox_start(cohort: Any) -> datetime | None:
    cohort = cohort or getattr(g, "cohort", None)
    start: datetime | None = getattr(cohort, "sim_start_at", None)
    return start


def register(app: Flask) -> None:
    """Make the formats known to templates as filters."""
    for name, write in (
        ("yuan", yuan),
        ("plain_yuan", money.plain_yuan),
        ("sim_day", sim_day),
        ("sim_time", sim_time),
        ("sim_clock", sim_clock),
        ("duration", duration),
        ("percent", percent),
        ("real_time", real_time),
    ):
        app.add_template_filter(write, name)
