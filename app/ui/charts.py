"""Where the parts of a chart go. x in percent and y in pixels: text keeps its size at any width."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, FLOOR = 24, 190  # pixels: the tallest value and the ground line of every chart
HEIGHT = 250


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a chart: `left`, `middle` and `width` in percent, `top` and `height` in px."""

    label: str
    value: int | float
    text: str
    left: float
    middle: float
    width: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Fall:
    """One step of a price waterfall: a bar from `left` over `width`, both in percent."""

    left: float
    width: float
    tone: str


def marks(points: Sequence[tuple[str, int | float, str]]) -> list[Mark]:
    """Place points (label, value, text shown) side by side; the greatest value reaches `TOP`."""
    if not points:
        return []
    step = 100 / len(points)
    highest = max((value for _, value, _ in points), default=0)
    width = min(step * 0.45, 6.0 if len(points) > 6 else 9.0)
    return [
        place(point, i * step + step / 2, width, highest or 1) for i, point in enumerate(points)
    ]


def place(
    point: tuple[str, int | float, str], middle: float, width: float, highest: int | float
) -> Mark:
    label, value, text = point
    height = round(max(0, value) / highest * (FLOOR - TOP), 1)
    return Mark(
        label=label,
        value=value,
        text=text,
        left=round(middle - width / 2, 2),
        middle=round(middle, 2),
        width=round(width, 2),
        top=FLOOR - height,
        height=height,
    )


def spark(values: Sequence[int | float]) -> str:
    """Points of a small line in a box of 100 x 30: '0,24 50,20 100,5'. Empty for one value."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = 100 / (len(values) - 1)
    return " ".join(
        f"{round(i * step)},{round(26 - (value - low) / spread * 22)}"
        for i, value in enumerate(values)
    )


def falls(amounts: Sequence[int]) -> list[Fall]:
    """Bars of a waterfall: positive amounts build up, negative ones take away from the right.

    The first amount is the start, each later one a change. All in the same unit.
    """
    scale = max(1, sum(amount for amount in amounts if amount > 0))
    bars, level = [], 0
    for amount in amounts:
        low, high = sorted((level, level + amount))
        bars.append(
            Fall(
                left=round(max(0, low) * 100 / scale, 1),
                width=max(0.5, round((high - max(0, low)) * 100 / scale, 1)),
                tone="is-off" if amount < 0 else "",
            )
        )
        level += amount
    return bars
