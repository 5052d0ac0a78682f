"""The tree of goods: three levels, and what must be said about goods of each leaf.

Pure data from `categories.json` (mall_rules, listing: typed attributes). A value is a string for
`text`, `one_of` and `decimal`, a whole number for `integer`, a list of strings for `many_of`. A
number with a chosen unit (`integer_unit`, `decimal_unit`) is kept as it was typed: '1.5 kg';
`Attribute.canonical` says it in the smallest unit (1500), so that 1.5 kg and 1500 g are the same.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _


class AttributeKind(StrEnum):
    TEXT = "text"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    INTEGER = "integer"
    DECIMAL = "decimal"
    INTEGER_UNIT = "integer_unit"
    DECIMAL_UNIT = "decimal_unit"


NUMBERS = {AttributeKind.INTEGER, AttributeKind.DECIMAL}
MEASURES = {AttributeKind.INTEGER_UNIT, AttributeKind.DECIMAL_UNIT}


_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing to say about goods. `low` and `high` bound numbers, in `unit`.

    `units`: the units to choose from, each with how many of `unit` it is; `unit` is the first.
    """

    name: str
    kind: AttributeKind
    required: bool
    values: tuple[str, ...] = ()
    unit: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    places: int = 0
    longest: int = 0
    units: tuple[tuple[str, int], ...] = ()

    def canonical(self, value: Any) -> Decimal | None:
        """'1.5 kg' -> 1500 of `unit`; a plain number as it is; None if it is no number."""
        number, unit = measure(value) if self.units else (str(value), "")
        factor = dict(self.units).get(unit, 0) if self.units else 1
        return Decimal(number) * factor if factor and _NUMBER.fullmatch(number) else None

    def problem_with(self, value: Any) -> str | None:
        """Why `value` cannot stand here, in words for the person who typed it; None if it can."""
        if value in (None, "", []):
            return _("请填写%(name)s", name=self.name) if self.required else None
        return _PROBLEMS[self.kind](self, value)

    def in_words(self, value: Any) -> str:
        """The value with its unit: 350 -> '350 ml', ['可机洗', '带盖'] -> '可机洗、带盖'."""
        text = "、".join(value) if isinstance(value, list) else str(value)
        return text if self.units else f"{text} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the tree. Only leaves have a picture, attributes and a commission."""

    code: str
    name: str
    path: tuple[str, ...]  # names from the top down to this one
    children: tuple["Category", ...] = ()
    picture: str = ""
    commission_bp: int = 0
    min_images: int = 0
    attributes: tuple[Attribute, ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def top_code(self) -> str:
        return self.code.split(".")[0]

    @property
    def full_name(self) -> str:
        return " / ".join(self.path)

    def leaves(self) -> Iterator["Category"]:
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()

    def holds(self, code: str) -> bool:
        """Is the category of this code this one, or below it?"""
        return code == self.code or code.startswith(f"{self.code}.")

    def problems_with(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Attribute name -> what is wrong with its value. Empty when all may stand."""
        known = {attribute.name for attribute in self.attributes}
        strange = {name: _("这个类目没有“%(name)s”", name=name) for name in set(values) - known}
        found = {each.name: each.problem_with(values.get(each.name)) for each in self.attributes}
        return {name: why for name, why in {**found, **strange}.items() if why}


@cache
def top_categories() -> tuple[Category, ...]:
    """All top categories, in the order of the navigation."""
    text = (Path(__file__).parent / "categories.json").read_text(encoding="utf-8")
    return tuple(_category(node, ()) for node in json.loads(text)["categories"])


@cache
def _by_code() -> dict[str, Category]:
    found: dict[str, Category] = {}
    todo = list(top_categories())
    while todo:
        category = todo.pop()
        found[category.code] = category
        todo.extend(category.children)
    return found


@cache
def leaf_categories() -> tuple[Category, ...]:
    """Every leaf, in the order of the tree."""
    return tuple(leaf for top in top_categories() for leaf in top.leaves())


def find_category(code: str) -> Category | None:
    """The category of this code at any level, or None."""
    return _by_code().get(code)


def category_name(code: str) -> str:
    """'kitchen.cups.mug' -> '水杯'; an unknown code is shown as it is."""
    found = find_category(code)
    return found.name if found else code


def _category(node: Mapping[str, Any], above: tuple[str, ...]) -> Category:
    path = (*above, node["name"])
    return Category(
        code=node["code"],
        name=node["name"],
        path=path,
        children=tuple(_category(child, path) for child in node.get("children", ())),
        picture=node.get("picture", ""),
        commission_bp=node.get("commission_bp", 0),
        min_images=node.get("min_images", 0),
        attributes=tuple(_attribute(each) for each in node.get("attributes", ())),
    )


def _attribute(node: Mapping[str, Any]) -> Attribute:
    kind = AttributeKind(node["kind"])
    is_number = kind in NUMBERS | MEASURES
    units = tuple((name, int(factor)) for name, factor in node.get("units", {}).items())
    return Attribute(
        name=node["name"],
        kind=kind,
        required=node["required"],
        values=tuple(node.get("values", ())),
        unit=units[0][0] if units else node.get("unit", ""),
        low=Decimal(node["min"]) if is_number else Decimal(0),
        high=Decimal(node["max"]) if is_number else Decimal(0),
        places=node.get("places", 1),
        longest=0 if is_number else node.get("max", 0),
        units=units,
    )


def _text_problem(attribute: Attribute, value: Any) -> str | None:
    if not isinstance(value, str):
        return _("%(name)s应是文字", name=attribute.name)
    if len(value) > attribute.longest:
        return _("%(name)s最多 %(n)s 个字", name=attribute.name, n=attribute.longest)
    return None


def _choice_problem(attribute: Attribute, value: Any) -> str | None:
    if value in attribute.values:
        return None
    return _("%(name)s只能从给出的选项里选", name=attribute.name)


def _choices_problem(attribute: Attribute, value: Any) -> str | None:
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        return _("%(name)s里有重复的选项", name=attribute.name)
    return next((why for each in value if (why := _choice_problem(attribute, each))), None)


def _integer_problem(attribute: Attribute, value: Any) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return _("%(name)s应是整数", name=attribute.name)
    return _range_problem(attribute, Decimal(value))


def _decimal_problem(attribute: Attribute, value: Any) -> str | None:
    shape = rf"\d{{1,9}}(\.\d{{1,{attribute.places}}})?"
    if not isinstance(value, str) or not re.fullmatch(shape, value, re.ASCII):
        return _("%(name)s应是数字，最多 %(n)s 位小数", name=attribute.name, n=attribute.places)
    return _range_problem(attribute, Decimal(value))


def measure(value: Any) -> tuple[str, str]:
    """'1.5 kg' -> ('1.5', 'kg'): a number as it was typed and its unit."""
    number, _space, unit = str(value).partition(" ")
    return number, unit


def _measure_problem(attribute: Attribute, value: Any) -> str | None:
    number, unit = measure(value)
    if unit not in dict(attribute.units):
        return _("%(name)s要选一个单位", name=attribute.name)
    whole = attribute.kind == AttributeKind.INTEGER_UNIT
    shape = r"\d{1,9}" if whole else rf"\d{{1,9}}(\.\d{{1,{attribute.places}}})?"
    amount = attribute.canonical(value)
    if amount is None or not re.fullmatch(shape, number, re.ASCII):
        if whole:
            return _("%(name)s应是整数", name=attribute.name)
        return _("%(name)s应是数字，最多 %(n)s 位小数", name=attribute.name, n=attribute.places)
    return _range_problem(attribute, amount)


def _range_problem(attribute: Attribute, number: Decimal) -> str | None:
    if attribute.low <= number <= attribute.high:
        return None
    return _(
        "%(name)s应在 %(low)s 到 %(high)s %(unit)s之间",
        name=attribute.name,
        low=attribute.low,
        high=attribute.high,
        unit=attribute.unit,
    )


_PROBLEMS = {
    AttributeKind.TEXT: _text_problem,
    AttributeKind.ONE_OF: _choice_problem,
    AttributeKind.MANY_OF: _choices_problem,
    AttributeKind.INTEGER: _integer_problem,
    AttributeKind.DECIMAL: _decimal_problem,
    AttributeKind.INTEGER_UNIT: _measure_problem,
    AttributeKind.DECIMAL_UNIT: _measure_problem,
}
