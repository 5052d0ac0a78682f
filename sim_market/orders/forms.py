"""The shape of what a merchant types about orders."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.forms import Form, options
from sim_market.orders.carriers import CARRIERS


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
