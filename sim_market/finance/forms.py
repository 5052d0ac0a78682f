"""The shape of a transfer, of a plea for money, and of its answer."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
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


class PleaForm(Form):
    amount = StringField(
        _l("要多少"),
        [InputRequired(_l("请填金额")), Length(max=16, message=_l("金额写成 39.90 这样"))],
    )
    words = TextAreaField(
        _l("说明"),
        [
            InputRequired(_l("写明钱花到哪里去了、打算怎么用")),
            Length(max=300, message=_l("最多 300 个字")),
        ],
    )


class GrantForm(Form):
    amount = StringField(
        _l("拨多少"),
        [InputRequired(_l("请填金额")), Length(max=16, message=_l("金额写成 39.90 这样"))],
    )
    reason = TextAreaField(
        _l("理由"),
        [InputRequired(_l("请写理由")), Length(max=300, message=_l("最多 300 个字"))],
    )


class RefuseForm(Form):
    why = TextAreaField(
        _l("不拨的理由"),
        [InputRequired(_l("请写理由")), Length(max=300, message=_l("最多 300 个字"))],
    )
