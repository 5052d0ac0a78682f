"""The nouns of the book: an order, what is on it, a request. Numbers only: fen, units, minutes."""

from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 1, 60, 24 * 60
ROUNDS = 5
OPEN = {"applied", "wait_goods", "on_way", "deduction", "wait_pay", "disputed"}
HOLDS = {"unpaid", "paid", "part_shipped"}
TO_SHIP = {"paid", "part_shipped"}
IN_ESCROW = {"paid", "part_shipped", "shipped", "received"}
ESCROW, COMMISSION, WORLD, PROVIDER, PRESALE = (
    "escrow", "commission", "world", "provider", "presale",
)  # fmt: skip
GIVEN_UP = {"timeout", "buyer", "seller"}  # closed before it was paid


def share(fen: int, weights: list[int]) -> list[int]:
    """Largest remainder, ties to the earliest; the sign last; nobody weighs: all alike (A2-A4)."""
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    parts = [abs(fen) * weight // whole for weight in weights]
    rests = [(-(abs(fen) * weight % whole), n) for n, weight in enumerate(weights)]
    for _rest, n in sorted(rests)[: abs(fen) - sum(parts)]:
        parts[n] += 1
    return [part if fen >= 0 else -part for part in parts]


def half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


@dataclass
class Item:
    """So many of one SKU on an order. `costs`: what each unit costs the buyer, `borne`: what the
    platform bears of each; `first`: what all cost before the seller changed the price. `due`:
    commission, frozen at payment.
    """

    sku: int
    quantity: int
    costs: list[int]
    first: int = 0
    due: int = 0
    asked: int = 0
    asked_fen: int = 0
    refunded: int = 0
    refunded_fen: int = 0
    cancelled: int = 0
    shipped: int = 0
    returned: int = 0
    rounds: int = 0
    gift: bool = False
    borne: list[int] = field(default_factory=list)
    borne_back: int = 0
    deposit: int = 0

    @property
    def fen(self) -> int:
        return sum(self.costs)

    @property
    def basis(self) -> int:
        """What commission is taken of: what the buyer pays and the platform adds (L2)."""
        return self.fen + sum(self.borne)

    def borne_of(self, units: list[int]) -> int:
        return sum(self.borne[n] for n in units) if self.borne else 0

    @property
    def kept(self) -> int:
        return self.quantity - self.refunded

    @property
    def free(self) -> int:
        """Units that nobody has asked the money of yet; of gifts nobody paid any."""
        return 0 if self.gift else self.kept - self.asked

    @property
    def unsent(self) -> int:
        return self.quantity - self.cancelled - self.shipped

    @property
    def with_buyer(self) -> int:
        """Units that were sent and are neither refunded nor asked about."""
        return max(0, self.shipped - (self.refunded - self.cancelled) - self.asked)

    @property
    def commission(self) -> int:
        """What is due of the goods that were kept: in proportion, rounded once (L5)."""
        back, basis = self.refunded_fen + self.borne_back, self.basis
        if back == basis:
            return 0
        return self.due - half_up(self.due * back, basis)


@dataclass(eq=False)
class Sale:
    """An order. `who`: the wallet of a person, or somebody of the crowd. `coupons`: those that it
    was placed with, `flash`: units at the price of the flash sale; `uses`: they count. `deposit`
    and `held` (what became of it) of a presale; `seat` in a `group` of buyers.
    """

    store: int
    who: str
    items: list[Item]
    fee: int
    state: str = "unpaid"
    reason: str = ""
    fee_back: int = 0
    sent_at: int = -1
    last_sent: int = -1
    receive_by: int = -1
    received: int = -1
    paused: int = -1
    parcels: int = 0
    arrived: int = 0
    changes: int = 0
    proposed: tuple[int, int] | None = None
    first: int = 0
    version: int = 0
    coupons: list[str] = field(default_factory=list)
    flash: int = 0
    uses: bool = True
    paid: int = 0
    deposit: int = 0
    held: str = ""
    seat: str = ""
    together: bool = False
    group: "Group | None" = None

    @property
    def purse(self) -> str:
        return WORLD if self.who.startswith("crowd") else self.who

    @property
    def is_paid(self) -> bool:
        """It was paid once, whatever became of it then."""
        return self.state != "unpaid" and self.reason not in GIVEN_UP

    @property
    def subsidy(self) -> int:
        """What the platform bears of goods that were kept."""
        return sum(sum(item.borne) - item.borne_back for item in self.items)

    @property
    def bought(self) -> list[Item]:
        return [item for item in self.items if not item.gift]

    @property
    def units(self) -> dict[int, int]:
        """SKU -> units, those that were given among them."""
        wanted: dict[int, int] = {}
        for item in self.items:
            wanted[item.sku] = wanted.get(item.sku, 0) + item.quantity
        return wanted

    @property
    def goods(self) -> int:
        return sum(item.fen for item in self.items)

    @property
    def pay(self) -> int:
        return self.goods + self.fee

    @property
    def refunded(self) -> int:
        return sum(item.refunded_fen for item in self.items) + self.fee_back

    @property
    def has_left(self) -> bool:
        return self.sent_at >= 0 or self.state == "part_shipped"


@dataclass(eq=False)
class Group:
    """Buyers who buy together; `members` are their paid orders."""

    closes: int
    state: str = "open"
    members: list[Sale] = field(default_factory=list)
    count: int = 0


@dataclass(eq=False)
class Part:
    """What of a payment is for one order, at the version that the payer was shown."""

    sale: Sale
    fen: int
    version: int
    state: str = "waiting"
    reason: str | None = None


@dataclass(eq=False)
class Payment:
    """What was begun at the provider. `by`: how the mall learned of the money."""

    kind: str
    who: str
    parts: list[Part]
    until: int
    state: str = "created"
    by: str | None = None

    @property
    def fen(self) -> int:
        return sum(part.fen for part in self.parts)

    @property
    def back(self) -> int:
        return sum(part.fen for part in self.parts if part.state == "back")

    @property
    def in_flight(self) -> bool:
        return self.state == "paid" and self.by is None

    @property
    def is_taken(self) -> bool:
        return self.state in {"paid", "refunded"}


@dataclass(eq=False)
class Coupon:
    """`holder`: the order that it was used for first, None while it can be used; `users`: all of
    that checkout."""

    holder: Sale | None = None
    users: list[Sale] = field(default_factory=list)


@dataclass(eq=False)
class Request:
    """A request: for money back, `back` with the goods sent back, `new` for another SKU instead."""

    sale: Sale
    item: Item
    units: list[int]
    fen: int
    back: bool
    new: int | None
    fault: bool
    plain: bool
    at: int
    difference: int = 0
    state: str = "applied"
    due: int = -1
    refused: int = -1
    held: int = 0
    came_back: bool = False
    sellable: bool = False
    stated: bool = False
    fee: int = 0
    offers: int = 0
    offer: tuple[bool, int] | None = None
    counted: list[int] = field(default_factory=list)

    @property
    def more(self) -> int:
        """What the buyer pays for an exchange, or gets back; never more than was paid."""
        return max(-self.fen, self.difference * len(self.units))

    @property
    def takes_units(self) -> bool:
        return self.state in OPEN or self.state == "done"


def funds(store: int) -> str:
    return f"funds {store}"


def debt(store: int) -> str:
    return f"debt {store}"
