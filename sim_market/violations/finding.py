"""What a detector reports: which rule, about what, with which evidence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.money import yuan
from sim_market.violations.reckon import Reckoning

Line = tuple[str, str]
LONGEST_NAME = 100
LONGEST_SAYS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`lines` are the evidence in words, `facts` the same as data. `once`: found once for all time.

    `serious`: a second offence freezes the listing. `to_fen`: what the buyer is due.
    """

    store_id: int
    rule: str
    subject_type: str
    subject_id: int
    subject_name: str
    says: str
    lines: tuple[Line, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    reckoning: Reckoning | None = None
    curable: bool = True
    once: bool = False
    serious: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        return self.rule, self.subject_type, self.subject_id

    def evidence(self) -> dict[str, Any]:
        return {"lines": [list(line) for line in self.lines], **self.facts}


def calculation(reckoned: Reckoning | None, points: int, *, first: bool) -> dict[str, Any]:
    """How the compensation and the points come about, in words and numbers."""
    lines = _money(reckoned) if reckoned else []
    if first:
        lines.append([_("记分"), _("第一次只作警告，记 0 分")])
    else:
        lines.append([_("记分"), _("%(n)s 分", n=points)])
    numbers: dict[str, Any] = {"points": points}
    if reckoned:
        numbers |= {
            "base_fen": reckoned.base_fen,
            "rate_bp": reckoned.rate_bp,
            "min_fen": reckoned.min_fen,
            "max_fen": reckoned.max_fen,
            "result_fen": reckoned.result_fen,
        }
    return {"lines": lines, **numbers}


def _money(reckoned: Reckoning) -> list[list[str]]:
    bounds = _("最多 %(max)s", max=yuan(reckoned.max_fen))
    if reckoned.min_fen:
        bounds = _(
            "最少 %(min)s，最多 %(max)s", min=yuan(reckoned.min_fen), max=yuan(reckoned.max_fen)
        )
    share = f"{yuan(reckoned.base_fen)} × {reckoned.rate_bp // 100}% = {yuan(reckoned.share_fen)}"
    return [
        [_("买家实付"), yuan(reckoned.base_fen)],
        [_("按比例"), share],
        [_("上下限"), bounds],
        [_("赔给买家（模拟）"), yuan(reckoned.result_fen)],
    ]
