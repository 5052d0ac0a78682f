"""What promotions take off, and what buyers would see without each of them: noted with the shelf,
so that the days of a promotion can be played again without it. Pure.

`felt` of a note: {"by": {promotion id: {"badge_pm", "off": {goods code: [off one unit, off its
fee]}, "given": {goods code: for 1, 2 and 3 units [off goods, off the fee, borne by the
platform]}}}, "all": as "given", with every promotion}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim_market.promotions.felt import Taken, taken_by
from sim_market.promotions.pricing import Line
from sim_market.promotions.pricing import promotion as pricing
from sim_market.promotions.quoting import LEAST_FEN

QUANTITIES = (1, 2, 3)  # so many units are bought at a time


@dataclass(frozen=True, slots=True)
class Promoted:
    """The promotions of a store as buyers of one listing feel them. By place of the variant:
    `sku_ids`, and `fees`, what sending one costs before promotions.
    """

    terms: tuple[pricing.Promotion, ...] = ()
    store_id: int = 0
    listing_id: int = 0
    category: str = ""
    sku_ids: tuple[int, ...] = ()
    fees: tuple[int, ...] = ()

    @property
    def about(self) -> list[pricing.Promotion]:
        """Those that say something of this listing."""
        return [each for each in self.terms if tells_of(each, str(self.listing_id))]

    @property
    def names(self) -> list[str]:
        """Equal names: nothing about the promotions has changed."""
        return sorted(f"{each.id}:{each.version}" for each in self.about)

    def told(self, codes: Sequence[str], prices: Sequence[int]) -> dict[str, Any]:
        """The `felt` of a note; nothing where there are no promotions."""
        about = self.about
        if not about:
            return {}
        return {
            "felt": {
                "all": self._given(self.terms, codes, prices),
                "by": {each.id: self._without(each, codes, prices) for each in about},
            }
        }

    def _without(
        self, left_out: pricing.Promotion, codes: Sequence[str], prices: Sequence[int]
    ) -> dict[str, Any]:
        others = [each for each in self.terms if each.id != left_out.id]
        given = self._given(others, codes, prices)
        shown = any(tells_of(each, str(self.listing_id)) for each in others)
        return {
            "badge_pm": 1000 if shown else 0,
            "off": {code: each[0][:2] for code, each in given.items()},
            "given": given,
        }

    def _given(
        self, terms: Sequence[pricing.Promotion], codes: Sequence[str], prices: Sequence[int]
    ) -> dict[str, list[list[int]]]:
        return {
            code: [list(self._taken(terms, place, price, n)) for n in QUANTITIES]
            for place, (code, price) in enumerate(zip(codes, prices, strict=True))
        }

    def _taken(
        self, terms: Sequence[pricing.Promotion], place: int, price_fen: int, quantity: int
    ) -> Taken:
        line = Line(
            "1", price_fen, quantity, str(self.sku_ids[place]), str(self.listing_id),
            self.category, str(self.store_id), floor_fen=LEAST_FEN,
        )  # fmt: skip
        return taken_by(terms, line, self.fees[place])


def tells_of(terms: pricing.Promotion, listing: str) -> bool:
    """Is it about this listing?"""
    scope = terms.scope
    return listing not in scope.except_listings and (
        not scope.listings or listing in scope.listings
    )


def knows(seen: Mapping[str, Any], promotion_id: int) -> bool:
    """Did buyers feel this promotion when this was noted?"""
    return str(promotion_id) in seen.get("felt", {}).get("by", {})


def put_away(seen: Mapping[str, Any], promotion_id: int) -> Mapping[str, Any]:
    """What buyers would have seen without one promotion."""
    if not knows(seen, promotion_id):
        return seen
    one, everything = seen["felt"]["by"][str(promotion_id)], seen["felt"]["all"]
    return {
        **seen,
        "badge_pm": one["badge_pm"],
        "variants": [
            {**v, "off_fen": one["off"][v["code"]][0],
             "shipping_fen": v["shipping_fen"] + everything[v["code"]][0][1]
             - one["off"][v["code"]][1]}
            for v in seen["variants"]
        ],
    }  # fmt: skip
