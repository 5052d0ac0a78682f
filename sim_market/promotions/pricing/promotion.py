"""A promotion: a condition, a benefit, and its place among others."""

import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from sim_market.promotions.pricing.basket import Line
from sim_market.promotions.pricing.terms import Kind, Phase


@dataclass(frozen=True, slots=True)
class Scope:
    """Which lines. An empty set asks nothing; `store` None is every store."""

    store: str | None = None
    skus: Set[str] = frozenset()
    listings: Set[str] = frozenset()
    categories: Set[str] = frozenset()
    except_skus: Set[str] = frozenset()
    except_listings: Set[str] = frozenset()

    def covers(self, line: Line) -> bool:
        """Is a line meant? Named SKUs, listings and categories add up; exceptions take away."""
        if not (line.ticked and line.in_scope) or self.store not in {None, line.store}:
            return False
        if line.sku in self.except_skus or line.listing in self.except_listings:
            return False
        named = self.skus or self.listings or self.categories
        return not named or (
            line.sku in self.skus
            or line.listing in self.listings
            or line.category in self.categories
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """Who may have it, when, and from how much on; amounts are those of the lines in scope."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    from_fen: int = 0
    from_quantity: int = 0
    new_customers: bool = False
    from_level: int = 0
    code: str = ""
    live: bool = False
    group: bool = False
    except_provinces: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gift:
    sku: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Tier:
    """From so much (and so many) on: money off, a percentage off (basis points), or gifts."""

    from_fen: int = 0
    from_quantity: int = 0
    off_fen: int = 0
    off_bp: int = 0
    gifts: tuple[Gift, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price per unit: fixed (`prices` by SKU, else `price_fen`), money off, or percent off.

    `quota`: so many units are left at this price, for everybody; `buyer_quota`: for one
    buyer, who has had `buyer_had` of them already. A deposit is paid first and counts as
    `worth_fen` (presale).
    """

    price_fen: int | None = None
    prices: Mapping[str, int] = field(default_factory=dict)
    off_fen: int = 0
    off_bp: int = 0
    quota: int | None = None
    buyer_quota: int | None = None
    buyer_had: int = 0
    deposit_fen: int = 0
    worth_fen: int = 0


@dataclass(frozen=True, slots=True)
class MultiBuy:
    """Several units together: by `tiers` of quantity all of them cheaper; or of each `every` units
    the cheapest one `off_bp`; or each `every` units, dearest first, for `price_fen`.
    """

    tiers: tuple[Tier, ...] = ()
    every: int = 0
    off_bp: int = 0
    price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class BundleItem:
    sku: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Bundle:
    """A set of SKUs for `price_fen`, or for `off_fen` less; at most `max_sets` sets (0: any)."""

    items: tuple[BundleItem, ...]
    price_fen: int | None = None
    off_fen: int = 0
    max_sets: int = 0


@dataclass(frozen=True, slots=True)
class Off:
    """The highest tier that is reached. `repeat`: its money or gifts for each time it is reached.

    At most `max_fen` and at most `max_bp` of the amount are given (0: no limit). `stock`: how many
    of each gift are left.
    """

    tiers: tuple[Tier, ...]
    repeat: bool = False
    max_times: int = 0
    max_fen: int = 0
    max_bp: int = 0
    stock: Mapping[str, int] = field(default_factory=dict)


Benefit = UnitPrice | MultiBuy | Bundle | Off


@dataclass(frozen=True, slots=True)
class Promotion:
    """`priority`: higher first (P2). `exclusive`: if it applies, its phase ends. Of one `lane` the
    best applies (P4). `keeps_out`: goods that got it are out of those later phases.
    `platform_bp`: the platform's part of the cost; None as the kind has it. `budget_fen`: what is
    left to give.
    """

    id: str
    kind: Kind
    benefit: Benefit
    name: str = ""
    version: int = 1
    scope: Scope = Scope()
    condition: Condition = Condition()
    priority: int = 0
    exclusive: bool = False
    lane: str = ""
    keeps_out: Set[Phase] = frozenset()
    platform_bp: int | None = None
    budget_fen: int | None = None

    @property
    def phase(self) -> Phase:
        return self.kind.phase

    @property
    def is_live(self) -> bool:
        """Only for goods from a live room."""
        return self.condition.live or self.kind == Kind.LIVE_PRICE

    def covers(self, line: Line, *, live: bool = False) -> bool:
        """Is a line meant? `live`: the whole basket comes from a live room."""
        return self.scope.covers(line) and (not self.is_live or line.live or live)

    @property
    def borne_bp(self) -> int:
        """The part that the platform bears, in basis points."""
        if self.platform_bp is not None:
            return self.platform_bp
        return 10_000 if self.kind.is_of_platform else 0

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Priority descending, then id; ids that are numbers are compared as numbers (P2)."""
        number = int(self.id) if self.id.isascii() and self.id.isdecimal() else -1
        return -self.priority, int(number < 0), number, self.id


def fold_code(code: str) -> str:
    """How codes are compared (C5): full width as half width, small as capital, no blanks."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


def with_had(promotion: Promotion, units: int) -> Promotion:
    """The same for a buyer who has had so many units at its price already."""
    if not isinstance(promotion.benefit, UnitPrice) or not units:
        return promotion
    return replace(promotion, benefit=replace(promotion.benefit, buyer_had=units))


def without_quota(benefit: Benefit) -> Benefit:
    """The same price for any number of units."""
    if not isinstance(benefit, UnitPrice):
        return benefit
    return replace(benefit, quota=None, buyer_quota=None, buyer_had=0)


def with_quota(benefit: UnitPrice, left: int) -> UnitPrice:
    """The same price for so many units only."""
    return replace(benefit, quota=max(0, left))
