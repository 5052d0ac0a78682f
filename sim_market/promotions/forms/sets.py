"""The shape of promotions that name SKUs: gifts, and sets sold together."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from app.addresses import LARGEST_ID
from app.fields import figures, money, whole
from app.forms import options
from app.money import parse_yuan
from sim_market.promotions.forms.basis import PromotionForm, fen, number
from sim_market.promotions.pricing.terms import Kind

MOST_IN_SET = 4
PIECES = [Optional(), NumberRange(1, 99, message=_l("请填 1 到 99"))]


def chosen(text: str) -> int:
    """The id of a SKU; 0 for none."""
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdecimal() else 0


def sku_field(label: Any) -> SelectField:
    return SelectField(label, validate_choice=False, default="")


class SkuForm(PromotionForm):
    """Names SKUs of the store in `sku_1`, `sku_2`, ...; the page offers them."""

    @property
    def sku_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith("sku_")]

    def offer(self, skus: list[tuple[str, str]]) -> None:
        """The SKUs to choose from: (id, what they are called)."""
        for field in self.sku_fields:
            field.choices = options([("", _l("不选")), *skus])


class GiftForm(SkuForm):
    """赠品: from so much or so many on, something for nothing."""

    from_ = money(_l("满几元送"))
    from_count = whole(_l("或者满几件送"), 99)
    sku_1 = sku_field(_l("送哪个规格"))
    count_1 = IntegerField(_l("送几件"), PIECES, default=1)
    repeat = BooleanField(_l("每满都送"))

    def validate_sku_1(self, field: Any) -> None:
        if not chosen(str(field.data or "")):
            raise ValidationError(_("请选送哪个规格"))

    def validate_from_(self, field: Any) -> None:
        if bool(fen(self.from_)) == bool(number(self.from_count)):
            raise ValidationError(_("“满几元”和“满几件”填一个"))

    def parameters(self, kind: Kind) -> dict[str, Any]:
        gift = {"sku": str(chosen(self.sku_1.data)), "quantity": self.count_1.data or 1}
        need: dict[str, Any] = {"from_quantity": number(self.from_count)}
        if fen(self.from_):
            need = {"from_fen": fen(self.from_)}
        said: dict[str, Any] = {"tiers": [need | {"gifts": [gift]}]}
        return said | ({"repeat": True} if self.repeat.data else {})


class BundleForm(SkuForm):
    """搭配套餐: two to four SKUs together."""

    how = RadioField(
        _l("怎么优惠"),
        [InputRequired(_l("请选一种"))],
        choices=options([("price", _l("一套卖几元")), ("off", _l("一套减几元"))]),
        default="price",
    )
    value = StringField(_l("数值"), [InputRequired(_l("请填数值"))], filters=[figures])
    sku_1 = sku_field(_l("第 1 样"))
    count_1 = IntegerField(_l("第 1 样几件"), PIECES, default=1)
    sku_2 = sku_field(_l("第 2 样"))
    count_2 = IntegerField(_l("第 2 样几件"), PIECES, default=1)
    sku_3 = sku_field(_l("第 3 样"))
    count_3 = IntegerField(_l("第 3 样几件"), PIECES, default=1)
    sku_4 = sku_field(_l("第 4 样"))
    count_4 = IntegerField(_l("第 4 样几件"), PIECES, default=1)
    max_sets = whole(_l("一单最多几套"), 99)

    def items(self) -> list[dict[str, Any]]:
        """What is in a set, one row per SKU."""
        pieces: dict[int, int] = {}
        for n in range(1, MOST_IN_SET + 1):
            if sku := chosen(str(self[f"sku_{n}"].data or "")):
                pieces[sku] = pieces.get(sku, 0) + (self[f"count_{n}"].data or 1)
        return [{"sku": str(sku), "quantity": count} for sku, count in pieces.items()]

    def validate_sku_2(self, field: Any) -> None:
        if len(self.items()) < 2:
            raise ValidationError(_("一套里至少要两样不同的东西"))

    def parameters(self, kind: Kind) -> dict[str, Any]:
        how = "price_fen" if self.how.data == "price" else "off_fen"
        said: dict[str, Any] = {"items": self.items(), how: parse_yuan(str(self.value.data))}
        return said | ({"max_sets": number(self.max_sets)} if number(self.max_sets) else {})


SET_FORMS: Mapping[Kind, type[PromotionForm]] = {Kind.GIFT: GiftForm, Kind.BUNDLE: BundleForm}
