"""Who may have a promotion, when, and from how much on. The answer is what is missing, or None."""

from collections.abc import Iterator, Sequence

from sim_market.promotions.pricing.basket import Basket
from sim_market.promotions.pricing.promotion import Condition, Promotion, Tier, fold_code
from sim_market.promotions.pricing.state import Part, State
from sim_market.promotions.pricing.terms import Kind, Missing, Reason


def unmet(promotion: Promotion, basket: Basket) -> Missing | None:
    """The first thing about time, buyer and way of buying that is not as the condition asks."""
    return next(
        (each for ask in (_time, _people, _ways) for each in ask(promotion, basket)),
        None,
    )


def not_there(promotion: Promotion, state: State) -> Missing:
    """Why no line is meant: none is in scope, or those that are do not come from a live room."""
    named = any(promotion.scope.covers(each.line) for each in state.lines)
    return Missing(Reason.NOT_LIVE if named and promotion.is_live else Reason.NOTHING_IN_SCOPE)


def short_of(need: Condition | Tier, state: State, parts: Sequence[Part]) -> Missing | None:
    """What is missing of an amount or a quantity, on the current amount in scope (P3)."""
    have_fen = state.measured_fen(parts)
    if have_fen < need.from_fen:
        return _short(Reason.AMOUNT_SHORT, need.from_fen, have_fen, "_fen")
    have = sum(len(part.units) for part in parts)
    if have < need.from_quantity:
        return _short(Reason.QUANTITY_SHORT, need.from_quantity, have)
    return None


def reached(
    tiers: Sequence[Tier], state: State, parts: Sequence[Part]
) -> tuple[Tier | None, Missing | None]:
    """The highest tier that is reached, and what is missing for the one above it."""
    tier = None
    for each in sorted(tiers, key=lambda tier: (tier.from_fen, tier.from_quantity)):
        missing = short_of(each, state, parts)
        if missing:
            return tier, missing
        tier = each
    return tier, None


def over_budget(promotion: Promotion, fen: int) -> Missing | None:
    """What is missing in the budget; a promotion is given whole or not at all (C4)."""
    has = promotion.budget_fen
    return _short(Reason.BUDGET_SHORT, fen, has, "_fen") if has is not None and has < fen else None


def _time(promotion: Promotion, basket: Basket) -> Iterator[Missing]:
    need, at = promotion.condition, basket.at
    if at and need.starts_at and at < need.starts_at:
        yield Missing(Reason.NOT_STARTED, {"starts_at": need.starts_at.isoformat()})
    if at and need.ends_at and at >= need.ends_at:
        yield Missing(Reason.ENDED, {"ends_at": need.ends_at.isoformat()})


def _people(promotion: Promotion, basket: Basket) -> Iterator[Missing]:
    need, buyer, store = promotion.condition, basket.buyer, promotion.scope.store
    for_new = need.new_customers or promotion.kind == Kind.NEW_CUSTOMER_COUPON
    if for_new and not buyer.is_new_in(store):
        yield Missing(Reason.NOT_NEW_CUSTOMER)
    level = max(need.from_level, int(promotion.kind == Kind.MEMBER_PRICE))
    if (have := buyer.level_in(store)) < level:
        yield _short(Reason.LEVEL_TOO_LOW, level, have)
    if need.code and fold_code(need.code) not in {fold_code(code) for code in buyer.codes}:
        yield Missing(Reason.NO_CODE)


def _ways(promotion: Promotion, basket: Basket) -> Iterator[Missing]:
    need, kind = promotion.condition, promotion.kind
    if (need.group or kind == Kind.GROUP_PRICE) and not basket.group:
        yield Missing(Reason.NOT_GROUP)
    if basket.buyer.province and basket.buyer.province in need.except_provinces:
        yield Missing(Reason.PROVINCE, {"province": basket.buyer.province})


def _short(reason: Reason, need: int, have: int, unit: str = "") -> Missing:
    return Missing(
        reason,
        {f"need{unit}": need, f"have{unit}": have, f"missing{unit}": need - have},
    )
