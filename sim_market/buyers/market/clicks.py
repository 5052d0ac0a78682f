"""Clicks on ads in whole people, and what they cost: money is moved for whole clicks only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import Word
from sim_market.buyers.market.keyed import MICRO


@dataclass(frozen=True, slots=True)
class Paid:
    """Ads of one listing in one hour: whole clicks, their cost, and what is not yet whole."""

    clicks: int = 0
    fen: int = 0
    owed_micro: tuple[int, ...] = ()


def paid_clicks(
    seed: int, goods: str, words: Sequence[Word], owed_micro: Sequence[int], *, most: int, left: int
) -> Paid:
    """Systematic rounding per query, beginning at a keyed place. Never more clicks than `most`
    and never more than `left` fen; what does not fit waits.
    """
    owed = list(owed_micro)
    if not owed:
        if not any(word.ad_clicks_micro for word in words):
            return Paid()
        owed = [keyed.key(seed, "offset", "ads", goods, n) % MICRO for n in range(len(words))]
    clicks = fen = 0
    for number, word in enumerate(words):
        owed[number] += word.ad_clicks_micro
        price = word.ad_fen
        possible = min(most - clicks, (left - fen) // price) if price else 0
        whole = max(0, min(owed[number] // MICRO, possible))
        owed[number] = min(owed[number] - whole * MICRO, MICRO * 2 - 1)
        clicks, fen = clicks + whole, fen + whole * price
    return Paid(clicks, fen, tuple(owed))
