"""What a merchant asks of the calculator, and how the answer came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim_market.freight.models import FreightTemplate
from sim_market.freight.price import Average, Crowd, Load, Quote, Rates, quote
from sim_market.freight.provinces import PROVINCES
from sim_market.shoppers.persona import people_by_province

MOST = 99_999
TEMPLATE = 1  # there is only one in a question


@dataclass(frozen=True, slots=True)
class Question:
    """Goods of one order to one province. Numbers out of range are brought into it."""

    to: str
    quantity: int
    weight_g: int
    volume_cm3: int
    goods_yuan: int

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Question":
        place = said.get("to", "")
        return cls(
            place if place in PROVINCES else PROVINCES[10],
            max(1, _number(said, "quantity", 1)),
            _number(said, "weight", 500),
            _number(said, "volume", 1000),
            _number(said, "goods", 50),
        )

    @property
    def load(self) -> Load:
        return Load(TEMPLATE, self.quantity, self.weight_g, self.volume_cm3, self.goods_yuan * 100)

    def asked_of(self, rates: Rates) -> Quote:
        """What the buyer would pay."""
        return quote({TEMPLATE: rates}, [self.load], self.to)

    def crowd_of(self, rates: Rates) -> Average:
        """What the simulated buyers pay on average, and how many of them it goes to."""
        return Crowd.living(rates, people_by_province()).average(self.load)


@dataclass(frozen=True, slots=True)
class Trial:
    """A question and its answer by one template. `wrong`: why there is none."""

    asked: Question
    unit: str = ""
    answer: Quote | None = None
    crowd: Average | None = None
    wrong: str = ""

    @classmethod
    def of(cls, asked: Question, template: FreightTemplate) -> "Trial":
        rates = template.rates
        return cls(asked, template.unit, asked.asked_of(rates), asked.crowd_of(rates))


def _number(said: Mapping[str, str], name: str, otherwise: int) -> int:
    text = said.get(name, "").strip()
    if not (text.isascii() and text.isdecimal()):
        return otherwise
    return min(MOST, int(text[:9]))
