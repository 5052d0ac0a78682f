"""Phase 1: the price of a unit. It works line by line, as goods have a price each.

A unit has one price: the lowest that is offered for it, or the one of the highest priority, or all
of them one after the other (`Settings.unit_price`). Of an exclusive price that applies to a line
nothing else does, even where another were lower (P2). Goods on presale are sold as presale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from sim_market.promotions.pricing.conditions import not_there, over_budget, short_of, unmet
from sim_market.promotions.pricing.promotion import Promotion, UnitPrice
from sim_market.promotions.pricing.shares import share
from sim_market.promotions.pricing.state import Part, Plan, State, Working, unit_cuts
from sim_market.promotions.pricing.terms import Kind, Missing, PercentPer, Reason, UnitPriceBy


@dataclass(slots=True)
class Offered:
    """What phase 1 came to."""

    plans: dict[str, Plan] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One price for some units of one line."""

    promotion: Promotion
    units: Sequence[int]
    off: Sequence[int]
    wanted_fen: int

    @property
    def fen(self) -> int:
        return sum(self.off)

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """Presale before all, then the most off per unit."""
        presale = self.promotion.kind == Kind.PRESALE
        return not presale, Fraction(-self.fen, len(self.units))

    @property
    def does_something(self) -> bool:
        return bool(self.fen or _benefit(self.promotion).deposit_fen)


class UnitPrices:
    """One run of the phase; `give` changes the state."""

    def __init__(self, promotions: Sequence[Promotion], state: State) -> None:
        self.state, self.offered = state, Offered()
        self.left = {each.id: _quota(_benefit(each)) for each in promotions}
        self.base = dict.fromkeys(self.left, 0)
        self.wanted = dict.fromkeys(self.left, 0)
        self.promotions = [each for each in promotions if self._may(each)]

    def _may(self, promotion: Promotion) -> bool:
        parts = self.state.scope(promotion)
        missing = unmet(promotion, self.state.basket)
        if missing is None and not parts:
            missing = not_there(promotion, self.state)
        missing = missing or short_of(promotion.condition, self.state, parts)
        if missing is None and self.left[promotion.id] == 0:
            missing = _gone(_benefit(promotion))
        if missing:
            self.offered.missing[promotion.id] = missing
        return missing is None

    def give(self) -> Offered:
        for line in self.state.lines:
            self._price(line)
        for each in self.promotions:
            if each.id not in self.offered.plans:
                self.offered.missing.setdefault(each.id, Missing(Reason.NO_GAIN))
        return self.offered

    def _price(self, line: Working) -> None:
        offers = [each for each in self.promotions if self.state.covers(each, line.line)]
        exclusive = (each for each in offers if each.exclusive)
        for each in exclusive:
            cut = self._cut(each, line.part())
            if cut and cut.does_something:
                self._take(line, cut)
                self._lost(offers, each, Reason.EXCLUDED)
                return
        self._choose(line, offers)

    def _choose(self, line: Working, offers: list[Promotion]) -> None:
        """One price after the other, each on the units that have none yet."""
        open_: Sequence[int] = range(len(line.units))
        by, offers = self.state.settings.unit_price, list(offers)
        while open_ and offers:
            cuts = [cut for each in offers if (cut := self._cut(each, line.part(open_)))]
            cuts = [cut for cut in cuts if cut.does_something]
            if not cuts:
                return
            best = min(cuts, key=lambda cut: cut.rank) if by == UnitPriceBy.BEST else cuts[0]
            self._take(line, best)
            offers.remove(best.promotion)
            if by != UnitPriceBy.STACK:
                open_ = [unit for unit in open_ if unit not in set(best.units)]
            if not open_:
                self._lost([cut.promotion for cut in cuts], best.promotion, Reason.BETTER_PRICE)

    def _cut(self, promotion: Promotion, part: Part) -> _Cut | None:
        """The price of a promotion for the first units of a part, as far as its quota goes."""
        left = self.left[promotion.id]
        units = part.units if left is None else part.units[:left]
        if not units or promotion.phase in part.of.kept_out_of:
            return None
        part = Part(part.of, units)
        off = _off(_benefit(promotion), part, self.state)
        given = [min(cut, room) for cut, room in zip(off, part.rooms, strict=True)]
        return _Cut(promotion, units, given, sum(off))

    def _take(self, line: Working, cut: _Cut) -> None:
        promotion, part = cut.promotion, Part(line, cut.units)
        self.base[promotion.id] += part.fen
        self.wanted[promotion.id] += cut.wanted_fen
        cuts = unit_cuts(part, cut.off)
        self.state.give(promotion, cuts)
        left = self.left[promotion.id]
        self.left[promotion.id] = None if left is None else left - len(cut.units)
        deposit = _benefit(promotion).deposit_fen
        line.deposit_fen += sum(min(deposit, line.units[unit]) for unit in cut.units)
        before = self.offered.plans.get(promotion.id)
        self.offered.plans[promotion.id] = Plan(
            self.base[promotion.id],
            self.wanted[promotion.id],
            {**(before.cuts if before else {}), **cuts},
            times=(before.times if before else 0) + len(cut.units),
        )

    def _lost(self, offers: Sequence[Promotion], to: Promotion, why: Reason) -> None:
        for each in offers:
            if each.id != to.id:
                self.offered.missing.setdefault(each.id, Missing(why, {"by": to.id}))


