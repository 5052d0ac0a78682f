"""Values of a dimension as people type them: '红、蓝', '红，蓝', a line each. Pure."""

# word data: the signs that stand between values

import re

from app.fields import line

_BETWEEN = re.compile(r"[,，、;；\n\r\t]+")


def said_values(text: str | None) -> list[str]:
    """Each value once, in the order in which they were typed."""
    parts = (line(part) for part in _BETWEEN.split(text or ""))
    return list(dict.fromkeys(part for part in parts if part))
