"""What a buyer can see of a listing, in whole numbers, and the same as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import Ints, Keys, Reals

REMEMBERED = 0.4  # share of what was lately seen in the reference price (market_model 2.6)


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU. `code` is the identity of the goods, the same in every store that sells them.

    What strikes a buyer is the price less what a promotion takes off one unit, with what sending
    costs the crowd on average; only `reach_pm` per mille of them live where the store delivers.
    """

    code: str
    price_fen: int
    reference_fen: int  # what such goods usually cost a buyer
    available: int
    shipping_fen: int = 0
    reach_pm: int = 1000
    off_fen: int = 0
    memory_micro: int = 0  # the price that is remembered, millionths of a fen; 0: the usual one

    @property
    def usual_fen(self) -> float:
        """What a buyer holds for usual: what such goods cost, and what was lately seen here."""
        if not self.memory_micro:
            return self.reference_fen
        return (1 - REMEMBERED) * self.reference_fen + REMEMBERED * self.memory_micro / keyed.MICRO

    @property
    def paid_fen(self) -> int:
        """What a buyer of one unit pays for it."""
        return max(1, self.price_fen - self.off_fen)

    @property
    def felt_fen(self) -> int:
        """What a buyer compares with the reference (market_model: p_eff)."""
        return self.paid_fen + self.shipping_fen

    @property
    def reached(self) -> float:
        return self.reach_pm / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One listing on sale, as it stands at the full hour. `_pm` values are per mille."""

    store: str
    code: str  # identity of the goods, never a database id: it keys every draw
    category: str
    variants: tuple[Variant, ...]
    quality_pm: int  # true quality of the goods, -1000..1000; buyers see it only in part
    coverage_pm: int = 0  # share of the true words that the title names
    stuffing_pm: int = 0  # share of the title that is repeated or false
    image_pm: int = 0
    detail_pm: int = 0
    claim_pm: int = 0  # how far the page promises more than the goods hold
    rating_sum: int = 0
    rating_count: int = 0
    recent_micro: int = 0  # expected orders of the last 30 days
    ship_hours: int = 48
    age_days: int = 0
    search_pm: int = 1000  # what is left of its place in search (rule V-2)
    badge_pm: int = 0  # how well a promotion shows on the card
    bids: tuple[int, ...] = ()  # fen offered for a click on the ad, by query; none: no ads
    eager_micro: int = keyed.MICRO  # less while people live on what they bought in a promotion
    regulars: int = 0  # of the whole store: who may come straight back


@dataclass(frozen=True, slots=True)
class Table:
    """Offers as columns, sorted by store, category and code so that no caller's order matters."""

    source: tuple[int, ...]  # row -> place in the caller's list
    keys: Keys
    group: Ints  # one number per (store, category)
    group_start: Ints  # first row of the row's group
    category: Ints
    quality: Reals
    coverage: Reals
    stuffing: Reals
    image: Reals
    detail: Reals
    claim: Reals
    stars: Ints | Reals
    reviews: Ints | Reals
    recent: Reals
    ship_hours: Ints | Reals
    age_days: Ints
    search: Reals  # 1.0 where nothing holds the store back
    badge: Reals
    ratio_log: Reals  # per variant: ln(price / reference)
    card_log: Reals  # per row: the lowest of its available variants
    share: Reals  # per variant: share of buyers who want it (or take it instead)
    owner: Ints  # variant -> row
    stock: Ints
    store: Keys = field(default_factory=lambda: keyed.keys_of([]))  # of which store a row is


def tabulate(offers: Sequence[Offer], categories: Sequence[str], substitutes: float) -> Table:
    """Columns of the offers that have stock; `categories` gives the category numbers."""
    rank = {code: place for place, code in enumerate(categories)}
    order = sorted(
        (i for i, offer in enumerate(offers) if sellable(offer)),
        key=lambda i: (offers[i].store, offers[i].category, offers[i].code),
    )
    rows = [offers[i] for i in order]
    groups, starts = group_numbers(rows)
    variants = [(row, v) for row, offer in enumerate(rows) for v in offer.variants if v.available]
    logs = keyed.fixed(np.log(_reals([v.felt_fen / v.usual_fen for _, v in variants])), 10**9)
    owner = _ints([row for row, _ in variants])
    card = np.full(len(rows), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(card, owner, logs)
    return Table(
        source=tuple(order),
        keys=keyed.keys_of([keyed.number_of(offer.code) for offer in rows]),
        group=_ints(groups),
        group_start=_ints(starts),
        category=_ints([rank[offer.category] for offer in rows]),
        quality=_per_mille([offer.quality_pm for offer in rows]),
        coverage=_per_mille([offer.coverage_pm for offer in rows]),
        stuffing=_per_mille([offer.stuffing_pm for offer in rows]),
        image=_per_mille([offer.image_pm for offer in rows]),
        detail=_per_mille([offer.detail_pm for offer in rows]),
        claim=_per_mille([offer.claim_pm for offer in rows]),
        stars=_ints([offer.rating_sum for offer in rows]),
        reviews=_ints([offer.rating_count for offer in rows]),
        recent=_reals([offer.recent_micro / keyed.MICRO for offer in rows]),
        ship_hours=_ints([offer.ship_hours for offer in rows]),
        age_days=_ints([offer.age_days for offer in rows]),
        search=_per_mille([offer.search_pm for offer in rows]),
        badge=_per_mille([offer.badge_pm for offer in rows]),
        ratio_log=logs / 1e9,
        card_log=card / 1e9,
        share=_reals([share_of(rows[row], substitutes) * v.reached for row, v in variants]),
        owner=owner,
        stock=_ints([v.available for _, v in variants]),
        store=keyed.keys_of([keyed.number_of(offer.store) for offer in rows]),
    )


def sellable(offer: Offer) -> bool:
    return any(variant.available > 0 for variant in offer.variants)


def share_of(offer: Offer, substitutes: float) -> float:
    """Each variant has equal friends; some whose variant is out take one that is there."""
    there = sum(1 for variant in offer.variants if variant.available > 0)
    out = len(offer.variants) - there
    return (1.0 + substitutes * out / there) / len(offer.variants)


def group_numbers(rows: Sequence[Offer]) -> tuple[list[int], list[int]]:
    groups: list[int] = []
    starts: list[int] = []
    for row, offer in enumerate(rows):
        same = row > 0 and (offer.store, offer.category) == (
            rows[row - 1].store,
            rows[row - 1].category,
        )
        starts.append(starts[-1] if same else row)
        groups.append(groups[-1] if same else (groups[-1] + 1 if groups else 0))
    return groups, starts


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _reals(values: Sequence[float]) -> Reals:
    return np.array(values, dtype=np.float64)


def _per_mille(values: Sequence[int]) -> Reals:
    return _ints(values) / 1000.0
