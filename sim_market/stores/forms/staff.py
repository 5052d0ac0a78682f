"""The shape of a new sub-account."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.forms import Form, options
from app.identity.models import STAFF_OF_STORES
from app.identity.typed import LONGEST_NAME


class StaffForm(Form):
    role = RadioField(
        _l("做什么"),
        [InputRequired(_l("请选一种子账号"))],
        choices=options((role.value, role.word) for role in STAFF_OF_STORES),
    )
    name = StringField(
        _l("称呼"),
        [
            InputRequired(_l("请写称呼")),
            Length(max=LONGEST_NAME, message=_l("最多 %(max)d 个字")),
        ],
    )
