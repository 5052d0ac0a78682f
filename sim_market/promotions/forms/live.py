"""The shape of a live-only price: one for all goods, or one for each SKU."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.fields import Money, figures, whole
from app.forms import options
from app.money import parse_yuan
from sim_market.promotions.forms.basis import MOST_UNITS
from sim_market.promotions.forms.kinds import PriceForm
from sim_market.promotions.forms.sets import chosen
from sim_market.promotions.pricing.terms import Kind

EACH = "each"
MOST_PRICED = 200  # SKUs of one promotion
PRICE = Money(1)


class PricesField(Field):
    """Amounts by SKU, typed in `prices-<SKU>`: {SKU id: what was typed}, without empty ones."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        said = dict(data or {}) if isinstance(data, Mapping) else {}
        if formdata:
            start = f"{self.name}-"
            typed = {
                name.removeprefix(start): figures(formdata[name])
                for name in formdata
                if name.startswith(start)
            }
            said = {sku: text for sku, text in typed.items() if chosen(sku) and text}
        self.data = said
        self.process_errors = []


class LiveForm(PriceForm):
    """直播专享价."""

    how = RadioField(
        _l("怎么优惠"),
        [InputRequired(_l("请选一种"))],
        choices=options(
            [
                ("fold", _l("打几折")),
                ("off", _l("减几元")),
                ("price", _l("卖几元")),
                (EACH, _l("按规格定价：在下面一个一个填")),
            ]
        ),
        default="fold",
    )
    value = StringField(_l("数值"), filters=[figures])
    quota = whole(_l("活动名额"), 1_000_000)
    buyer_quota = whole(_l("每人最多几件按直播价"), MOST_UNITS)
    prices = PricesField(_l("按规格定价"))

    @property
    def is_each(self) -> bool:
        return bool(self.how.data == EACH)

    def validate_value(self, field: Any) -> None:
        if self.is_each:
            return
        if not field.data:
            raise ValidationError(_("请填数值"))
        super().validate_value(field)

    def validate_goods(self, field: Any) -> None:
        if not self.is_each:
            super().validate_goods(field)

    def validate_prices(self, field: Any) -> None:
        if not self.is_each:
            return
        if not field.data:
            raise ValidationError(_("至少给一个规格填直播价"))
        if len(field.data) > MOST_PRICED:
            raise ValidationError(_("一次最多给 %(n)s 个规格定价", n=MOST_PRICED))
        for text in field.data.values():
            PRICE(self, _Said(text))  # type: ignore[arg-type]

    def parameters(self, kind: Kind) -> dict[str, Any]:
        if not self.is_each:
            return super().parameters(kind)
        prices = {str(chosen(sku)): parse_yuan(text) for sku, text in self.prices.data.items()}
        limit = {"buyer_quota": int(self.buyer_quota.data)} if self.buyer_quota.data else {}
        return {"prices": prices, **limit}


class _Said:
    """One amount, as the check of a field looks at it."""

    def __init__(self, data: str) -> None:
        self.data = data
