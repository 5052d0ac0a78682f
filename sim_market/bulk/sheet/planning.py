"""What a group of lines would make of a listing, or of nothing: the contents before and after.

A content is that of a version (`listings.content`), its SKUs with `id`, `stock` and `supplied`
beside; pictures out of the .zip are named `zip:<name>` until they are drawn. Nothing is changed.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.errors import DomainError
from app.fields import line
from sim_market.bulk.sheet import cells, matrix
from sim_market.bulk.sheet.columns import (
    ATTRIBUTE,
    NAMES,
    REQUIRED,
    Col,
    attribute_column,
    is_clear,
)
from sim_market.bulk.sheet.grouping import Group
from sim_market.bulk.sheet.matrix import Content as Content
from sim_market.bulk.sheet.reading import Line
from sim_market.listings.blocks import LONGEST, block
from sim_market.listings.content import SAID, content_of
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing
from sim_market.listings.operations.editing import guard_said, guard_skus
from sim_market.rules.categories import Category, find_category
from sim_market.rules.pack import RuleId

NEW: Content = {
    "title": "", "category_code": "", "attributes": {}, "images": [], "alts": {}, "detail": [],
    "limit_per_buyer": 0, "presale": False, "ship_hours": None, "freight_id": None,
    "spec_names": [], "skus": [],
}  # fmt: skip
COLUMN_OF = {"title": Col.TITLE, "category_code": Col.CATEGORY, "skus": Col.PRICE,
             "images": Col.IMAGES, "detail": Col.DETAIL, "ship_hours": Col.HOURS,
             "limit_per_buyer": Col.LIMIT}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shop:
    """What a sheet may name: templates by name, pictures by what they are called."""

    freights: Mapping[str, int] = field(default_factory=dict)
    pictures: Callable[[str, Content], str | None] = lambda _name, _content: None
    titles: Mapping[str, str] = field(default_factory=dict)  # title -> code of the store's goods

    @property
    def freight_names(self) -> dict[int, str]:
        return {key: name for name, key in self.freights.items()}


def content_with_stock(listing: Listing) -> Content:
    """A listing as it stands."""
    content = content_of(listing)
    for said, sku in zip(content["skus"], listing.skus, strict=True):
        said |= {"id": sku.id, "stock": sku.on_hand, "supplied": sku.supplied}
        said["specs"] = list(sku.specs or ([sku.spec] if sku.spec else []))
    return deepcopy(content)


def planned(group: Group, listing: Listing | None, shop: Shop) -> tuple[Content, Content]:
    """Before and after; what is wrong is noted in the group."""
    before = content_with_stock(listing) if listing else {}
    after = deepcopy(before or NEW)
    texts = cells.listing_texts(listing, shop.freight_names) if listing else {}
    said = group.said()
    if listing is None:
        _note_missing(group, said, shop)
    for column in sorted(said, key=lambda name: name != Col.CATEGORY):
        at, text = said[column]
        if _tidy(text) != _tidy(texts.get(column, "")):
            matrix.with_fault(group, at, column, _say, after, column, text, shop)
    _note_strange_attributes(group, said, after)
    _say_spec_names(group, said, after)
    for each in group.lines:
        matrix.say_sku(group, each, after, listing)
    if not group.faults:
        _guard(group, before, after)
    return before, after


def drafts_of(content: Content, before: Content | None = None) -> list[SkuDraft]:
    """The matrix as operations of listings take it; stock moves by its difference to `before`."""
    was = {sku["id"]: sku["stock"] for sku in (before or {}).get("skus", ())}
    names = ("price_fen", "compare_fen", "cost_fen", "stock", "weight_g", "volume_cm3",
             "merchant_code", "picture", "id", "supplied")  # fmt: skip
    return [
        SkuDraft(
            specs=tuple(sku["specs"]), stock_was=was.get(sku["id"]), **{n: sku[n] for n in names}
        )
        for sku in content["skus"]
    ]


def _tidy(text: str) -> str:
    """The same words, whatever breaks lines."""
    return "\n".join(str(line(each)) for each in text.strip().splitlines())


def _say(after: Content, column: str, text: str, shop: Shop) -> None:
    """One cell of the whole listing."""
    clear = is_clear(text)
    if clear and column in matrix.NOT_CLEARED:
        raise cells.Bad(_("这一列不能清空"), RuleId.ATTRIBUTES, _("写一个值，或空着不改"))
    if column.startswith(ATTRIBUTE):
        _say_attribute(after, column, text, clear)
    elif column in _SAY:
        name, empty, read = _SAY[Col(column)]
        after[name] = deepcopy(empty) if clear else read(text, after, shop)


def _say_attribute(after: Content, column: str, text: str, clear: bool) -> None:
    category = _category(after)
    known = category.attributes if category else ()
    found = {attribute_column(each.name): each for each in known}
    if column not in found:
        return  # told by `_note_strange_attributes`, when the category is known
    what = found[column]
    after["attributes"] = {k: v for k, v in after["attributes"].items() if k != what.name}
    if not clear:
        after["attributes"][what.name] = cells.attribute(text, what)


def _note_strange_attributes(
    group: Group, said: Mapping[str, tuple[Line, str]], after: Content
) -> None:
    category = _category(after)
    if category is None:
        return
    known = {attribute_column(each.name) for each in category.attributes}
    for column, (at, text) in said.items():
        if column.startswith(ATTRIBUTE) and column not in known and not is_clear(text):
            group.fault(
                at, column, _("类目“%(name)s”没有这个属性", name=category.name),
                RuleId.ATTRIBUTES, _("把这一格删掉"),
            )  # fmt: skip
    kept = {each.name for each in category.attributes}
    after["attributes"] = {k: v for k, v in after["attributes"].items() if k in kept}


def _say_spec_names(group: Group, said: Mapping[str, tuple[Line, str]], after: Content) -> None:
    """Names of dimensions; those that nobody has a value in are left out later."""
    named = list(after["spec_names"])
    for place, column in enumerate(NAMES):
        if column not in said:
            continue
        at, text = said[column]
        if is_clear(text):
            continue
        named += [""] * (place + 1 - len(named))
        try:
            named[place] = cells.words(text, 10)
        except cells.Bad as bad:
            group.fault(at, column, bad.message, RuleId.PRICE_AND_STOCK, bad.todo)
    after["spec_names"] = [name for name in named if name]


def _note_missing(group: Group, said: Mapping[str, Any], shop: Shop) -> None:
    """A new listing needs a title of its own and a category; each SKU its price (told there)."""
    first = group.lines[0]
    for column in REQUIRED:
        if column not in said and column != Col.PRICE:
            group.fault(first, column, _("新商品要写%(name)s", name=column), RuleId.ATTRIBUTES,
                        _("补上；要改已有的商品，填它的商品编号"))  # fmt: skip
    if Col.TITLE in said:
        at, text = said[Col.TITLE]
        code = shop.titles.get(str(line(text)))
        if code:
            group.fault(at, Col.TITLE, _("店里已有同名商品 %(code)s", code=code), RuleId.REPEATS,
                        _("要改它就填商品编号；要新发就换个标题"))  # fmt: skip


def _guard(group: Group, before: Content, after: Content) -> None:
    """What no listing could hold."""
    after["spec_names"] = _names_used(after)
    changed = {name: after[name] for name in SAID if after[name] != before.get(name)}
    try:
        guard_said(changed)
        guard_skus(drafts_of(after), after["spec_names"])
    except DomainError as refusal:
        name = next(iter(refusal.fields), "skus")
        group.fault(group.lines[0], COLUMN_OF.get(name, Col.PRICE), refusal.message,
                    refusal.rule or "", refusal.next_step or "")  # fmt: skip


def _names_used(after: Content) -> list[str]:
    most = max((len(sku["specs"]) for sku in after["skus"]), default=0)
    return list(after["spec_names"][:most])


def _category(content: Content) -> Category | None:
    return find_category(content["category_code"])


def _detail(text: str, _after: Content, _shop: Shop) -> list[Content]:
    written = text.replace("\r\n", "\n").split("\n\n")
    if any(len(part) > LONGEST for part in written):
        raise cells.Bad(_("每段最多 %(max)s 个字", max=LONGEST), RuleId.DETAIL, _("用空行分成几段"))
    parts = (block("text", part) for part in written)
    return [part for part in parts if part]


def _images(text: str, after: Content, shop: Shop) -> list[str]:
    found = []
    for name in cells.names(text):
        key = shop.pictures(name, after)
        if key is None:
            raise cells.Bad(
                _("找不到图片“%(name)s”", name=name[:40]), RuleId.MAIN_IMAGES,
                _("把它放进 .zip 一起上传，或写店里已有图片的名字"),
            )  # fmt: skip
        found.append(key)
    return list(dict.fromkeys(found))


def _freight(text: str, _after: Content, shop: Shop) -> int:
    name = str(line(text))
    if name not in shop.freights:
        known = "、".join(list(shop.freights)[:8]) or _("店里还没有运费模板")
        raise cells.Bad(_("没有运费模板“%(name)s”", name=name[:30]), RuleId.SHIPPING_FEE,
                        _("可以填：%(known)s", known=known))  # fmt: skip
    return shop.freights[name]


_SAY: dict[Col, tuple[str, Any, Callable[[str, Content, Shop], Any]]] = {
    Col.TITLE: ("title", "", lambda text, _a, _s: cells.words(text, 80)),
    Col.CATEGORY: ("category_code", "", lambda text, _a, _s: cells.category(text).code),
    Col.LIMIT: ("limit_per_buyer", 0, lambda text, _a, _s: cells.whole(text, 999)),
    Col.PRESALE: ("presale", False, lambda text, _a, _s: cells.yes(text)),
    Col.HOURS: ("ship_hours", None, lambda text, _a, _s: cells.hours(text)),
    Col.FREIGHT: ("freight_id", None, _freight),
    Col.IMAGES: ("images", [], _images),
    Col.DETAIL: ("detail", [], _detail),
}  # fmt: skip


def changed_fields(before: Content, after: Content) -> Iterator[str]:
    """Names of what differs, stock included."""
    yield from (name for name in (*SAID, "spec_names", "skus") if before.get(name) != after[name])
