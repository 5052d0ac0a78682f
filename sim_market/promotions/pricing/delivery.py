"""Phase 7: the shipping fee. The thresholds look at goods, the benefit only at fees (P5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from sim_market.promotions.pricing.conditions import (
    not_there,
    over_budget,
    reached,
    short_of,
    unmet,
)
from sim_market.promotions.pricing.promotion import Off, Promotion
from sim_market.promotions.pricing.quote import Applied, Skipped
from sim_market.promotions.pricing.shares import share
from sim_market.promotions.pricing.state import State
from sim_market.promotions.pricing.terms import Missing, Reason


@dataclass(slots=True)
class Delivered:
    """What phase 7 came to."""

    applied: list[Applied] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Given:
    cuts: tuple[int, ...]
    base_fen: int
    next: Missing | None


def run(promotions: Sequence[Promotion], state: State) -> Delivered:
    """Take promotions off the fees, in order; an exclusive one that applies ends the phase for
    its store, and for all if it has none (P2).
    """
    fees, done = [each.fen for each in state.basket.shipping], Delivered()
    stopped: dict[str | None, str] = {}
    for each in sorted(promotions, key=lambda each: not each.exclusive):
        store = each.scope.store
        by = next(iter(stopped.values()), None) if store is None else None
        by = by or stopped.get(store) or stopped.get(None)
        found = Missing(Reason.EXCLUDED, {"by": by}) if by else _plan(each, state, fees)
        if isinstance(found, Missing):
            done.skipped.append(Skipped(each, found))
            continue
        fees = [fee - cut for fee, cut in zip(fees, found.cuts, strict=True)]
        done.applied.append(_applied(each, found))
        if each.exclusive:
            stopped[store] = each.id
    return done


def _plan(promotion: Promotion, state: State, fees: Sequence[int]) -> _Given | Missing:
    parts = state.scope(promotion)
    missing = unmet(promotion, state.basket)
    if missing is None and not parts:
        missing = not_there(promotion, state)
    missing = missing or short_of(promotion.condition, state, parts)
    if missing:
        return missing
    benefit = cast(Off, promotion.benefit)
    tier, next_ = reached(benefit.tiers, state, parts)
    if tier is None:
        return next_ or Missing(Reason.NOTHING_IN_SCOPE)
    stores = {part.of.line.store for part in parts}
    rooms = [
        fee if each.store in stores else 0
        for each, fee in zip(state.basket.shipping, fees, strict=True)
    ]
    limits = [each for each in (tier.off_fen, benefit.max_fen) if each]  # none: the whole fee
    cuts = share(min([sum(rooms), *limits]), rooms, rooms)
    if not sum(cuts):
        return Missing(Reason.NO_SHIPPING)
    given = _Given(tuple(cuts), sum(rooms), next_)
    return over_budget(promotion, sum(cuts)) or given


def _applied(promotion: Promotion, given: _Given) -> Applied:
    return Applied(
        promotion, given.base_fen, sum(given.cuts), {}, shipping=given.cuts, next=given.next
    )
