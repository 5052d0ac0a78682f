"""What a check finds in an answer: said and true, said by half, not said, or wrong. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from sim_market.customer_service.judge.facts import Facts
from sim_market.customer_service.judge.intents import Intent


class Said(StrEnum):
    """What an answer says of one fact."""

    TRUE = "true"
    HALF = "half"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    said: Said
    reason: str

    @property
    def share(self) -> int:
        """Percent of the points."""
        return {Said.TRUE: 100, Said.HALF: 50}.get(self.said, 0)


Check = Callable[[str, Facts, Intent], Finding]


def yes_or_no(yes: bool, no: bool, truth: bool, words: str) -> Finding:
    if yes and no:
        return Finding(Said.WRONG, _("又说有又说没有，买家听不明白：%(fact)s", fact=words))
    if not yes and not no:
        return Finding(Said.MISSING, _("没有正面回答：%(fact)s", fact=words))
    if yes == truth:
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    return Finding(Said.WRONG, _("说错了：%(fact)s", fact=words))
