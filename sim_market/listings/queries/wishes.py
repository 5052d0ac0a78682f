"""What a buyer wishes, what fits it, in which order it is shown. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sim_market.listings.models import Listing
from sim_market.rules.categories import category_name, find_category
from sim_market.search import facets, rank
from sim_market.search.facets import Facets
from sim_market.search.match import Concept
from sim_market.search.rank import Standing
from sim_market.search.understand import Meant

NO_TEXT = 1000  # points of text where nothing was typed


class Sort(StrEnum):
    """In which order goods are shown."""

    BEST = "best"
    SOLD = "sold"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


class Answer(StrEnum):
    """How what was found answers what was typed."""

    ALL = "all"  # every word
    SOME = "some"  # most of the words
    GUESS = "guess"  # pieces of the words


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in a list: its prices from to, what is available, how many were sold."""

    listing: Listing
    price_fen: int
    highest_fen: int
    available: int
    sold: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. `exact` is False where only a part of the words was found.

    `capped`: there are more than `total`, which is then the number that was ranked.
    """

    cards: Sequence[Card]
    total: int
    exact: bool = True
    answer: Answer = Answer.ALL
    meant: Meant = field(default_factory=Meant)
    facets: Facets = field(default_factory=Facets)
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a buyer looks for besides words. `category_code` at any level of the tree.

    `attributes`: (name, value) pairs; of one name any value will do. `stores`: any of these.
    """

    category_code: str = ""
    store_id: int | None = None
    low_fen: int | None = None
    high_fen: int | None = None
    in_stock: bool = False
    sort: Sort = Sort.BEST
    attributes: frozenset[tuple[str, str]] = frozenset()
    stores: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Goods:
    """One candidate: what ranking and narrowing look at, without loading the listing."""

    listing_id: int
    code: str
    category_code: str
    attributes: Mapping[str, Any]
    first_on_sale: datetime
    store_id: int
    store_name: str
    search_pm: int
    price_fen: int
    highest_fen: int
    available: int
    sold: int
    fields: tuple[str, ...] = ()

    @cached_property
    def said(self) -> Mapping[str, Sequence[str]]:
        return facets.said_of(self.attributes)


def fits(goods: Goods, wish: Wish, *, but: str = "") -> bool:
    """Does it fit the wish, leaving out what `but` names: category, price, stock, store, a name?"""
    low, high = wish.low_fen, wish.high_fen
    asked: dict[str, set[str]] = {}
    for name, value in wish.attributes:
        asked.setdefault(name, set()).add(value)
    return (
        (but == "category" or _is_within(goods.category_code, wish.category_code))
        and (but == "price" or low is None or goods.highest_fen >= low)
        and (but == "price" or high is None or goods.price_fen <= high)
        and (but == "stock" or not wish.in_stock or goods.available > 0)
        and (but == "store" or not wish.stores or goods.store_id in wish.stores)
        and all(
            name == but or not values.isdisjoint(goods.said.get(name, ()))
            for name, values in asked.items()
        )
    )


def ranked(
    goods: Sequence[Goods],
    concepts: Sequence[Concept],
    sort: Sort,
    answer: Answer,
    ratings: Mapping[int, int],
) -> list[Goods]:
    latest = max((each.first_on_sale for each in goods), default=None)
    whole = answer is Answer.ALL

    def best(each: Goods) -> int:
        points = rank.relevance(concepts, each.fields, all_said=whole) if concepts else NO_TEXT
        return -rank.score(points, _standing(each, ratings, latest))

    by: Mapping[Sort, Callable[[Goods], Any]] = {
        Sort.BEST: best,
        Sort.SOLD: lambda each: -each.sold,
        Sort.NEW: lambda each: -each.first_on_sale.timestamp(),
        Sort.PRICE_UP: lambda each: each.price_fen,
        Sort.PRICE_DOWN: lambda each: -each.price_fen,
    }
    key = by[sort]
    return sorted(goods, key=lambda each: (each.available <= 0, key(each), each.code))


def _standing(goods: Goods, ratings: Mapping[int, int], latest: datetime | None) -> Standing:
    return Standing(
        sold=goods.sold,
        rating=ratings.get(goods.listing_id),
        days_on_sale=(latest - goods.first_on_sale).days if latest else 0,
        available=goods.available,
        search_pm=goods.search_pm,
    )


def narrowings(goods: Sequence[Goods], wish: Wish) -> Facets:
    """Each facet counts what would be there without its own choice."""

    def left(but: str) -> list[Goods]:
        return [each for each in goods if fits(each, wish, but=but)]

    names = {name for name, _value in wish.attributes}
    attributes = facets.attribute_choices(left(""), names)
    for name in names & set(attributes):
        attributes[name] = facets.attribute_choices(left(name), {name}).get(name, [])
    stores = Counter(str(each.store_id) for each in left("store"))
    store_names = {str(each.store_id): each.store_name for each in goods}
    return Facets(
        categories=facets.choices(
            Counter(each.category_code for each in left("category")),
            facets.MOST_CATEGORIES,
            category_name,
        ),
        attributes=attributes,
        stores=facets.choices(stores, facets.MOST_STORES, store_names.__getitem__),
        bands=facets.bands([each.price_fen for each in left("price")]),
        in_stock=sum(each.available > 0 for each in left("stock")),
    )


def _is_within(code: str, category_code: str) -> bool:
    known = find_category(category_code) if category_code else None
    return known is None or code == known.code or code.startswith(f"{known.code}.")
