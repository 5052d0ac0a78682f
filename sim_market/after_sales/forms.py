"""The shape of a merchant's answer."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.forms import Form


class RejectForm(Form):
    answer = TextAreaField(
        _l("拒绝的理由"),
        [
            InputRequired(_l("拒绝要写明理由，买家会看到")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
    )
