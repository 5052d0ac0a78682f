"""What goes back when units come back, over as many rounds as it takes (R1-R9).

A refund reads what each unit cost the buyer, as it was frozen when the order was placed; it is
never reckoned anew from unit prices (A6, R1). Units go back earliest first unless they are named,
so any sequence of rounds that returns a line gives exactly what was paid for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sim_market.promotions.pricing.engine import price
from sim_market.promotions.pricing.promotion import Promotion
from sim_market.promotions.pricing.quote import Applied, Quote, QuotedLine
from sim_market.promotions.pricing.shares import share
from sim_market.promotions.pricing.terms import (
    AfterReturn,
    CommissionBase,
    CouponReturns,
    Kind,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """One round. `quantities`: line id -> how many units came back and were accepted (R4), or
    `units`: line id -> which. `shipped`: had anything of the order left the store? `at_fault`: is
    the merchant to blame? `expected_fen`: the sum that the asker was shown (R8).
    """

    key: str
    quantities: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    shipped: bool = True
    at_fault: bool = False
    expected_fen: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """What one round gives back. `unit_fen`: line id -> unit -> fen. Points go back as points (R5).

    `subsidy_back_fen`: what the platform had borne of these units; `commission_base_back_fen`: by
    how much the base of the commission falls (L5). `left_fen`: what may still be given back.
    """

    key: str
    unit_fen: Mapping[str, Mapping[int, int]]
    goods_fen: int
    shipping_fen: int
    points_fen: int
    subsidy_back_fen: int
    commission_base_back_fen: int
    coupons_back: tuple[str, ...]
    left_fen: int

    @property
    def fen(self) -> int:
        return self.goods_fen + self.shipping_fen


class Refusal(StrEnum):
    UNKNOWN_LINE = "unknown_line"
    NOTHING = "nothing"
    TOO_MANY = "too_many"  # line, asked, left
    NO_SUCH_UNIT = "no_such_unit"  # line, unit
    UNIT_GONE = "unit_gone"  # line, unit
    KEY_REUSED = "key_reused"  # key
    SUM_CHANGED = "sum_changed"  # expected_fen, fen


class Refused(ValueError):
    """A round that cannot be; nothing was changed by it."""

    def __init__(self, refusal: Refusal, **facts: int | str) -> None:
        super().__init__(f"{refusal.value}: {facts}")
        self.refusal, self.facts = refusal, facts


class Refunds:
    """All refunds of one order."""

    def __init__(self, quote: Quote) -> None:
        self.quote = quote
        self.lines = {line.line.id: line for line in quote.lines}
        self.gone: dict[str, set[int]] = {line_id: set() for line_id in self.lines}
        self.given = {line.line.id: [0] * len(line.units) for line in quote.lines}
        self.fees_back: set[int] = set()
        self.rounds: dict[str, tuple[Returned, Refund]] = {}

    @property
    def fen(self) -> int:
        """All that went back so far; never more than was paid (R2)."""
        return sum(refund.fen for _said, refund in self.rounds.values())

    @property
    def is_whole(self) -> bool:
        return all(len(self.gone[each]) == len(self.lines[each].units) for each in self.lines)

    def give(self, said: Returned) -> Refund:
        """Give back what a round is worth. The same key with the same content gives the same answer
        and nothing more (R6). Raises Refused, and then nothing has changed.
        """
        if said.key in self.rounds:
            before, refund = self.rounds[said.key]
            if before != said:
                raise Refused(Refusal.KEY_REUSED, key=said.key)
            return refund
        chosen = self._chosen(said)
        after = self._with(chosen)
        refund = after._refund(said, chosen)
        if said.expected_fen is not None and said.expected_fen != refund.fen:
            raise Refused(Refusal.SUM_CHANGED, expected_fen=said.expected_fen, fen=refund.fen)
        self.gone, self.given, self.fees_back = after.gone, after.given, after.fees_back
        self.rounds[said.key] = said, refund
        return refund

    def _chosen(self, said: Returned) -> dict[str, tuple[int, ...]]:
        """Line id -> the units that come back in this round."""
        chosen: dict[str, tuple[int, ...]] = {}
        for line_id, quantity in said.quantities.items():
            chosen[line_id] = self._earliest(line_id, quantity)
        for line_id, units in said.units.items():
            chosen[line_id] = self._named(line_id, units)
        if not any(chosen.values()):
            raise Refused(Refusal.NOTHING)
        return chosen

    def _earliest(self, line_id: str, quantity: int) -> tuple[int, ...]:
        line = self._line(line_id)
        left = [unit for unit in range(len(line.units)) if unit not in self.gone[line_id]]
        if not 0 <= quantity <= len(left):
            raise Refused(Refusal.TOO_MANY, line=line_id, asked=quantity, left=len(left))
        return tuple(left[:quantity])

    def _named(self, line_id: str, units: Sequence[int]) -> tuple[int, ...]:
        line = self._line(line_id)
        for unit in units:
            if not 0 <= unit < len(line.units):
                raise Refused(Refusal.NO_SUCH_UNIT, line=line_id, unit=unit)
            if unit in self.gone[line_id] or list(units).count(unit) > 1:
                raise Refused(Refusal.UNIT_GONE, line=line_id, unit=unit)
        return tuple(units)

    def _line(self, line_id: str) -> QuotedLine:
        if line_id not in self.lines:
            raise Refused(Refusal.UNKNOWN_LINE, line=line_id)
        return self.lines[line_id]

    def _with(self, chosen: Mapping[str, Sequence[int]]) -> "Refunds":
        """A copy in which those units have come back."""
        after = Refunds(self.quote)
        after.gone = {line: gone | set(chosen.get(line, ())) for line, gone in self.gone.items()}
        after.given = {line: list(given) for line, given in self.given.items()}
        after.fees_back, after.rounds = set(self.fees_back), dict(self.rounds)
        return after

    def _refund(self, said: Returned, chosen: Mapping[str, Sequence[int]]) -> Refund:
        unit_fen = self._goods(chosen)
        goods = sum(sum(units.values()) for units in unit_fen.values())
        shipping = self._shipping(said)
        platform = self._of_units(chosen, {k: v.platform_units for k, v in self.lines.items()})
        counts = self.quote.settings.commission_base == CommissionBase.GOODS_AND_PLATFORM
        return Refund(
            key=said.key, unit_fen=unit_fen, goods_fen=goods, shipping_fen=shipping,
            points_fen=sum(self._of_units(chosen, p.units) for p in self._of(Kind.POINTS)),
            subsidy_back_fen=platform,
            commission_base_back_fen=goods + (platform if counts else 0),
            coupons_back=self._coupons(said),
            left_fen=self.quote.pay_fen - self.fen - goods - shipping,
        )  # fmt: skip

    def _goods(self, chosen: Mapping[str, Sequence[int]]) -> dict[str, dict[int, int]]:
        """What each unit gets back; recorded as given."""
        if self.quote.settings.after_return == AfterReturn.CLAW_BACK:
            back = self._clawed_back()
        else:
            back = {k: {unit: self.lines[k].units[unit] for unit in v} for k, v in chosen.items()}
        for line_id, units in back.items():
            for unit, fen in units.items():
                self.given[line_id][unit] += fen
        return back

    def _clawed_back(self) -> dict[str, dict[int, int]]:
        """P7, second policy: what was paid, less what was given, less what the kept goods cost if
        they had been bought alone; never more than the returned units cost. On the returned units,
        those of earlier rounds among them, by what they have not got yet.
        """
        places = [(k, unit) for k, gone in self.gone.items() for unit in sorted(gone)]
        rooms = [self.lines[k].units[unit] - self.given[k][unit] for k, unit in places]
        given = sum(map(sum, self.given.values()))
        due = max(0, self.quote.goods_fen - given - self._kept_fen())
        back: dict[str, dict[int, int]] = {}
        for (line_id, unit), fen in zip(places, share(due, rooms, rooms), strict=True):
            if fen:
                back.setdefault(line_id, {})[unit] = fen
        return back

    def _kept_fen(self) -> int:
        """The price of what the buyer keeps, tested against every threshold again."""
        lines = tuple(
            replace(line.line, quantity=len(line.units) - len(self.gone[line_id]))
            for line_id, line in self.lines.items()
            if len(line.units) > len(self.gone[line_id])
        )
        again = price(
            replace(self.quote.basket, lines=lines), self.quote.promotions, self.quote.settings
        )
        change = sum(
            fen
            for line_id, line in self.lines.items()
            for unit, fen in enumerate(line.adjust_units)
            if unit not in self.gone[line_id]
        )
        return max(0, again.goods_fen + change)

    def _shipping(self, said: Returned) -> int:
        """A fee goes back once: with the last unit of its store, if nothing of the order was sent
        or the merchant is at fault (R3).
        """
        if said.shipped and not said.at_fault:
            return 0
        due = 0
        for place, fee in enumerate(self.quote.shipping):
            if place not in self.fees_back and self._all_gone(fee.store):
                self.fees_back.add(place)
                due += fee.pay_fen
        return due

    def _all_gone(self, store: str) -> bool:
        return all(
            len(self.gone[line_id]) == len(line.units)
            for line_id, line in self.lines.items()
            if line.line.store == store
        )

    def _coupons(self, said: Returned) -> tuple[str, ...]:
        """Coupons come back with the whole order, before it was sent, unless they expired (R5)."""
        policy = self.quote.settings.coupon_returns
        if policy == CouponReturns.NEVER or not self.is_whole:
            return ()
        if policy == CouponReturns.WHOLE_ORDER_UNSHIPPED and said.shipped:
            return ()
        used = [each.promotion for each in self.quote.applied if each.promotion.kind.is_coupon]
        return tuple(each.id for each in used if not _expired(each, said.at))

    def _of(self, kind: Kind) -> list[Applied]:
        return [each for each in self.quote.applied if each.promotion.kind == kind]

    @staticmethod
    def _of_units(chosen: Mapping[str, Sequence[int]], fen: Mapping[str, Sequence[int]]) -> int:
        return sum(fen[k][unit] for k, units in chosen.items() if k in fen for unit in units)


def _expired(promotion: Promotion, at: datetime | None) -> bool:
    ends = promotion.condition.ends_at
    return at is not None and ends is not None and at >= ends
