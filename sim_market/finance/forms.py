"""The shape of a transfer."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.forms import Form, options


class TransferForm(Form):
    way = RadioField(
        _l("方向"),
        [InputRequired(_l("请选方向"))],
        choices=options([("in", _l("钱包 → 店铺")), ("out", _l("店铺 → 钱包"))]),
        default="in",
    )
    amount = StringField(
        _l("金额"),
        [InputRequired(_l("请填金额")), Length(max=16, message=_l("金额写成 39.90 这样"))],
    )
