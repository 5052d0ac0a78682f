"""The attributes of a category as fields: seven kinds, each checked where it is typed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.fields import BoxesField, figures, line
from app.forms import options
from sim_market.rules.categories import (
    MEASURES,
    NUMBERS,
    Attribute,
    AttributeKind,
    Category,
    measure,
)

ATTRIBUTE, UNIT = "attribute:", "unit:"


class Fits:
    """What the category says of the value: its shape, its range, the values to choose from."""

    def __init__(self, attribute: Attribute) -> None:
        self.attribute = attribute

    def __call__(self, form: Form, field: Field) -> None:
        value = value_of(self.attribute, form.data)
        if value in ("", []):
            return
        if problem := self.attribute.problem_with(value):
            raise ValidationError(problem)


def attribute_fields(category: Category) -> dict[str, Any]:
    """Field name -> field, in the order of the category; a measure brings its unit beside it."""
    fields: dict[str, Any] = {}
    for each in category.attributes:
        fields[f"{ATTRIBUTE}{each.name}"] = _field(each)
        if each.units:
            pairs = [(unit, unit) for unit, _factor in each.units]
            label = _l("%(name)s的单位", name=each.name)
            fields[f"{UNIT}{each.name}"] = SelectField(
                label, choices=options(pairs), validate_choice=False
            )
    return fields


def values_of(category: Category, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Attribute -> value as a listing keeps it; what was left empty is left out."""
    values = {each.name: value_of(each, typed) for each in category.attributes}
    return {name: value for name, value in values.items() if value not in ("", [])}


def value_of(attribute: Attribute, typed: Mapping[str, Any]) -> Any:
    """As the category wants it; what is no number stays as typed, and is told so."""
    raw = typed.get(f"{ATTRIBUTE}{attribute.name}")
    if attribute.kind == AttributeKind.MANY_OF:
        return [str(value) for value in raw or []]
    text = str(raw or "").strip()
    if attribute.kind in MEASURES:
        unit = typed.get(f"{UNIT}{attribute.name}") or attribute.unit
        return f"{text} {unit}" if text else ""
    if attribute.kind == AttributeKind.INTEGER and text.isascii() and text.isdecimal():
        return int(text) if len(text) <= 9 else text
    return text


def typed_attributes(category: Category, values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as the fields show them."""
    typed: dict[str, Any] = {}
    for each in category.attributes:
        value = values.get(each.name, "")
        if each.units and value:
            value, typed[f"{UNIT}{each.name}"] = measure(value)
        typed[f"{ATTRIBUTE}{each.name}"] = value
    return typed


def _field(attribute: Attribute) -> Any:
    checks: list[Any] = [Fits(attribute)]
    if attribute.required:
        checks.insert(0, InputRequired(_l("请填写%(name)s", name=attribute.name)))
    unit = attribute.unit if not attribute.units else ""
    label = f"{attribute.name}（{unit}）" if unit else attribute.name
    if attribute.kind == AttributeKind.ONE_OF:
        pairs = [("", _l("请选择")), *((value, value) for value in attribute.values)]
        return SelectField(label, checks, choices=options(pairs), validate_choice=False)
    if attribute.kind == AttributeKind.MANY_OF:
        pairs = [(value, value) for value in attribute.values]
        return BoxesField(label, checks, choices=options(pairs), validate_choice=False)
    tidy = figures if attribute.kind in NUMBERS | MEASURES else line
    return StringField(label, checks, filters=[tidy])
