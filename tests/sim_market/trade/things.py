"""The nouns of the book: an order, what is on it, a request. Numbers only: fen, units, minutes."""

from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 1, 60, 24 * 60
ROUNDS = 5
OPEN = {"applied", "wait_goods", "on_way", "deduction", "wait_pay", "disputed"}
HOLDS = {"unpaid", "paid", "part_shipped"}
TO_SHIP = {"paid", "part_shipped"}
IN_ESCROW = {"paid", "part_shipped", "shipped", "received"}
ESCROW, COMMISSION, WORLD = "escrow", "commission", "world"


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
    """So many of one SKU on an order. `costs`: what each unit costs the buyer; `first`: what all
    cost before the seller changed the price. `due`: commission, frozen at payment.
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

    @property
    def fen(self) -> int:
        return sum(self.costs)

    @property
    def kept(self) -> int:
        return self.quantity - self.refunded

    @property
    def free(self) -> int:
        """Units that nobody has asked the money of yet."""
        return self.kept - self.asked

    @property
    def unsent(self) -> int:
        return self.quantity - self.cancelled - self.shipped

    @property
    def with_buyer(self) -> int:
        """Units that were sent and are neither refunded nor asked about."""
        return max(0, self.shipped - (self.refunded - self.cancelled) - self.asked)

    def commission(self, rate_bp: int) -> int:
        """What is due of the goods that were kept: in proportion, rounded once (L5)."""
        back = half_up(self.due * self.refunded_fen, self.fen) if self.fen else 0
        return self.due - (self.due if self.refunded_fen == self.fen else back)


@dataclass
class Sale:
    """An order. `coupon`: whose coupon it was placed with."""

    store: int
    purse: str
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
    coupon: str | None = None

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


@dataclass
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
