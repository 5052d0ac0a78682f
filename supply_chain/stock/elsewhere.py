"""What the supplier sells elsewhere and when it restocks. Pure; keyed by the goods and the day.

The same goods on the same day change by the same share in every store: nobody is luckier.
"""

from app.chance import draw, draw_int

SOLD_CHANCE = 0.3  # of a day on which some are sold
SOLD_MOST_PM = 40  # of the first allotment, on such a day
RESTOCK_BELOW_PM = 250
RESTOCK_PM = 600
RESTOCK_CHANCE = 0.4


def day_delta(seed: int, code: str, day: int, *, opened: int, available: int) -> int:
    """Units by which the supplier's stock changes on this day; negative is sold elsewhere."""
    scarce = available * 1_000 < opened * RESTOCK_BELOW_PM
    if scarce and draw(seed, "restock", code, day) < RESTOCK_CHANCE:
        return opened * RESTOCK_PM // 1_000
    if draw(seed, "sold elsewhere", code, day) >= SOLD_CHANCE:
        return 0
    return -(opened * draw_int(0, SOLD_MOST_PM, seed, "elsewhere", code, day) // 1_000)
