"""The shape of what a merchant types about orders."""

import re

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.errors import Invalid
from app.fields import Money, figures, line
from app.forms import Form, options
from app.money import parse_yuan
from sim_market.orders.carriers import CARRIERS
from sim_market.orders.models import OrderFlag, SellerReason, TitleKind
from sim_market.orders.models.desk import MEMO_LENGTH


class ShipForm(Form):
    """A parcel that the merchant sends."""

    carrier = SelectField(
        _l("快递公司（模拟）"),
        [InputRequired(_l("请选择模拟快递公司"))],
        choices=options((carrier.code, carrier.name) for carrier in CARRIERS),
    )
    tracking_number = StringField(
        _l("运单号"),
        [InputRequired(_l("请填运单号")), Length(max=40, message=_l("运单号最多 %(max)d 个字符"))],
    )

    def contents(self) -> dict[int, int] | None:
        """Line id -> units, as the fields `units-<line id>` say; None if there are none of them.

        Raises Invalid for what is no whole number.
        """
        said = {key[6:]: figures(text) for key, text in request.form.items() if key[:6] == "units-"}
        if not said:
            return None
        if not all(re.fullmatch(r"\d{1,9}", line_id) for line_id in said):
            raise Invalid(_("这张订单里没有这件商品，没有发货"), next_step=_("刷新页面再选"))
        wrong = [n for n in said.values() if not re.fullmatch(r"\d{1,4}", n or "0", re.ASCII)]
        if wrong:
            raise Invalid(
                _("件数“%(typed)s”不对，没有发货", typed=wrong[0][:20]),
                next_step=_("填 0 到没发的件数之间的整数，例如 2；0 是这个包裹里不装"),
            )
        return {int(line_id): int(units or 0) for line_id, units in said.items()}


class MemoForm(Form):
    """A flag and words that only the merchant sees."""

    flag = RadioField(
        _l("旗"),
        choices=options((flag.value, flag.word) for flag in OrderFlag),
        default=OrderFlag.NONE.value,
    )
    words = StringField(
        _l("备注（买家看不到）"),
        [Length(max=MEMO_LENGTH, message=_l("备注最多 %(max)d 个字"))],
        filters=[line],
    )

    @property
    def mark(self) -> OrderFlag:
        return OrderFlag[str(self.flag.data or "none").upper()]


class BatchForm(Form):
    """A table of orders and parcel numbers: a file, or lines that are pasted."""

    file = FileField(_l("表格文件（.xlsx 或 .csv）"))
    rows = TextAreaField(
        _l("或者直接粘贴：每行写 订单号 快递 运单号"),
        [Optional(), Length(max=20_000, message=_l("太长了，请用文件"))],
    )


class PriceForm(Form):
    """Another price for an unpaid order. `seen_fen`: the sum that the merchant looked at."""

    goods = StringField(
        _l("商品合计改成（元）"),
        [InputRequired(_l("请填金额")), Money(0, 100_000_000)],
        filters=[figures],
    )
    shipping = StringField(
        _l("运费改成（元）"),
        [InputRequired(_l("请填运费，包邮写 0")), Money(0, 10_000_000)],
        filters=[figures],
    )
    reason = StringField(
        _l("为什么改（买家会看到）"),
        [
            InputRequired(_l("请写改价的原因")),
            Length(max=100, message=_l("最多 %(max)d 个字")),
        ],
        filters=[line],
    )

    @property
    def goods_fen(self) -> int:
        return parse_yuan(str(self.goods.data))

    @property
    def shipping_fen(self) -> int:
        return parse_yuan(str(self.shipping.data))


class CloseForm(Form):
    """Why an unpaid order is closed."""

    why = RadioField(
        _l("为什么关闭（买家会看到）"),
        [InputRequired(_l("请选一个原因"))],
        choices=options((reason.value, reason.word) for reason in SellerReason),
    )
    words = StringField(
        _l("补充说明"),
        [Length(max=80, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )

    @property
    def reason(self) -> SellerReason:
        return SellerReason[str(self.why.data).upper()]


class InvoiceForm(Form):
    """A simulated invoice that a buyer asks for."""

    kind = RadioField(
        _l("抬头类型"),
        choices=options((kind.value, kind.word) for kind in TitleKind),
        default=TitleKind.PERSON.value,
    )
    title = StringField(
        _l("发票抬头"),
        [InputRequired(_l("请写抬头")), Length(max=60, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )
    tax_number = StringField(
        _l("模拟税号（企业才填）"),
        [Length(max=40, message=_l("最多 %(max)d 个字"))],
        filters=[figures],
    )

    @property
    def what(self) -> TitleKind:
        return TitleKind[str(self.kind.data or "person").upper()]


class AnswerForm(Form):
    """A buyer's answer to a higher price: the sum that was shown, and the button pressed."""

    to_fen = HiddenField()
    agree = HiddenField()
