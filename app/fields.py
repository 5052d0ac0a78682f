"""Fields that more than one room uses, and how what is typed is tidied."""

# word data: digits and signs as a Chinese keyboard types them

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.errors import Invalid
from app.money import parse_yuan

PRICE_MAX_FEN = 5_000_000  # what any pack allows at most is checked again when it goes on sale
_LONG = re.compile(r"¥?[0-9,]{8,20}(\.[0-9]{0,2})?")  # an amount beyond all that is practised with
_HIDDEN = re.compile("[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


class BoxesField(SelectMultipleField):
    """Several of a few, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def line(text: Any) -> Any:
    """One line of words without anything that cannot be seen."""
    return _HIDDEN.sub("", text).strip() if isinstance(text, str) else text


def figures(text: Any) -> Any:
    """Numbers as they are reckoned with: half width, no spaces."""
    if not isinstance(text, str):
        return text
    return unicodedata.normalize("NFKC", line(text)).replace(" ", "").replace("。", ".")


class Money:
    """An amount of yuan between two bounds in fen; refused with a word on how to write it."""

    def __init__(self, low_fen: int = 0, high_fen: int = PRICE_MAX_FEN) -> None:
        self.low_fen, self.high_fen = low_fen, high_fen

    def __call__(self, form: Form, field: Field) -> None:
        text = str(field.data)
        if text.startswith(("-", "−", "－")):
            raise ValidationError(_("不能是负数"))
        if _LONG.fullmatch(text):
            raise ValidationError(_("太大了：练习里最多 5 万元"))
        try:
            fen = parse_yuan(text)
        except Invalid as refusal:
            raise ValidationError(_("金额请写成 39.90 这样，最多两位小数")) from refusal
        if fen < self.low_fen:
            raise ValidationError(_("要大于 0"))
        if fen > self.high_fen:
            raise ValidationError(_("太大了：练习里最多 5 万元"))


class Whole:
    """A whole number from 0 to a bound."""

    def __init__(self, high: int) -> None:
        self.high = high

    def __call__(self, form: Form, field: Field) -> None:
        text = str(field.data)
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) > self.high:
            raise ValidationError(_("请填 0 到 %(max)s 的整数", max=self.high))


def money(
    label: Any, *, needed: bool = False, low_fen: int = 0, missing: Any = None
) -> StringField:
    first: Any = InputRequired(missing or _l("请填金额")) if needed else Optional()
    return StringField(label, [first, Money(low_fen)], filters=[figures])


def whole(label: Any, high: int) -> StringField:
    return StringField(label, [Optional(), Whole(high)], filters=[figures])


def whole_number(text: Any) -> int | None:
    """'12' -> 12; None for anything else than a short number: for hidden fields."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None
