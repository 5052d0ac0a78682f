"""Money is a whole number of fen. Columns and variables that hold it end in `_fen`."""

import re
from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from app.errors import Invalid

MAX_FEN = 10_000_000_00
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?")


def yuan(fen: int) -> str:
    """1999 -> '¥19.99'."""
    return f"{'-' if fen < 0 else ''}¥{plain_yuan(abs(fen))}"


def plain_yuan(fen: int) -> str:
    """123456 -> '1,234.56', without the sign of the currency."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def whole_yuan(fen: int) -> str:
    """123456 -> '1,235', rounded half up: for the bars of a chart, where fen have no room."""
    return f"{'-' if fen < 0 else ''}{(abs(fen) + 50) // 100:,}"


def parse_yuan(text: str) -> int:
    """'19.9' -> 1990 fen. Full-width digits are understood; anything else raises Invalid."""
    typed = text.strip().translate(_HALF_WIDTH).removeprefix("¥")
    if _GROUPED.fullmatch(typed):
        typed = typed.replace(",", "")  # in '1,5' the comma stands for something else
    if not _AMOUNT.fullmatch(typed):
        raise Invalid(_("“%(text)s”不是金额：请写成 19.90 这样，最多两位小数", text=text[:20]))
    fen = int(Decimal(typed) * 100)
    if fen > MAX_FEN:
        raise Invalid(_("金额太大：练习里最多 1,000 万元"))
    return fen


def percent_of(fen: int, basis_points: int) -> int:
    """A share in basis points, rounded half up once (commerce_rules M2, M3)."""
    sign = -1 if fen < 0 else 1
    return sign * ((abs(fen) * basis_points + 5_000) // 10_000)


def share_out(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to the weights; the parts always sum to the whole.

    Largest remainder, ties to the earliest; all weights zero means equal weights
    (commerce_rules A2-A4).
    """
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    sign, amount, whole = (-1 if total_fen < 0 else 1), abs(total_fen), sum(weights)
    shares = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % whole))
    for i in by_remainder[: amount - sum(shares)]:
        shares[i] += 1
    return [sign * share for share in shares]


_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，￥", "0123456789.,¥")
