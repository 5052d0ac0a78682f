"""What a file comes to, in a form in which two ways of counting can be compared."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

Count = tuple[int, int]  # lines, fen


@dataclass(slots=True)
class Sums:
    """Money in fen, two decimals of a pound. What a reason sums up is counted as in the file:
    a cancellation is negative. Of each invoice its goods; of a cancellation what was refunded.
    """

    lines: int = 0
    invoices: int = 0
    orders: int = 0
    sale_lines: int = 0
    refund_lines: int = 0
    units_sold: int = 0
    units_refunded: int = 0
    gross_fen: int = 0
    refunded_fen: int = 0
    gross_by_country: Counter[str] = field(default_factory=Counter)
    refunded_by_country: Counter[str] = field(default_factory=Counter)
    by_invoice: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Count] = field(default_factory=dict)

    @property
    def net_fen(self) -> int:
        return self.gross_fen - self.refunded_fen

    @property
    def reported_fen(self) -> int:
        return sum(fen for _lines, fen in self.reasons.values())

    def leave_out(self, reason: str, fen: int) -> None:
        lines, sum_fen = self.reasons.get(reason, (0, 0))
        self.reasons[reason] = lines + 1, sum_fen + fen


def differences(played: Sums, file: Sums) -> Iterator[str]:
    """Every figure in which a replay and the file's own sums differ; nothing if they agree."""
    for each in fields(Sums):
        ours, own = getattr(played, each.name), getattr(file, each.name)
        if isinstance(ours, Mapping):
            for key in sorted({*ours, *own}):
                if ours.get(key, 0) != own.get(key, 0):
                    yield f"{each.name} {key}: {ours.get(key, 0)}, file {own.get(key, 0)}"
        elif ours != own:
            yield f"{each.name}: {ours}, file {own}"
