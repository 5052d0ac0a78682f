"""What is to be done to many listings, as it is typed: one form for each deed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp, ValidationError

from app.forms import Form, options
from app.money import parse_yuan
from sim_market.bulk.models import Deed
from sim_market.rules.categories import leaf_categories

AMOUNT = Regexp(
    r"^-?[0-9]{1,6}([.][0-9]{1,2})?$", message=_l("请写成 39.90 或 -5 这样，最多两位小数")
)
PERCENT = Regexp(r"^-?[0-9]{1,3}([.][0-9])?$", message=_l("请写成 10 或 -5.5 这样"))
WORDS = [Length(max=40, message=_l("最多 %(max)d 个字"))]


class DeedForm(Form):
    """The listings that were chosen; forms of deeds add what is to be said."""

    ids = SelectMultipleField(_l("商品"), coerce=int, validate_choice=False)

    def said(self) -> dict[str, Any]:
        return {}


class PriceForm(DeedForm):
    how = RadioField(
        _l("怎么改"),
        [InputRequired(_l("请选一种改法"))],
        choices=options(
            [
                ("set", _l("统一改成多少元")),
                ("add", _l("加或减多少元")),
                ("percent", _l("按百分比加或减")),
            ]
        ),
        default="percent",
    )
    value = StringField(_l("数值"), [InputRequired(_l("请填数值"))])
    ending = RadioField(
        _l("尾数"),
        choices=options([("", _l("不处理")), ("9", _l("凑成 .90")), ("0", _l("凑成整元"))]),
        default="",
    )

    def validate_value(self, field: Any) -> None:
        rule = PERCENT if self.how.data == "percent" else AMOUNT
        field.data = (field.data or "").strip()
        rule(self, field)
        if self.how.data == "set" and field.data.startswith("-"):
            raise ValidationError(str(_l("售价要大于 0")))

    def said(self) -> dict[str, Any]:
        typed = self.value.data or "0"
        sign = -1 if typed.startswith("-") else 1
        value = sign * parse_yuan(typed.lstrip("-"))  # 5.5 % is 550 basis points, as 5.50 is fen
        return {"how": self.how.data, "value": value, "ending": self.ending.data or ""}


class StockForm(DeedForm):
    how = RadioField(
        _l("怎么改"),
        [InputRequired(_l("请选一种改法"))],
        choices=options([("set", _l("统一改成多少件")), ("add", _l("加或减多少件"))]),
        default="set",
    )
    value = IntegerField(
        _l("件数"),
        [
            InputRequired(_l("请填件数")),
            NumberRange(-99_999, 99_999, message=_l("请填 -99999 到 99999 的整数")),
        ],
    )

    def said(self) -> dict[str, Any]:
        return {"how": self.how.data, "value": self.value.data}


class TitleForm(DeedForm):
    find = StringField(_l("把标题里的"), WORDS)
    put = StringField(_l("换成"), WORDS)
    prefix = StringField(_l("前面加上"), WORDS)
    suffix = StringField(_l("后面加上"), WORDS)

    def validate_find(self, field: Any) -> None:
        if not any((field.data, self.prefix.data, self.suffix.data)):
            raise ValidationError(str(_l("至少填一处要改的")))

    def said(self) -> dict[str, Any]:
        return {n: self[n].data or "" for n in ("find", "put", "prefix", "suffix")}


class CompareForm(DeedForm):
    how = RadioField(
        _l("怎么改"),
        [InputRequired(_l("请选一种改法"))],
        choices=options([("set", _l("统一写成多少元")), ("clear", _l("清掉划线价"))]),
        default="set",
    )
    value = StringField(_l("划线价"))

    def validate_value(self, field: Any) -> None:
        field.data = (field.data or "").strip()
        if self.how.data == "set":
            AMOUNT(self, field)
            if field.data.startswith("-"):
                raise ValidationError(str(_l("划线价要高于售价")))

    def said(self) -> dict[str, Any]:
        fen = parse_yuan(self.value.data or "0") if self.how.data == "set" else None
        return {"how": self.how.data, "value": fen}


class CategoryForm(DeedForm):
    value = SelectField(
        _l("改到哪个类目"),
        [InputRequired(_l("请选类目"))],
        choices=options((leaf.code, leaf.full_name) for leaf in leaf_categories()),
    )

    def said(self) -> dict[str, Any]:
        return {"value": self.value.data}


class FreightForm(DeedForm):
    """`templates` are set by the page: those of the store."""

    value = SelectField(_l("用哪个运费模板"))

    def offer(self, templates: Mapping[int, str]) -> None:
        pairs = [("", _l("店铺的默认模板"))]
        self.value.choices = options([*pairs, *((str(key), n) for key, n in templates.items())])

    def said(self) -> dict[str, Any]:
        return {"value": int(self.value.data) if self.value.data else None}


class LimitForm(DeedForm):
    value = IntegerField(
        _l("每人最多买几件"),
        [InputRequired(_l("请填件数")), NumberRange(0, 999, message=_l("请填 0 到 999，0 是不限"))],
    )

    def said(self) -> dict[str, Any]:
        return {"value": self.value.data}


class ImportForm(Form):
    """A sheet of goods, and pictures beside it."""

    file = FileField(_l("商品表格"), [FileRequired(_l("请选择一个文件"))])
    pictures = FileField(_l("图片包"))


FORMS: dict[Deed, type[DeedForm]] = {
    Deed.PRICE: PriceForm,
    Deed.STOCK: StockForm,
    Deed.TITLE: TitleForm,
    Deed.CATEGORY: CategoryForm,
    Deed.FREIGHT: FreightForm,
    Deed.COMPARE: CompareForm,
    Deed.LIMIT: LimitForm,
    Deed.ON_SALE: DeedForm,
    Deed.OFF_SALE: DeedForm,
    Deed.BIN: DeedForm,
}


def chosen(form: DeedForm) -> Sequence[int]:
    """Each id once, in the order in which they were sent."""
    return list(dict.fromkeys(form.ids.data or []))
