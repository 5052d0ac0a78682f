"""Sharing amounts, and the one place where a percentage is rounded."""

from collections.abc import Sequence

from app.money import share_out
from sim_market.promotions.pricing.terms import Rounding, Shares


def share(
    amount: int,
    weights: Sequence[int],
    rooms: Sequence[int],
    way: Shares = Shares.LARGEST_REMAINDER,
) -> list[int]:
    """Split an amount by weight, no share above its room (A2, A5). Amounts are not negative.

    What exceeds a room is shared again over those with room, until it is placed or there is none.
    The shares sum to the amount or to all the room there is, whichever is less. Nothing weighs
    nothing: where all weights are zero, nothing is given (A4).
    """
    placed = [0] * len(weights)
    rest = min(amount, sum(rooms))
    while rest > 0:
        open_ = [i for i, room in enumerate(rooms) if placed[i] < room and weights[i] > 0]
        if not open_:
            break
        parts = split(rest, [weights[i] for i in open_], way)
        for i, part in zip(open_, parts, strict=True):
            given = min(part, rooms[i] - placed[i])
            placed[i] += given
            rest -= given
    return placed


def split(amount: int, weights: Sequence[int], way: Shares) -> list[int]:
    """Largest remainder, ties to the earliest (A2); or what other engines do (A7)."""
    if way == Shares.LARGEST_REMAINDER:
        return share_out(amount, weights)
    whole = sum(weights)
    shares = [amount * weight // whole for weight in weights]
    shares[0 if way == Shares.FIRST_LINE else -1] += amount - sum(shares)
    return shares


def share_signed(amount: int, weights: Sequence[int]) -> list[int]:
    """As A2 for an amount of either sign: the absolute amount is shared, then the sign put back
    (A3). All weights zero: equal parts (A4).
    """
    return share_out(amount, weights)


def rounded(numerator: int, denominator: int, how: Rounding) -> int:
    """A fraction that is not negative, as a whole number."""
    whole, rest = divmod(numerator, denominator)
    if how == Rounding.DOWN or not rest:
        return whole
    if how == Rounding.UP or rest * 2 > denominator:
        return whole + 1
    if rest * 2 < denominator:
        return whole
    return whole + 1 if how == Rounding.HALF_UP else whole + whole % 2
