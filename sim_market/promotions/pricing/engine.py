"""The seven phases (P1): each looks at what the ones before it have left."""

from collections.abc import Sequence

from sim_market.promotions.pricing import delivery
from sim_market.promotions.pricing.basket import Basket
from sim_market.promotions.pricing.calculators import plan
from sim_market.promotions.pricing.conditions import over_budget
from sim_market.promotions.pricing.promotion import Promotion
from sim_market.promotions.pricing.quote import Applied, Quote, Skipped, applied, put_together
from sim_market.promotions.pricing.state import Plan, State
from sim_market.promotions.pricing.terms import Missing, Phase, Reason, Settings
from sim_market.promotions.pricing.unit_price import unit_prices

GOODS = (Phase.ITEM, Phase.SHOP, Phase.SHOP_COUPON, Phase.PLATFORM_COUPON, Phase.POINTS)


def price(
    basket: Basket, promotions: Sequence[Promotion] = (), settings: Settings | None = None
) -> Quote:
    """Price a basket. The order in which promotions are given does not matter; their ids must
    differ. Raises ValueError if they do not.
    """
    ordered = sorted(promotions, key=lambda each: each.order)
    if len({each.id for each in ordered}) != len(ordered):
        raise ValueError("two promotions have the same id")
    run = _Run(State(basket, settings or Settings()))
    run.unit_prices([each for each in ordered if each.phase == Phase.UNIT_PRICE])
    for phase in GOODS:
        run.goods([each for each in ordered if each.phase == phase])
    cuts = delivery.run([each for each in ordered if each.phase == Phase.SHIPPING], run.state)
    return put_together(run.state, run.applied + cuts.applied, run.skipped + cuts.skipped)


class _Run:
    def __init__(self, state: State) -> None:
        self.state = state
        self.applied: list[Applied] = []
        self.skipped: list[Skipped] = []

    def unit_prices(self, promotions: Sequence[Promotion]) -> None:
        offered, over = unit_prices(promotions, self.state)
        for each in promotions:
            if each.id in offered.plans:
                self.applied.append(applied(each, offered.plans[each.id], self.state))
            else:
                why = over.get(each.id) or offered.missing[each.id]
                self.skipped.append(Skipped(each, why))

    def goods(self, promotions: Sequence[Promotion]) -> None:
        """One phase: the first exclusive promotion that applies ends it for its store (P2);
        else lane after lane, of each the best (P4).
        """
        stopped = self._exclusive([each for each in promotions if each.exclusive])
        lanes: dict[tuple[str | None, str], list[Promotion]] = {}
        for each in promotions:
            if each.exclusive:  # tried already
                continue
            if by := stopped_by(each, stopped):
                self.skipped.append(Skipped(each, Missing(Reason.EXCLUDED, {"by": by})))
                continue
            lane = each.lane or f"\0{each.id}"
            lanes.setdefault((each.scope.store, lane), []).append(each)
        for lane_of in lanes.values():
            self._best_of(lane_of)

    def _exclusive(self, promotions: Sequence[Promotion]) -> dict[str | None, str]:
        """Store -> the exclusive promotion that ended the phase for it; None is every store."""
        stopped: dict[str | None, str] = {}
        for each in promotions:
            if by := stopped_by(each, stopped):
                self.skipped.append(Skipped(each, Missing(Reason.EXCLUDED, {"by": by})))
                continue
            found = self._try(each)
            if isinstance(found, Missing):
                self.skipped.append(Skipped(each, found))
            else:
                self._take(each, found)
                stopped[each.scope.store] = each.id
        return stopped

    def _best_of(self, lane: Sequence[Promotion]) -> None:
        """The one that gives most now; the first of equals."""
        tried = [(each, self._try(each)) for each in lane]
        plans = [(each, found) for each, found in tried if isinstance(found, Plan)]
        best = max(plans, key=lambda each: each[1].fen, default=None)
        if best:
            self._take(*best)
        for each, found in tried:
            if isinstance(found, Missing):
                self.skipped.append(Skipped(each, found))
            elif best and each is not best[0]:
                facts: dict[str, int | str] = {"by": best[0].id, "would_give_fen": found.fen}
                self.skipped.append(Skipped(each, Missing(Reason.LANE, facts)))

    def _try(self, promotion: Promotion) -> Plan | Missing:
        found = plan(promotion, self.state)
        if isinstance(found, Missing):
            return found
        if not found.does_something:
            return Missing(Reason.NO_GAIN)
        return over_budget(promotion, found.fen) or found

    def _take(self, promotion: Promotion, found: Plan) -> None:
        self.state.give(promotion, found.cuts)
        self.applied.append(applied(promotion, found, self.state))


def stopped_by(promotion: Promotion, stopped: dict[str | None, str]) -> str | None:
    """The exclusive promotion that keeps this one out: of its own store, or of every store."""
    if promotion.scope.store is None:
        return next(iter(stopped.values()), None)
    return stopped.get(promotion.scope.store) or stopped.get(None)
