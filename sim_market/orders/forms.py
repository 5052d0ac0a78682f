"""The shape of what a merchant types about orders."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.fields import line
from app.forms import Form, options
from sim_market.orders.carriers import CARRIERS
from sim_market.orders.models import OrderFlag
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
