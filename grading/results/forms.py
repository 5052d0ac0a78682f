"""The shape of what is typed about results."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.forms import Form


class ReopenForm(Form):
    reason = StringField(
        _l("原因"),
        [
            InputRequired(message=_l("写清楚哪里错了，会留底")),
            Length(max=200, message=_l("最多 200 字")),
        ],
        filters=[lambda value: (value or "").strip()],
    )
