"""When goods go on sale, and which version was read."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, Regexp

from app.forms import Form

TIME = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("时间请写成 09:30 这样"))


class ScheduleForm(Form):
    """A day of the sandbox and a time of day."""

    day = IntegerField(
        _l("沙盒第几天"),
        [InputRequired(_l("请填第几天")), NumberRange(1, 400, message=_l("请填 1 到 400 的整数"))],
    )
    time = StringField(_l("几点"), [InputRequired(_l("请填时间")), TIME])


class VersionForm(Form):
    """The version that was on the page when somebody decided."""

    version = HiddenField()

    def read_version(self) -> int:
        read = str(self.version.data or "")
        return int(read) if read.isdecimal() and len(read) < 10 else 0
