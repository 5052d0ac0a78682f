"""Where the parts of a chart go. x in percent and y in pixels: text keeps its size at any width."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, FLOOR = 24, 190  # pixels: the tallest value and the ground line of every chart
HEIGHT = 250
UNDER = 22  # pixels kept for the figure of a value below nothing


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a chart: `left`, `middle` and `width` in percent, the others in pixels.

    A bar reaches from `top` over `height`; `zero` is the line of nothing, `dot` the value itself,
    `words` where its figure stands.
    """

    label: str
    value: int | float
    text: str
    left: float
    middle: float
    width: float
    top: float
    height: float
    zero: float

    @property
    def dot(self) -> float:
        return self.top if self.value >= 0 else self.top + self.height

    @property
    def words(self) -> float:
        return self.top - 8 if self.value >= 0 else self.top + self.height + 18


@dataclass(frozen=True, slots=True)
class Fall:
    """One step of a price waterfall: a bar from `left` over `width`, both in percent."""

    left: float
    width: float
    tone: str


def marks(points: Sequence[tuple[str, int | float, str]]) -> list[Mark]:
    """Place points (label, value, text shown) side by side; the greatest value reaches `TOP`.

    Where a value is below nothing the line of nothing rises, and its bar hangs down from it.
    """
    if not points:
        return []
    step = 100 / len(points)
    values = [value for _, value, _ in points]
    highest, lowest = max(0, *values), min(0, *values)
    floor = FLOOR - UNDER if lowest < 0 else FLOOR
    scale = (floor - TOP) / ((highest - lowest) or 1)
    zero = round(TOP + highest * scale, 1) if lowest < 0 else float(FLOOR)
    width = min(step * 0.45, 6.0 if len(points) > 6 else 9.0)
    return [place(point, i * step + step / 2, width, zero, scale) for i, point in enumerate(points)]


def place(
    point: tuple[str, int | float, str], middle: float, width: float, zero: float, scale: float
) -> Mark:
    label, value, text = point
    height = round(abs(value) * scale, 1)
    return Mark(
        label=label,
        value=value,
        text=text,
        left=round(middle - width / 2, 2),
        middle=round(middle, 2),
        width=round(width, 2),
        top=round(zero - height, 1) if value >= 0 else zero,
        height=height,
        zero=zero,
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
