"""The rows of one listing's matrix as a sheet says them: which SKU is meant, and what it says.

A SKU is {"id", "code", "spec", "specs", "price_fen", ...} as in a content (`planning`).
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from flask_babel import gettext as _

from app.fields import figures, line
from sim_market.bulk.sheet import cells
from sim_market.bulk.sheet.columns import CLEAR, COUNTS, NAMES, OF_SKU, VALUES, Col, is_clear
from sim_market.bulk.sheet.grouping import Group
from sim_market.bulk.sheet.reading import Line
from sim_market.listings.models import Listing
from sim_market.rules.pack import RuleId

Content = dict[str, Any]
NEW_SKU: Content = {
    "id": None, "code": "", "spec": "", "specs": [], "merchant_code": "", "picture": None,
    "price_fen": 0, "compare_fen": None, "cost_fen": 0, "weight_g": 0, "volume_cm3": 0,
    "stock": 0, "supplied": False,
}  # fmt: skip
FIELDS = {
    Col.PRICE: "price_fen", Col.COMPARE: "compare_fen", Col.COST: "cost_fen", Col.STOCK: "stock",
    Col.WEIGHT: "weight_g", Col.VOLUME: "volume_cm3", Col.MERCHANT: "merchant_code",
}  # fmt: skip
EMPTY = {"compare_fen": None, "merchant_code": ""}  # what a cleared cell of a SKU becomes; else 0
NOT_CLEARED = (Col.TITLE, Col.CATEGORY, Col.PRICE, Col.STOCK, Col.SKU, *NAMES, *VALUES)


def with_fault(group: Group, at: Line, column: str, do: Callable[..., None], *given: Any) -> None:
    """Do it, or note what is wrong with the cell."""
    try:
        do(*given)
    except cells.Bad as bad:
        group.fault(at, column, bad.message, bad.rule, bad.todo or _("改好这一格再导入"))


def say_sku(group: Group, at: Line, after: Content, listing: Listing | None) -> None:
    """The cells of one SKU: one that is there, or a new one."""
    said = {str(column): at.cells[column] for column in OF_SKU if column in at.cells}
    if not said and listing is not None:
        return
    values = [str(line(said.get(column, ""))) for column in VALUES]
    sku = _sku_named(group, at, said, values, after, listing)
    if sku is None or _is_named_twice(group, at, sku):
        return
    for column, name in FIELDS.items():
        if column in said:
            with_fault(group, at, column, _say_of_sku, sku, column, name, said[column])
    if any(values):
        with_fault(group, at, VALUES[0], _say_values, sku, values, after)
    if sku["price_fen"] <= 0 and not any(f["column"] == Col.PRICE for f in group.faults):
        group.fault(at, Col.PRICE, _("没有售价"), RuleId.PRICE_AND_STOCK, _("写大于 0 的金额"))


def _is_named_twice(group: Group, at: Line, sku: Content) -> bool:
    """Two lines for one SKU: nobody can say which of them counts."""
    first = group.named.setdefault(sku["id"], at) if sku["id"] else at
    if first is not at:
        message = _("第 %(n)s 行已经写过这个规格", n=first.number)
        group.fault(at, Col.SKU, message, RuleId.PRICE_AND_STOCK, _("一个规格只写一行"))
    return first is not at


def _sku_named(
    group: Group, at: Line, said: Mapping[str, str], values: list[str], after: Content,
    listing: Listing | None,
) -> Content | None:  # fmt: skip
    code = str(figures(said.get(Col.SKU, ""))).upper()
    here = [sku for sku in after["skus"] if sku["id"]]
    if code:
        found: Content | None = next((sku for sku in here if sku["code"] == code), None)
        if found is None:
            group.fault(at, Col.SKU, _("这件商品没有这个 SKU"), RuleId.PRICE_AND_STOCK,
                        _("照导出的表填；新规格的 SKU编号 空着"))  # fmt: skip
        return found
    wanted = [value for value in values if value]
    same: Content | None = next((sku for sku in here if sku["specs"] == wanted), None)
    if same is None and len(here) == 1 and not wanted:
        same = here[0]
    if same is not None:
        return same
    if here and not wanted:
        group.fault(at, Col.SKU, _("有 %(n)s 个规格，不知道改哪一个", n=len(here)),
                    RuleId.PRICE_AND_STOCK, _("填 SKU编号，或把规格值写全"))  # fmt: skip
        return None
    made = deepcopy(NEW_SKU)
    after["skus"].append(made)
    return made


def _say_of_sku(sku: Content, column: Col, name: str, text: str) -> None:
    if is_clear(text):
        if column in NOT_CLEARED:
            raise cells.Bad(_("这一列不能清空"), RuleId.PRICE_AND_STOCK, _("写一个数，或空着不改"))
        sku[name] = EMPTY.get(name, 0)
        return
    value: Any
    if column in COUNTS:
        value = cells.whole(text, cells.MOST[column])
    elif column == Col.MERCHANT:
        value = cells.words(text, 40)
    else:
        value = cells.amount(text)
    if sku["supplied"] and column in (Col.STOCK, Col.COST) and value != sku[name]:
        raise cells.Bad(
            _("由货源供货，库存和成本跟着供应商走"), RuleId.PRICE_AND_STOCK, _("把这一格空着")
        )
    sku[name] = value


def _say_values(sku: Content, values: list[str], after: Content) -> None:
    """Its values; a cell that is blank keeps what the SKU had there."""
    if any(value in CLEAR for value in values):
        raise cells.Bad(_("这一列不能清空"), RuleId.PRICE_AND_STOCK, _("写一个值，或空着不改"))
    had = [*sku["specs"], "", "", ""][: len(VALUES)]
    said = [cells.words(new, 20) or old for new, old in zip(values, had, strict=True)]
    kept = [value for value in said if value]
    if len(kept) > len(after["spec_names"]):
        more = range(len(after["spec_names"]) + 1, len(kept) + 1)
        after["spec_names"] += [_("规格%(n)s", n=n) for n in more]
    sku["specs"], sku["spec"] = kept, " / ".join(kept)
