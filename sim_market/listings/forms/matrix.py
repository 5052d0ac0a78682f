"""The matrix of variants: up to three dimensions, a row for each combination of their values."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, StringField
from wtforms.validators import Length, ValidationError

from app.fields import figures, line, money, whole, whole_number
from app.money import parse_yuan, plain_yuan
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.forms.words import said_values
from sim_market.listings.models import Sku

DIMENSIONS = 3
MOST_SKUS = 60
VALUES = ("one", "two", "three")
Combination = tuple[str, ...]


class SpecForm(Form):
    """One dimension: its name, and its values with commas, 、 or line breaks between them."""

    name = StringField(
        _l("规格名"), [Length(max=10, message=_l("规格名最多 %(max)d 个字"))], filters=[line]
    )
    values = StringField(_l("规格值"), [Length(max=1500, message=_l("规格值太长"))])

    def validate_values(self, field: Field) -> None:
        if any(len(value) > 20 for value in said_values(field.data)):
            raise ValidationError(_("每个规格值最多 20 个字"))


class SkuForm(Form):
    """One row: a combination of values, and what it costs, weighs and has in stock."""

    id = HiddenField()
    one, two, three = HiddenField(), HiddenField(), HiddenField()
    price = money(_l("售价"), needed=True, low_fen=1, missing=_l("请填售价"))
    compare = money(_l("划线价"))
    cost = money(_l("成本"))
    stock = whole(_l("库存"), 99_999)
    weight = whole(_l("重量"), 99_999)
    volume = whole(_l("体积"), 999_999)
    code = StringField(
        _l("商家编码"), [Length(max=40, message=_l("最多 %(max)d 个字"))], filters=[line, figures]
    )
    picture = HiddenField()
    was = HiddenField()  # the stock that the page showed
    more = HiddenField()  # a long grid shows the rest of this row
    skip = BooleanField(_l("不卖这一种"))

    def validate_compare(self, field: Field) -> None:
        if not field.data or self.price.errors or not self.price.data:
            return
        if parse_yuan(field.data) <= parse_yuan(self.price.data):
            raise ValidationError(_("划线价要高于售价，没有就空着"))

    @property
    def combination(self) -> Combination:
        return tuple(text for name in VALUES if (text := line(self[name].data or "")))

    @property
    def words(self) -> str:
        return " / ".join(self.combination)

    def draft(self, supplied: Sku | None) -> SkuDraft:
        """The row as `replace_skus` takes it. Raises Invalid for an amount that is none."""
        return SkuDraft(
            id=whole_number(self.id.data),
            specs=self.combination,
            price_fen=parse_yuan(self.price.data or "0"),
            compare_fen=parse_yuan(self.compare.data) if self.compare.data else None,
            cost_fen=supplied.cost_fen if supplied else parse_yuan(self.cost.data or "0"),
            stock=supplied.on_hand if supplied else int(self.stock.data or 0),
            stock_was=whole_number(self.was.data),
            weight_g=int(self.weight.data or 0),
            volume_cm3=int(self.volume.data or 0),
            merchant_code=self.code.data or "",
            picture=self.picture.data or None,
            supplied=bool(supplied),
        )


def combinations(values: Sequence[Sequence[str]]) -> list[Combination]:
    """Every combination, the last dimension turning fastest; [()] where there is none."""
    return list(product(*(each for each in values if each)))


def too_many(values: Iterable[Sequence[str]]) -> int:
    """How many combinations there would be."""
    count = 1
    for each in values:
        count *= max(1, len(each))
    return count


def typed_sku(sku: Sku) -> dict[str, Any]:
    """A SKU as its row shows it."""
    values = sku.specs or ([sku.spec] if sku.spec else [])
    return {
        **dict(zip(VALUES, values, strict=False)),
        "id": str(sku.id),
        "price": _yuan(sku.price_fen),
        "compare": _yuan(sku.compare_fen) if sku.compare_fen else "",
        "cost": _yuan(sku.cost_fen),
        "stock": str(sku.on_hand),
        "was": str(sku.on_hand),
        "weight": str(sku.weight_g),
        "volume": str(sku.volume_cm3),
        "code": sku.merchant_code,
        "picture": sku.picture or "",
    }


def typed_specs(names: Sequence[str], skus: Sequence[Sku]) -> list[dict[str, str]]:
    """The dimensions of a listing as their fields show them; always three, empty ones last."""
    typed = []
    for place, name in enumerate(names[:DIMENSIONS]):
        said = [sku.specs or ([sku.spec] if sku.spec else []) for sku in skus]
        values = dict.fromkeys(str(each[place]) for each in said if len(each) > place)
        typed.append({"name": str(name), "values": "、".join(values)})
    return [*typed, *({"name": "", "values": ""} for _n in range(DIMENSIONS - len(typed)))]


def _yuan(fen: int) -> str:
    return plain_yuan(fen).replace(",", "")
