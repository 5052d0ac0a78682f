"""The shape of a merchant's reply."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.forms import Form


class ReplyForm(Form):
    reply = TextAreaField(
        _l("回复"),
        [
            InputRequired(_l("请写回复")),
            Length(2, 300, message=_l("回复写 %(min)d 到 %(max)d 个字")),
        ],
    )
