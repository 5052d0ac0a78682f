"""What came of it: a quote, in which every fen has a place and a reason (M4, P6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.money import percent_of
from sim_market.promotions.pricing.basket import Basket, Line
from sim_market.promotions.pricing.promotion import Gift, Promotion
from sim_market.promotions.pricing.shares import share
from sim_market.promotions.pricing.state import Plan, State
from sim_market.promotions.pricing.terms import CommissionBase, Missing, Settings

Units = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A promotion that applied: from which amount, how much was wanted and given, to which units.

    `units`: line id -> what each unit got off. `shipping`: what each fee got off, in their order.
    `platform_units`: the part of `units` that the platform bears. `next`: what is missing for the
    next tier.
    """

    promotion: Promotion
    base_fen: int
    wanted_fen: int
    units: Mapping[str, Units]
    platform_units: Mapping[str, Units] = field(default_factory=dict)
    shipping: Units = ()
    gifts: tuple[Gift, ...] = ()
    times: int = 1
    next: Missing | None = None

    @property
    def fen(self) -> int:
        return sum(map(sum, self.units.values())) + sum(self.shipping)

    @property
    def lines(self) -> dict[str, int]:
        """Line id -> its share; the shares sum to what is given off goods (M4)."""
        return {line: sum(units) for line, units in self.units.items()}

    @property
    def platform_fen(self) -> int:
        """What the platform bears, rounded half up once."""
        if self.shipping:
            return percent_of(sum(self.shipping), self.promotion.borne_bp)
        return sum(map(sum, self.platform_units.values()))

    @property
    def store_fen(self) -> int:
        return self.fen - self.platform_fen

    @property
    def is_cut_short(self) -> bool:
        """Was less given than the terms say, for want of room (A5)?"""
        return self.fen < self.wanted_fen


@dataclass(frozen=True, slots=True)
class Skipped:
    """A promotion that did not apply, and what is missing."""

    promotion: Promotion
    missing: Missing


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line that is bought. `units`: what each unit costs the buyer, without shipping (A6, R1).

    `adjust_units`: the seller's change of the price, of either sign (E2). `platform_units`: what
    the platform bears of each unit's discounts.
    """

    line: Line
    shares: Mapping[str, int]
    units: Units
    platform_units: Units
    adjust_units: Units
    deposit_fen: int

    @property
    def list_fen(self) -> int:
        return self.line.list_fen

    @property
    def pay_fen(self) -> int:
        return sum(self.units)

    @property
    def discount_fen(self) -> int:
        return sum(self.shares.values())

    @property
    def adjust_fen(self) -> int:
        return sum(self.adjust_units)

    @property
    def platform_fen(self) -> int:
        return sum(self.platform_units)


@dataclass(frozen=True, slots=True)
class QuotedShipping:
    """The fee of a store: before promotions, and what is paid."""

    store: str
    list_fen: int
    pay_fen: int


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the waterfall: what it takes off (or adds), and what is then to be paid."""

    what: str  # list, promotion, adjustment, shipping, shipping_change
    fen: int
    after_fen: int
    applied: Applied | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """`version` moves with each change of the price by the seller (E3)."""

    basket: Basket
    promotions: tuple[Promotion, ...]
    settings: Settings
    lines: tuple[QuotedLine, ...]
    shipping: tuple[QuotedShipping, ...]
    applied: tuple[Applied, ...]
    skipped: tuple[Skipped, ...]
    version: int = 1

    @property
    def list_fen(self) -> int:
        return sum(line.list_fen for line in self.lines)

    @property
    def goods_fen(self) -> int:
        return sum(line.pay_fen for line in self.lines)

    @property
    def discount_fen(self) -> int:
        """Off goods, by promotions."""
        return sum(line.discount_fen for line in self.lines)

    @property
    def adjust_fen(self) -> int:
        return sum(line.adjust_fen for line in self.lines)

    @property
    def shipping_fen(self) -> int:
        return sum(fee.pay_fen for fee in self.shipping)

    @property
    def shipping_off_fen(self) -> int:
        """Off the fees, by promotions."""
        return sum(sum(each.shipping) for each in self.applied)

    @property
    def pay_fen(self) -> int:
        return self.goods_fen + self.shipping_fen

    @property
    def platform_fen(self) -> int:
        return sum(each.platform_fen for each in self.applied)

    @property
    def deposit_fen(self) -> int:
        """What is paid first of goods on presale; the balance is the rest."""
        return sum(line.deposit_fen for line in self.lines)

    @property
    def balance_fen(self) -> int:
        return self.pay_fen - self.deposit_fen

    @property
    def gifts(self) -> tuple[tuple[Promotion, Gift], ...]:
        return tuple((each.promotion, gift) for each in self.applied for gift in each.gifts)

    def line(self, line_id: str) -> QuotedLine:
        return next(each for each in self.lines if each.line.id == line_id)

    def commission_base_fen(self, line: QuotedLine) -> int:
        """What commission is taken of: never shipping (head policy)."""
        if self.settings.commission_base == CommissionBase.GOODS:
            return line.pay_fen
        return line.pay_fen + line.platform_fen

    def waterfall(self) -> Iterator[Step]:
        """From the list price to what is paid, row by row; the last row is the sum."""
        now = self.list_fen
        yield Step("list", now, now)
        for each in self.applied:
            if not each.shipping:
                now -= each.fen
                yield Step("promotion", -each.fen, now, each)
        if self.adjust_fen:
            now += self.adjust_fen
            yield Step("adjustment", self.adjust_fen, now)
        if self.shipping:
            fees = sum(fee.list_fen for fee in self.shipping)
            now += fees
            yield Step("shipping", fees, now)
        for each in self.applied:
            if each.shipping:
                now -= each.fen
                yield Step("promotion", -each.fen, now, each)
        if now != self.pay_fen:
            yield Step("shipping_change", self.pay_fen - now, self.pay_fen)


