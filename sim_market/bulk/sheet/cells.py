"""What stands in a cell: a value as text, and a text as value. Pure.

A cell that cannot be read raises `Bad` with what is wrong, the rule and what to do.
"""

# word data: words that stand in cells

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid
from app.fields import PRICE_MAX_FEN, figures, line
from app.money import parse_yuan, plain_yuan
from sim_market.bulk.sheet.columns import (
    COUNTS,
    NAMES,
    VALUES,
    Col,
    attribute_column,
)
from sim_market.listings.forms.editor import SHIP_HOURS
from sim_market.listings.models import Listing, Sku
from sim_market.rules.categories import (
    MEASURES,
    Attribute,
    AttributeKind,
    Category,
    find_category,
    leaf_categories,
)
from sim_market.rules.pack import RuleId

YES, NO = "是", "否"
BETWEEN = "、"
MOST = {Col.STOCK: 99_999, Col.WEIGHT: 99_999, Col.VOLUME: 999_999, Col.LIMIT: 999}
LONGEST = 5_000  # characters of one cell
_BETWEEN = re.compile(r"[、;；,，\n\r]+")
_MEASURE = re.compile(r"(\d[\d.]*)\s*(\D*)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?")


class Bad(ValueError):
    """A cell that says nothing that could be kept."""

    def __init__(self, message: str, rule: str = "", todo: str = "") -> None:
        super().__init__(message)
        self.message, self.rule, self.todo = message, str(rule), todo


def listing_texts(listing: Listing, freights: Mapping[int, str]) -> dict[str, str]:
    """Column -> text of all that is said of the whole listing."""
    category = find_category(listing.category_code)
    texts: dict[str, str] = {
        Col.CODE: listing.code,
        Col.STATE: str(listing.state.word),
        Col.TITLE: listing.title,
        Col.CATEGORY: category.full_name if category else listing.category_code,
        Col.LIMIT: str(listing.limit_per_buyer or ""),
        Col.PRESALE: YES if listing.presale else NO,
        Col.HOURS: str(listing.ship_hours or ""),
        Col.FREIGHT: freights.get(listing.freight_id or 0, ""),
        Col.IMAGES: BETWEEN.join(map(str, listing.images)),
        Col.DETAIL: detail_text(listing.detail),
    }
    texts |= dict(zip(NAMES, map(str, listing.spec_names), strict=False))
    for each in category.attributes if category else ():
        texts[attribute_column(each.name)] = attribute_text(listing.attributes.get(each.name, ""))
    return texts


def sku_texts(sku: Sku) -> dict[str, str]:
    """Column -> text of one SKU."""
    values = sku.specs or ([sku.spec] if sku.spec else [])
    texts: dict[str, str] = dict(zip(VALUES, map(str, values), strict=False))
    return texts | {
        Col.SKU: sku.code,
        Col.PRICE: amount_text(sku.price_fen),
        Col.COMPARE: amount_text(sku.compare_fen) if sku.compare_fen else "",
        Col.COST: amount_text(sku.cost_fen),
        Col.STOCK: str(sku.on_hand),
        Col.MERCHANT: sku.merchant_code,
        Col.WEIGHT: str(sku.weight_g),
        Col.VOLUME: str(sku.volume_cm3),
    }


def detail_text(detail: Sequence[Mapping[str, Any]]) -> str:
    """Words only; a detail with pictures, tables or headings is not written, so it stays."""
    if any(block.get("kind") != "text" for block in detail):
        return ""
    text = "\n\n".join(str(block.get("text", "")) for block in detail)
    return text if len(text) <= LONGEST else ""


def amount_text(fen: int) -> str:
    return plain_yuan(fen).replace(",", "")


def attribute_text(value: Any) -> str:
    return BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)


def words(text: str, longest: int) -> str:
    """One line of words."""
    said = str(line(text))
    if _DATE.fullmatch(said):
        raise Bad(
            _("这一格成了日期“%(text)s”", text=said[:10]), todo=_("把单元格格式改为文本，再填一次")
        )
    if len(said) > longest:
        raise Bad(_("太长：%(n)s 个字，最多 %(max)s", n=len(said), max=longest))
    return said


