"""What it costs to send goods to a province. Pure: numbers in, numbers out, whole fen.

A template measures goods in pieces, grams or cubic centimetres. The zone of the province says
what the first so many cost, and what each further step costs; a step that is begun counts whole.
Goods of several templates in one order are measured apart and their fees added
(docs/decisions/0024).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim_market.freight.provinces import province_of


class Measure(StrEnum):
    PIECE = "piece"
    WEIGHT = "weight"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Zone:
    """Fees for some provinces; for all that no zone names, if it names none.

    The first `first` units cost `first_fen`, each further `step` units `step_fen`. Goods for
    `free_over_fen` or more are sent free, None is never. Where it does not `deliver`, nothing goes.
    """

    provinces: tuple[str, ...] = ()
    delivers: bool = True
    first: int = 1
    first_fen: int = 0
    step: int = 1
    step_fen: int = 0
    free_over_fen: int | None = None

    def __post_init__(self) -> None:
        if min(self.first, self.step) < 1 or min(self.first_fen, self.step_fen) < 0:
            raise ValueError(f"a zone cannot charge like this: {self}")


@dataclass(frozen=True, slots=True)
class Rates:
    """A template as numbers. The last zone names no province: it is for all others."""

    measure: Measure
    zones: tuple[Zone, ...]

    def __post_init__(self) -> None:
        named = [bool(zone.provinces) for zone in self.zones]
        if not named or named[-1] or not all(named[:-1]):
            raise ValueError("the last zone is for all other provinces, and only the last")

    def zone_of(self, province: str) -> Zone:
        name = province_of(province)
        return next((zone for zone in self.zones if name in zone.provinces), self.zones[-1])


@dataclass(frozen=True, slots=True)
class Load:
    """Goods of one line. `template` names the rates that they go by, 0 for free shipping."""

    template: int
    quantity: int
    weight_g: int = 0
    volume_cm3: int = 0
    goods_fen: int = 0

    def units(self, measure: Measure) -> int:
        each = {Measure.WEIGHT: self.weight_g, Measure.VOLUME: self.volume_cm3}.get(measure, 1)
        return each * self.quantity


class Because(StrEnum):
    """How a fee came about."""

    FREE = "free"  # the zone charges nothing
    FREE_OVER = "free_over"  # enough was bought
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Part:
    """The fee for the goods of one template. `missing_fen`: buy for so much more and it is free."""

    template: int
    units: int
    fen: int
    because: Because
    missing_fen: int = 0
    first_fen: int = 0
    steps: int = 0
    step_fen: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """The fee for all goods of one order. `not_delivered`: templates that do not go there."""

    parts: tuple[Part, ...] = ()
    not_delivered: tuple[int, ...] = ()

    @property
    def fen(self) -> int:
        return sum(part.fen for part in self.parts)

    @property
    def missing_fen(self) -> int:
        """What is missing until the whole order is free; 0 if it is free or cannot be."""
        charged = [part for part in self.parts if part.fen]
        return charged[0].missing_fen if len(charged) == 1 else 0


def quote(rates: Mapping[int, Rates], loads: Iterable[Load], province: str) -> Quote:
    """The fee for `loads` to `province`. A load without rates goes free."""
    apart: dict[int, list[Load]] = {}
    for load in loads:
        if load.template in rates:
            apart.setdefault(load.template, []).append(load)
    parts, nowhere = [], []
    for template, together in sorted(apart.items()):
        zone = rates[template].zone_of(province)
        if zone.delivers:
            parts.append(_part(template, rates[template].measure, zone, together))
        else:
            nowhere.append(template)
    return Quote(tuple(parts), tuple(nowhere))


def _part(template: int, measure: Measure, zone: Zone, loads: Sequence[Load]) -> Part:
    units = sum(load.units(measure) for load in loads)
    goods_fen = sum(load.goods_fen for load in loads)
    if not zone.first_fen and not zone.step_fen:
        return Part(template, units, 0, Because.FREE)
    if zone.free_over_fen is not None and goods_fen >= zone.free_over_fen:
        return Part(template, units, 0, Because.FREE_OVER)
    steps = -(-max(0, units - zone.first) // zone.step)
    fen = zone.first_fen + steps * zone.step_fen
    missing_fen = zone.free_over_fen - goods_fen if zone.free_over_fen is not None and fen else 0
    return Part(
        template, units, fen, Because.CHARGED, missing_fen, zone.first_fen, steps, zone.step_fen
    )


@dataclass(frozen=True, slots=True)
class Average:
    """What a crowd pays for sending: fen for each that it goes to, per mille of them all."""

    fen: int = 0
    reach_pm: int = 1000


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many of a crowd live in each zone of `rates`: counted once, asked for many goods."""

    rates: Rates
    people: tuple[tuple[Zone, int], ...]

    @classmethod
    def living(cls, rates: Rates, people: Mapping[str, int]) -> "Crowd":
        """`people`: how many live in each province."""
        counted: Counter[Zone] = Counter()
        for province, number in people.items():
            counted[rates.zone_of(province)] += number
        return cls(rates, tuple(counted.items()))

    def average(self, load: Load) -> Average:
        """For one load sent to each of them; whole fen, half up. Who is not served pays nothing."""
        everyone = sum(number for _zone, number in self.people)
        served = [(zone, number) for zone, number in self.people if zone.delivers]
        reached = sum(number for _zone, number in served)
        if not reached:
            return Average(0, 1000 if not everyone else 0)
        measure = self.rates.measure
        paid = sum(_part(0, measure, zone, [load]).fen * number for zone, number in served)
        return Average((2 * paid + reached) // (2 * reached), reached * 1000 // everyone)
