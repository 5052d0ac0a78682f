"""What each unit costs so far, and what a promotion would change about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim_market.promotions.pricing.basket import Basket, Line
from sim_market.promotions.pricing.promotion import Gift, Promotion
from sim_market.promotions.pricing.shares import rounded, share
from sim_market.promotions.pricing.terms import (
    Missing,
    PercentPer,
    Phase,
    Rounds,
    Settings,
    Threshold,
)

Cuts = Mapping[int, Sequence[int]]  # index of a line -> what each of its units gets off


@dataclass(slots=True)
class Working:
    """A line on its way to its price: what each unit costs now (A6)."""

    index: int
    line: Line
    units: list[int]
    kept_out_of: set[Phase] = field(default_factory=set)
    deposit_fen: int = 0

    def part(self, units: Sequence[int] | None = None) -> "Part":
        return Part(self, range(len(self.units)) if units is None else units)


@dataclass(frozen=True, slots=True)
class Part:
    """Some units of a line."""

    of: Working
    units: Sequence[int]

    @property
    def values(self) -> list[int]:
        return [self.of.units[i] for i in self.units]

    @property
    def rooms(self) -> list[int]:
        """How much each unit may still fall, down to the floor of its line (A5)."""
        floor = self.of.line.floor_fen
        return [max(0, self.of.units[i] - floor) for i in self.units]

    @property
    def fen(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a promotion would do now: `wanted_fen` is what its terms say, before rooms are looked
    at; `times`: how often a repeated benefit was reached; `next`: what is missing for more.
    """

    base_fen: int
    wanted_fen: int
    cuts: Cuts
    gifts: tuple[Gift, ...] = ()
    times: int = 1
    next: Missing | None = None

    @property
    def fen(self) -> int:
        return sum(map(sum, self.cuts.values()))

    @property
    def does_something(self) -> bool:
        return bool(self.fen or self.gifts)


class State:
    """All ticked lines of a basket while it is priced."""

    def __init__(self, basket: Basket, settings: Settings) -> None:
        self.basket, self.settings = basket, settings
        self.lines = [
            Working(index, line, [line.price_fen] * line.quantity)
            for index, line in enumerate(line for line in basket.lines if line.ticked)
        ]

    def covers(self, promotion: Promotion, line: Line) -> bool:
        """Is a promotion about this line?"""
        return promotion.covers(line, live=self.basket.live)

    def scope(self, promotion: Promotion) -> list[Part]:
        """The lines that a promotion is about, whole."""
        phase = promotion.phase
        return [
            each.part()
            for each in self.lines
            if phase not in each.kept_out_of and self.covers(promotion, each.line)
        ]

    def measured_fen(self, parts: Sequence[Part]) -> int:
        """The amount that thresholds are tested on (P3)."""
        if self.settings.threshold == Threshold.BEFORE:
            return sum(part.of.line.price_fen * len(part.units) for part in parts)
        return sum(part.fen for part in parts)

    def give(self, promotion: Promotion, cuts: Cuts) -> None:
        """Take cuts off the units."""
        for index, off in cuts.items():
            line = self.lines[index]
            line.units = [now - cut for now, cut in zip(line.units, off, strict=True)]
            line.kept_out_of |= promotion.keeps_out

    def percent_off(self, fen: int, off_bp: int) -> int:
        """So many basis points off an amount, rounded once (M3)."""
        how = self.settings.rounding
        if self.settings.rounds == Rounds.PRICE:
            return fen - rounded(fen * (10_000 - off_bp), 10_000, how)
        return rounded(fen * off_bp, 10_000, how)

    def share_out(self, amount: int, parts: Sequence[Part]) -> Cuts:
        """An amount over lines by their values, then over the units of each (A1, A2, A5, A6)."""
        rooms = [sum(part.rooms) for part in parts]
        shares = share(amount, [part.fen for part in parts], rooms, self.settings.shares)
        return cuts_of(zip(parts, shares, strict=True))

    def percent(self, parts: Sequence[Part], off_bp: int) -> tuple[int, Cuts]:
        """A percentage off: per line unless the settings say otherwise (M3). What is wanted, and
        what is given of it.
        """
        per = self.settings.percent_per
        if per == PercentPer.TOTAL:
            wanted = self.percent_off(sum(part.fen for part in parts), off_bp)
            return wanted, self.share_out(wanted, parts)
        if per == PercentPer.UNIT:
            offs = [[self.percent_off(fen, off_bp) for fen in part.values] for part in parts]
            return sum(map(sum, offs)), merged(
                unit_cuts(part, off) for part, off in zip(parts, offs, strict=True)
            )
        wants = [self.percent_off(part.fen, off_bp) for part in parts]
        return sum(wants), cuts_of(zip(parts, wants, strict=True))

    def limited(self, wanted: int, cuts: Cuts, most: int, parts: Sequence[Part]) -> Cuts:
        """Not more than `most` in all; what it is cut down to is shared as an amount."""
        return self.share_out(most, parts) if wanted > most else cuts


def cuts_of(shares: "Iterator[tuple[Part, int]] | zip[tuple[Part, int]]") -> Cuts:
    """Shares of lines become cuts of their units: largest remainder inside the line (A6)."""
    return merged(unit_cuts(part, share(fen, part.values, part.rooms)) for part, fen in shares)


def unit_cuts(part: Part, off: Sequence[int]) -> dict[int, list[int]]:
    """What each named unit of a line gets off, none below the floor; the others nothing."""
    cuts = [0] * len(part.of.units)
    for unit, room, cut in zip(part.units, part.rooms, off, strict=True):
        cuts[unit] = min(cut, room)
    return {part.of.index: cuts}


def merged(many: "Iterator[Cuts] | Sequence[Cuts]") -> dict[int, list[int]]:
    """Cuts of several parts as one; those that cut nothing are left out."""
    all_: dict[int, list[int]] = {}
    for cuts in many:
        for index, off in cuts.items():
            if any(off):
                known = all_.get(index)
                all_[index] = [a + b for a, b in zip(known, off, strict=True)] if known else [*off]
    return all_