def amount(text: str) -> int:
    """Yuan -> fen."""
    typed = str(figures(text))
    if typed.startswith(("-", "−")):
        raise Bad(_("不能是负数"), RuleId.PRICE_AND_STOCK, _("写大于 0 的金额"))
    try:
        fen = parse_yuan(typed)
    except Invalid as refusal:
        raise Bad(
            _("“%(text)s”不是金额", text=typed[:20]),
            RuleId.PRICE_AND_STOCK,
            _("写成 39.90 这样，最多两位小数"),
        ) from refusal
    if fen > PRICE_MAX_FEN:
        raise Bad(_("太大了：练习里最多 5 万元"), RuleId.PRICE_AND_STOCK, _("改小再导入"))
    return fen


def whole(text: str, most: int) -> int:
    typed = str(figures(text)).replace(",", "")
    if not re.fullmatch(r"\d{1,9}", typed, re.ASCII) or int(typed) > most:
        raise Bad(
            _("“%(text)s”不对", text=typed[:20]),
            RuleId.PRICE_AND_STOCK,
            _("填 0 到 %(max)s 的整数", max=most),
        )
    return int(typed)


def yes(text: str) -> bool:
    said = line(text)
    if said not in (YES, NO):
        raise Bad(_("只能填“是”或“否”"), RuleId.PRESALE, _("从下拉里选"))
    return bool(said == YES)


def hours(text: str) -> int:
    typed = str(figures(text))
    if typed not in {str(each) for each in SHIP_HOURS}:
        known = BETWEEN.join(map(str, SHIP_HOURS))
        raise Bad(
            _("发货小时没有“%(text)s”", text=typed[:20]),
            RuleId.PRESALE,
            _("从这些里选：%(known)s", known=known),
        )
    return int(typed)


def category(text: str) -> Category:
    """By its full name, its code, or the name of a leaf if only one has it."""
    said = str(line(text))
    parts = tuple(part.strip() for part in said.split("/"))
    leaves = leaf_categories()
    named = [leaf for leaf in leaves if leaf.path == parts or leaf.code == said]
    named = named or [leaf for leaf in leaves if leaf.name == said]
    if len(named) == 1:
        return named[0]
    message = _("没有类目“%(text)s”", text=said[:40])
    if named:
        message = _("叫“%(text)s”的类目有 %(n)s 个", text=said[:40], n=len(named))
    raise Bad(message, RuleId.ATTRIBUTES, _("写全名，例如“%(name)s”", name=leaves[0].full_name))


def attribute(text: str, what: Attribute) -> Any:
    """As the category wants it."""
    value = _attribute(str(line(text)), what)
    if problem := what.problem_with(value):
        todo = _("可以填：%(values)s", values=BETWEEN.join(what.values[:12])) if what.values else ""
        raise Bad(problem, RuleId.ATTRIBUTES, todo or _("照模板的说明改"))
    return value


def names(text: str) -> list[str]:
    """'a.jpg、b.jpg' -> ['a.jpg', 'b.jpg'], each once."""
    parts = (str(line(part)) for part in _BETWEEN.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def _attribute(said: str, what: Attribute) -> Any:
    if what.kind == AttributeKind.MANY_OF:
        return names(said)
    if what.kind in MEASURES:
        found = _MEASURE.fullmatch(str(figures(said)))
        return f"{found[1]} {found[2].strip() or what.unit}" if found else said
    if what.kind == AttributeKind.INTEGER:
        typed = str(figures(said))
        return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else typed
    return str(figures(said)) if what.kind == AttributeKind.DECIMAL else said


def is_number_column(column: str) -> bool:
    return column in (Col.PRICE, Col.COMPARE, Col.COST, Col.LIMIT, Col.HOURS, *COUNTS)
