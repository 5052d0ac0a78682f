"""How many units the shop may show (commerce_rules Y1, Y3). Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Show `rate_percent` of what is there less `buffer`, at most `cap` units of the shop."""

    rate_percent: int = 100
    buffer: int = 0
    cap: int = 9_999


@dataclass(frozen=True, slots=True)
class Level:
    """One SKU on both sides. Supplier's units: on_hand, allocated. Shop's units: reserved.

    One unit of the shop is `pack` units of the supplier.
    """

    on_hand: int
    allocated: int
    reserved: int
    pack: int = 1

    @property
    def untransmitted(self) -> int:
        """Units ordered in the shop that the supplier has not set aside yet, in its units."""
        return max(0, self.reserved * self.pack - self.allocated)

    @property
    def available(self) -> int:
        """What the supplier could still promise: Y3 nets off what the shop has sold already."""
        return self.on_hand - self.allocated - self.untransmitted


def shown(level: Level, rule: Rule) -> int:
    """Units the shop offers: clamp(floor(rate x (available - buffer)) / pack, 0, cap) (Y1)."""
    free = max(0, level.available - rule.buffer)
    return min(rule.cap, free * rule.rate_percent // 100 // level.pack)


def shop_on_hand(level: Level, rule: Rule) -> int:
    """The absolute number to send: what is offered, and what is reserved by orders already."""
    return shown(level, rule) + level.reserved
