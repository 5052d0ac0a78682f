"""What a store would have to pay now, and whether it can: rooms above say what they wait for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.flow import State
from sim_market.finance.queries.flow import Forecast
from sim_market.finance.queries.money import Money
from sim_market.stores.models import Store


class Health(State):
    """Can the store pay what is to be paid now?"""

    FINE = "fine", _l("钱够用"), "ok"
    TIGHT = "tight", _l("店里不够，钱包里有"), "warn"
    STUCK = "stuck", _l("周转不开"), "risk"


@dataclass(frozen=True, slots=True)
class Need:
    """Money that is asked for now: what for, how many times, how much, and where to see it."""

    word: str
    count: int
    fen: int
    url: str


NEEDS: list[Callable[[Store], Need]] = []  # upper rooms say what they wait for


def needs_of(store: Store, money: Money) -> list[Need]:
    """All that waits for money of this store; first what it owes the platform."""
    debt = Need(_("欠平台的钱"), 1, money.debt, "/finance/statement?account=store_debt")
    return [need for need in [debt, *(ask(store) for ask in NEEDS)] if need.fen > 0]


def health_of(money: Money, needs: Sequence[Need]) -> Health:
    wanted = sum(need.fen for need in needs)
    if wanted <= money.funds:
        return Health.FINE
    return Health.TIGHT if wanted <= money.funds + money.wallet else Health.STUCK


def short_fen(money: Money, needs: Sequence[Need]) -> int:
    """What is missing even with all of the wallet."""
    return max(0, sum(need.fen for need in needs) - money.funds - money.wallet)


def enough_on(forecast: Forecast, short: int) -> int | None:
    """The first day on which what was settled by then covers what is missing; None if none does."""
    so_far = 0
    for day, fen in forecast.days:
        so_far += fen
        if so_far >= short:
            return day
    return None
