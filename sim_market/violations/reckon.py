"""What a violation costs: compensation, points, and the nodes that points reach. Pure."""

from dataclasses import dataclass

from app.money import percent_of

NODES = (12, 24, 36, 48)
CLOSING = 48
SUSPENDING = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A share of what the buyer paid, within bounds; every number is shown to the merchant.

    `base_fen` what the share is taken of, `rate_bp` the share in basis points, `min_fen` and
    `max_fen` its bounds.
    """

    base_fen: int
    rate_bp: int
    min_fen: int = 0
    max_fen: int

    @property
    def share_fen(self) -> int:
        """The share before the bounds, rounded half up once."""
        return percent_of(self.base_fen, self.rate_bp)

    @property
    def result_fen(self) -> int:
        return max(self.min_fen, min(self.max_fen, self.share_fen))


def node_of(points: int) -> int:
    """The highest node that so many points of one class have reached; 0 for none (V-2)."""
    return max((node for node in NODES if points >= node), default=0)


def next_node(points: int) -> int | None:
    """The node that comes next; None when all are behind."""
    return next((node for node in NODES if points < node), None)