def applied(promotion: Promotion, plan: Plan, state: State) -> Applied:
    """A plan that was carried out, with the platform's part of each unit."""
    units = {state.lines[i].line.id: tuple(cut) for i, cut in sorted(plan.cuts.items())}
    return Applied(
        promotion, plan.base_fen, plan.wanted_fen, units, _borne(promotion, units),
        gifts=plan.gifts, times=plan.times, next=plan.next,
    )  # fmt: skip


def _borne(promotion: Promotion, units: Mapping[str, Units]) -> dict[str, Units]:
    """The platform's part: rounded once, shared like the discount itself (M2, A2)."""
    if promotion.borne_bp in {0, 10_000}:
        return dict(units) if promotion.borne_bp else {}
    flat = [fen for each in units.values() for fen in each]
    shares = iter(share(percent_of(sum(flat), promotion.borne_bp), flat, flat))
    return {line: tuple(next(shares) for _unit in each) for line, each in units.items()}


def put_together(state: State, applied: Sequence[Applied], skipped: Sequence[Skipped]) -> Quote:
    """The quote of a state that all phases have passed."""
    everything: list[Applied | Skipped] = [*applied, *skipped]
    order = sorted(everything, key=_place)
    return Quote(
        basket=state.basket,
        promotions=tuple(each.promotion for each in order),
        settings=state.settings,
        lines=tuple(
            _line(line.line, tuple(line.units), line.deposit_fen, applied) for line in state.lines
        ),
        shipping=tuple(_fee(n, state.basket, applied) for n in range(len(state.basket.shipping))),
        applied=tuple(applied),
        skipped=tuple(each for each in order if isinstance(each, Skipped)),
    )


def _place(each: Applied | Skipped) -> tuple[int, tuple[int, int, int, str]]:
    return each.promotion.phase, each.promotion.order


def _line(line: Line, units: Units, deposit_fen: int, done: Sequence[Applied]) -> QuotedLine:
    platform = [0] * len(units)
    for each in done:
        for unit, fen in enumerate(each.platform_units.get(line.id, ())):
            platform[unit] += fen
    return QuotedLine(
        line=line,
        shares={each.promotion.id: each.lines[line.id] for each in done if line.id in each.units},
        units=units,
        platform_units=tuple(platform),
        adjust_units=(0,) * len(units),
        deposit_fen=min(deposit_fen, sum(units)),
    )


def _fee(place: int, basket: Basket, done: Sequence[Applied]) -> QuotedShipping:
    fee = basket.shipping[place]
    off = sum(each.shipping[place] for each in done if each.shipping)
    return QuotedShipping(fee.store, fee.fen, fee.fen - off)