def unit_prices(
    promotions: Sequence[Promotion], basket_state: State
) -> tuple[Offered, dict[str, Missing]]:
    """Give prices to units; a promotion whose budget does not hold is left out of a new run (C4).

    `promotions` in their order (P2). Returns what was offered, and what was over its budget.
    """
    over: dict[str, Missing] = {}
    while True:
        lines = [(each.units, each.deposit_fen, {*each.kept_out_of}) for each in basket_state.lines]
        tried = [each for each in promotions if each.id not in over]
        offered = UnitPrices(tried, basket_state).give()
        short = {
            each.id: missing
            for each in tried
            if each.id in offered.plans
            and (missing := over_budget(each, offered.plans[each.id].fen))
        }
        if not short:
            return offered, over
        over |= short
        for each, (units, deposit, out) in zip(basket_state.lines, lines, strict=True):
            each.units, each.deposit_fen, each.kept_out_of = units, deposit, out


def _benefit(promotion: Promotion) -> UnitPrice:
    return cast(UnitPrice, promotion.benefit)


def _quota(benefit: UnitPrice) -> int | None:
    """How many units may have the price; None is all."""
    mine = None if benefit.buyer_quota is None else benefit.buyer_quota - benefit.buyer_had
    limits = [each for each in (benefit.quota, mine) if each is not None]
    return max(0, min(limits)) if limits else None


def _gone(benefit: UnitPrice) -> Missing:
    """Nothing is left at this price: for anybody, or for this buyer."""
    if benefit.quota is not None and benefit.quota <= 0:
        return Missing(Reason.QUOTA_GONE)
    return Missing(Reason.BUYER_QUOTA_GONE, {"need": benefit.buyer_quota or 0})


def _off(benefit: UnitPrice, part: Part, state: State) -> list[int]:
    """What each unit of a part gets off, before its floor is looked at."""
    more = max(0, benefit.worth_fen - benefit.deposit_fen)
    price = benefit.prices.get(part.of.line.sku, benefit.price_fen)
    if price is not None:
        return [min(fen, max(0, fen - price) + more) for fen in part.values]
    if benefit.off_bp and state.settings.percent_per == PercentPer.UNIT:
        return [state.percent_off(fen, benefit.off_bp) for fen in part.values]
    if benefit.off_bp:
        return share(state.percent_off(part.fen, benefit.off_bp), part.values, part.rooms)
    return [min(fen, benefit.off_fen + more) for fen in part.values]
