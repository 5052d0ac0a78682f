"""What a change of many listings would do to one of them. Pure.

A value is {key: number or text}: prices and stock by the id of the SKU as text, everything else
under the name of the field. `planned` says the values before and after; nothing is changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.money import percent_of
from sim_market.bulk.models import Deed
from sim_market.listings.models import LISTING_FLOW, Listing, ListingState
from sim_market.rules.categories import find_category
from sim_market.rules.listing_check import ListingFacts, listing_problems, title_problems
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Problem, blocking

MOST_STOCK = 99_999


@dataclass(frozen=True, slots=True)
class Plan:
    """Values before and after; `problem` stands in the way."""

    before: dict[str, Any]
    after: dict[str, Any]
    problem: Problem | None = None


def planned(deed: Deed, said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    """`said` as the form of the deed says it."""
    return _PLANS[deed](said, listing, pack)


def new_price(price_fen: int, said: Mapping[str, Any]) -> int:
    """The new price in fen: set, raised by fen, or by basis points, with an ending.

    'ending': '' as it comes, '9' to end in .9 yuan below, '0' to whole yuan, both at least 0.1.
    """
    how, value = said["how"], int(said["value"])
    asked = {
        "set": value,
        "add": price_fen + value,
        "percent": price_fen + percent_of(price_fen, value),
    }[how]
    if said.get("ending") == "9":
        return max(90, asked // 100 * 100 - 10 if asked % 100 < 90 else asked // 100 * 100 + 90)
    if said.get("ending") == "0":
        return max(100, (asked + 50) // 100 * 100)
    return asked


def new_title(title: str, said: Mapping[str, Any]) -> str:
    """Words replaced, and words put before and after."""
    find = said.get("find") or ""
    middle = title.replace(find, said.get("put") or "") if find else title
    return f"{said.get('prefix') or ''}{middle}{said.get('suffix') or ''}".strip()


def _price(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    before = {str(sku.id): sku.price_fen for sku in listing.skus}
    after = {key: new_price(fen, said) for key, fen in before.items()}
    problem = None
    if any(not 0 < fen <= pack.price_max_fen for fen in after.values()):
        problem = Problem("price", RuleId.PRICE_AND_STOCK, _("价格要大于 0，最多 5 万元"))
    return Plan(before, after, problem)


def _stock(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    own = [sku for sku in listing.skus if not sku.supplied]
    before = {str(sku.id): sku.on_hand for sku in own}
    value = int(said["value"])
    after = {key: value if said["how"] == "set" else n + value for key, n in before.items()}
    problem = None
    if not own:
        problem = Problem("stock", RuleId.PRICE_AND_STOCK, _("由货源供货，库存跟着供应商走"))
    elif any(not 0 <= n <= MOST_STOCK for n in after.values()):
        problem = Problem("stock", RuleId.PRICE_AND_STOCK, _("库存要在 0 到 99,999 之间"))
    elif any(after[str(sku.id)] < sku.reserved for sku in own):
        problem = Problem("stock", RuleId.PRICE_AND_STOCK, _("有的已经被订单占用，不能改到那么少"))
    return Plan(before, after, problem)


def _title(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    after = new_title(listing.title, said)
    found = blocking(title_problems(after, pack))
    return Plan({"title": listing.title}, {"title": after}, found[0] if found else None)


def _limit(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    return Plan(
        {"limit_per_buyer": listing.limit_per_buyer}, {"limit_per_buyer": int(said["value"])}
    )


def _compare(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    before = {str(sku.id): sku.compare_fen for sku in listing.skus}
    after = dict.fromkeys(before, said["value"])
    problem = None
    if said["value"] is not None and said["value"] <= listing.highest_fen:
        problem = Problem("compare", RuleId.PRICE_SPOKEN, _("划线价要高于售价"))
    return Plan(before, after, problem)


def _category(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    """What the new category does not know is left out; goods on sale must have what it wants."""
    before = {"category_code": listing.category_code, "attributes": listing.attributes}
    category = find_category(said["value"])
    if category is None or not category.is_leaf:
        problem = Problem("category", RuleId.ATTRIBUTES, _("请选到最细一级的类目"))
        return Plan(before, before, problem)
    wrong = category.problems_with(listing.attributes)
    kept = {name: value for name, value in listing.attributes.items() if name not in wrong}
    after: dict[str, Any] = {"category_code": category.code, "attributes": kept}
    faults: tuple[Problem, ...] = ()
    if listing.is_on_sale and category.code != listing.category_code:
        facts = replace(listing.facts, available=max(1, listing.available), **after)
        faults = _faults(facts, pack)
    return Plan(before, after, faults[0] if faults else None)


def _freight(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
    return Plan({"freight_id": listing.freight_id}, {"freight_id": said["value"]})


def _moving(to: ListingState) -> Callable[[Mapping[str, Any], Listing, Pack], Plan]:
    def plan(said: Mapping[str, Any], listing: Listing, pack: Pack) -> Plan:
        made = Plan({"state": listing.state.value}, {"state": to.value})
        if listing.state == to:
            return made
        if not LISTING_FLOW.allows(listing, to):
            message = _("现在是“%(now)s”，不能%(deed)s", now=listing.state.word, deed=_DEEDS[to]())
            return replace(made, problem=Problem("state", RuleId.PRICE_AND_STOCK, message))
        faults = _faults(listing.facts, pack) if to == ListingState.ON_SALE else ()
        return replace(made, problem=faults[0]) if faults else made

    return plan


def _faults(facts: ListingFacts, pack: Pack) -> tuple[Problem, ...]:
    return blocking(listing_problems(facts, pack))


_DEEDS = {
    ListingState.ON_SALE: lambda: _("上架"),
    ListingState.OFF_SALE: lambda: _("下架"),
    ListingState.BINNED: lambda: _("放进回收站，要先下架"),
}
_PLANS: dict[Deed, Callable[[Mapping[str, Any], Listing, Pack], Plan]] = {
    Deed.PRICE: _price,
    Deed.STOCK: _stock,
    Deed.TITLE: _title,
    Deed.LIMIT: _limit,
    Deed.COMPARE: _compare,
    Deed.CATEGORY: _category,
    Deed.FREIGHT: _freight,
    Deed.ON_SALE: _moving(ListingState.ON_SALE),
    Deed.OFF_SALE: _moving(ListingState.OFF_SALE),
    Deed.BIN: _moving(ListingState.BINNED),
}
