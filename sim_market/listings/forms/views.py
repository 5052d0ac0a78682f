"""A name for the filters that are set."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.fields import line
from app.forms import Form


class ViewForm(Form):
    name = StringField(
        _l("视图名称"),
        [DataRequired(_l("请写名称")), Length(max=12, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )
