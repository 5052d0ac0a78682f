"""The shape of what is typed in the supply market: filters, the price rule, what to list."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.forms import Form, options
from app.money import parse_yuan, plain_yuan
from supply_chain.sourcing.drafting import Wanted
from supply_chain.sourcing.price import (
    HIGHEST_PERCENT,
    LOWEST_PERCENT,
    MOST_PACK,
    PriceRule,
    Tail,
    tail_of,
)
from supply_chain.suppliers.models import Product, ProductSku
from supply_chain.suppliers.queries import Sort, Wish

LEADS = (12, 24, 36)
AMOUNT = Regexp(
    r"^[¥￥]?[0-9０-９,]{1,9}([.．][0-9０-９]{1,2})?$", message=_l("金额请写成 39.90 这样")
)


class GetForm(Form):
    """A form whose fields are in the address. Nothing is changed by it."""

    class Meta:
        csrf = False


class FilterForm(GetForm):
    """Which goods to show."""

    q = StringField(_l("关键词"), [Length(max=60, message=_l("最多 60 个字"))])
    category = StringField(_l("类目"), [Length(max=60)])
    low = StringField(_l("最低成本"), [Optional(), AMOUNT])
    high = StringField(_l("最高成本"), [Optional(), AMOUNT])
    lead = SelectField(_l("发货时间"), [Optional()], validate_choice=False)
    province = StringField(_l("产地"), [Length(max=12)])
    supplier = IntegerField(_l("供应商"), [Optional(), NumberRange(1, 2**31 - 1)])
    sort = SelectField(_l("排序"), [Optional()], validate_choice=False)

    def wish(self) -> Wish:
        """What is looked for; a field that does not fit is left out."""
        return Wish(
            text=(self.q.data or "").strip()[:60],
            category_code=self.category.data or "",
            low_fen=_fen(self.low),
            high_fen=_fen(self.high),
            lead_hours=next((hours for hours in LEADS if str(hours) == self.lead.data), None),
            province=(self.province.data or "")[:12],
            supplier_id=None if self.supplier.errors else self.supplier.data,
            sort=Sort(self.sort.data) if self.sort.data in set(Sort) else Sort.BEST,
        )


class RuleForm(GetForm):
    """How prices come from costs."""

    markup = IntegerField(
        _l("加价倍率"),
        [
            InputRequired(_l("请填加价倍率")),
            NumberRange(
                LOWEST_PERCENT, HIGHEST_PERCENT, _l("倍率要在 %(min)s%% 到 %(max)s%% 之间")
            ),
        ],
        default=200,
    )
    tail = SelectField(
        _l("价格尾数"),
        [InputRequired(_l("请选价格尾数"))],
        choices=options((tail.value, tail.word) for tail in Tail),
        default="nine",
    )
    pack = IntegerField(
        _l("每份件数"),
        [
            InputRequired(_l("请填每份件数")),
            NumberRange(1, MOST_PACK, _l("每份件数要在 %(min)s 到 %(max)s 之间")),
        ],
        default=1,
    )

    def rule(self) -> PriceRule:
        """The rule as typed; the ordinary one while something is wrong with it."""
        if self.errors:
            return PriceRule()
        return PriceRule(self.markup.data or 200, tail_of(self.tail.data), self.pack.data or 1)


class ListForm(Form):
    """One product: title, and which SKUs at which price. Made by `list_form_for`."""

    title = StringField(
        _l("商品标题"), [InputRequired(_l("请写标题")), Length(max=80, message=_l("标题太长"))]
    )
    pack = IntegerField(
        _l("每份件数"),
        [
            InputRequired(_l("请填每份件数")),
            NumberRange(1, MOST_PACK, _l("每份件数要在 %(min)s 到 %(max)s 之间")),
        ],
    )
    product: Product

    def price_fen(self, sku: ProductSku) -> int:
        """The price typed for this SKU; Invalid if it is none."""
        return parse_yuan(self[f"price_{sku.id}"].data or "")

    def wanted(self) -> Wanted:
        """The ticked SKUs with their prices in fen."""
        taken = [sku for sku in self.product.skus if self[f"take_{sku.id}"].data]
        return Wanted(
            title=(self.title.data or "").strip(),
            prices_fen={sku.code: self.price_fen(sku) for sku in taken},
            pack=self.pack.data or 1,
        )


def list_form_for(product: Product, rule: PriceRule) -> ListForm:
    """The form of one product, filled by the price rule."""
    fields: dict[str, Any] = {"product": product}
    given: dict[str, Any] = {"title": product.name, "pack": rule.pack}
    for sku in product.skus:
        fields[f"take_{sku.id}"] = BooleanField(sku.spec)
        fields[f"price_{sku.id}"] = StringField(
            _("%(spec)s 的售价", spec=sku.spec), [InputRequired(_l("请填售价")), AMOUNT]
        )
        given[f"take_{sku.id}"] = True
        given[f"price_{sku.id}"] = plain_yuan(rule.price_of(sku.cost_fen)).replace(",", "")
    form: ListForm = type("ListFormOf", (ListForm,), fields)(data=given)
    return form


class BatchForm(Form):
    """Several products by one price rule. Made by `batch_form_for`."""

    markup = IntegerField(
        validators=[InputRequired(), NumberRange(LOWEST_PERCENT, HIGHEST_PERCENT)]
    )
    tail = SelectField(choices=options((tail.value, tail.word) for tail in Tail))
    products: Sequence[Product]

    def rule(self) -> PriceRule:
        return PriceRule(self.markup.data or 200, tail_of(self.tail.data))

    def wishes(self) -> list[tuple[Product, Wanted]]:
        """Every product with all its SKUs at the prices of the rule, and its title."""
        rule = self.rule()
        return [
            (
                product,
                Wanted(
                    title=(self[f"title_{product.id}"].data or "").strip(),
                    prices_fen={sku.code: rule.price_of(sku.cost_fen) for sku in product.skus},
                ),
            )
            for product in self.products
        ]


def batch_form_for(products: Sequence[Product], rule: PriceRule) -> BatchForm:
    fields: dict[str, Any] = {"products": products}
    given: dict[str, Any] = {"markup": rule.markup_percent, "tail": rule.tail.value}
    for product in products:
        fields[f"title_{product.id}"] = StringField(
            _("%(name)s 的标题", name=product.name),
            [InputRequired(_l("请写标题")), Length(max=80, message=_l("标题太长"))],
        )
        given[f"title_{product.id}"] = product.name
    form: BatchForm = type("BatchFormOf", (BatchForm,), fields)(data=given)
    return form


def from_args(form: type[GetForm], args: MultiDict[str, str]) -> Any:
    """A form filled from the address; what is not there keeps its default."""
    given = {name: field.default for name, field in form()._fields.items() if field.default}
    made = form(formdata=MultiDict({**given, **args.to_dict()}))
    made.validate()
    return made


def _fen(field: StringField) -> int | None:
    return parse_yuan(field.data) if field.data and not field.errors else None
