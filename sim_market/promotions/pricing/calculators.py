"""What a benefit gives on some lines: one calculator per kind of benefit, of phases 2 to 6."""

from collections.abc import Sequence

from sim_market.promotions.pricing.conditions import not_there, reached, short_of, unmet
from sim_market.promotions.pricing.promotion import Bundle, Gift, MultiBuy, Off, Promotion, Tier
from sim_market.promotions.pricing.state import Part, Plan, State, merged
from sim_market.promotions.pricing.terms import Missing, Reason


def plan(promotion: Promotion, state: State) -> Plan | Missing:
    """What a promotion would do now, or why it does nothing."""
    if missing := unmet(promotion, state.basket):
        return missing
    parts = state.scope(promotion)
    if not parts:
        return not_there(promotion, state)
    if missing := short_of(promotion.condition, state, parts):
        return missing
    return _calculated(promotion, state, parts)


def _calculated(promotion: Promotion, state: State, parts: Sequence[Part]) -> Plan | Missing:
    benefit = promotion.benefit
    if isinstance(benefit, Off):
        return _off(benefit, state, parts)
    if isinstance(benefit, MultiBuy):
        return _multi_buy(benefit, state, parts)
    if isinstance(benefit, Bundle):
        return _bundle(benefit, state, parts)
    raise TypeError(f"{promotion.id}: a unit price belongs to phase 1")


def _off(benefit: Off, state: State, parts: Sequence[Part]) -> Plan | Missing:
    """满减, 满折, coupons, gifts, points."""
    tier, next_ = reached(benefit.tiers, state, parts)
    if tier is None:
        return next_ or Missing(Reason.NOTHING_IN_SCOPE)
    base = sum(part.fen for part in parts)
    times = _times(benefit, tier, state, parts)
    if tier.gifts:
        gifts = _in_stock(benefit, tier, times)
        return Plan(base, 0, {}, gifts, times, next_) if gifts else Missing(Reason.GIFTS_GONE)
    if tier.off_bp:
        wanted, cuts = state.percent(parts, tier.off_bp)
    else:
        wanted = tier.off_fen * times
        cuts = state.share_out(wanted, parts)
    for most in _limits(benefit, base):
        cuts = state.limited(wanted, cuts, most, parts)
        wanted = min(wanted, most)
    return Plan(base, wanted, cuts, (), times, next_)


def _limits(benefit: Off, base: int) -> list[int]:
    limits = [benefit.max_fen] if benefit.max_fen else []
    return [*limits, base * benefit.max_bp // 10_000] if benefit.max_bp else limits


def _times(benefit: Off, tier: Tier, state: State, parts: Sequence[Part]) -> int:
    """How often the tier is reached: once, unless it repeats (每满)."""
    if not benefit.repeat:
        return 1
    counts = []
    if tier.from_fen:
        counts.append(state.measured_fen(parts) // tier.from_fen)
    if tier.from_quantity:
        counts.append(sum(len(part.units) for part in parts) // tier.from_quantity)
    times = min(counts, default=1)
    return min(times, benefit.max_times) if benefit.max_times else times


def _in_stock(benefit: Off, tier: Tier, times: int) -> tuple[Gift, ...]:
    """The gifts of a tier, as many as are left of them."""
    wanted = [(gift.sku, gift.quantity * times) for gift in tier.gifts]
    left = [(sku, min(count, benefit.stock.get(sku, count))) for sku, count in wanted]
    return tuple(Gift(sku, count) for sku, count in left if count > 0)


def _multi_buy(benefit: MultiBuy, state: State, parts: Sequence[Part]) -> Plan | Missing:
    """N件N折, 第N件优惠, N件N元."""
    if benefit.tiers:
        tier, next_ = reached(benefit.tiers, state, parts)
        if tier is None:
            return next_ or Missing(Reason.NOTHING_IN_SCOPE)
        wanted, cuts = state.percent(parts, tier.off_bp)
        return Plan(sum(part.fen for part in parts), wanted, cuts, next=next_)
    missing = short_of(Tier(from_quantity=benefit.every), state, parts)
    if missing:
        return missing
    if benefit.price_fen is not None:
        return _any_for(benefit.every, benefit.price_fen, state, parts)
    return _nth(benefit, state, parts)


def _nth(benefit: MultiBuy, state: State, parts: Sequence[Part]) -> Plan:
    """Of each so many units one is cheaper: the cheapest of all, as shops count."""
    units = _by_value(parts)
    count = len(units) // benefit.every
    chosen = _parts(sorted(units[-count:]), parts)
    wanted, cuts = state.percent(chosen, benefit.off_bp)
    return Plan(sum(part.fen for part in chosen), wanted, cuts, times=count)


def _any_for(every: int, price_fen: int, state: State, parts: Sequence[Part]) -> Plan:
    """Each so many units together for a price, the dearest first."""
    units = _by_value(parts)
    sets = [units[i : i + every] for i in range(0, len(units) - every + 1, every)]
    return _sets([_parts(sorted(each), parts) for each in sets], price_fen, 0, state)


def _bundle(benefit: Bundle, state: State, parts: Sequence[Part]) -> Plan | Missing:
    """搭配套餐: as many whole sets as the lines hold; lines of one SKU count together (S4)."""
    units: dict[str, list[tuple[int, int]]] = {}
    for place, part in enumerate(parts):
        units.setdefault(part.of.line.sku, []).extend((place, unit) for unit in part.units)
    for item in benefit.items:
        have = len(units.get(item.sku, ()))
        if have < item.quantity:
            need, missing = item.quantity, item.quantity - have
            facts: dict[str, int | str] = {
                "sku": item.sku,
                "need": need,
                "have": have,
                "missing": missing,
            }
            return Missing(Reason.BUNDLE_INCOMPLETE, facts)
    count = min(len(units[item.sku]) // item.quantity for item in benefit.items)
    count = min(count, benefit.max_sets) if benefit.max_sets else count
    sets = [
        [
            place
            for item in benefit.items
            for place in units[item.sku][n * item.quantity : (n + 1) * item.quantity]
        ]
        for n in range(count)
    ]
    chosen = [_parts(sorted(each), parts) for each in sets]
    return _sets(chosen, benefit.price_fen, benefit.off_fen, state)


def _sets(
    sets: Sequence[Sequence[Part]], price_fen: int | None, off_fen: int, state: State
) -> Plan:
    """Each set for a price, or for so much less; shared over its units by value."""
    values = [sum(part.fen for part in each) for each in sets]
    offs = [off_fen if price_fen is None else max(0, value - price_fen) for value in values]
    cuts = merged([state.share_out(off, each) for off, each in zip(offs, sets, strict=True)])
    return Plan(sum(values), sum(offs), cuts, times=len(sets))


def _by_value(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """(part, unit) of all units, dearest first, earlier lines first among equals."""
    units = [(place, unit) for place, part in enumerate(parts) for unit in part.units]
    return sorted(units, key=lambda each: -parts[each[0]].of.units[each[1]])


def _parts(units: Sequence[tuple[int, int]], parts: Sequence[Part]) -> list[Part]:
    """Units, in order of lines, as parts of their lines."""
    chosen: dict[int, list[int]] = {}
    for place, unit in units:
        chosen.setdefault(place, []).append(unit)
    return [Part(parts[place].of, chosen[place]) for place in chosen]
