"""The shape of what is typed about a class and its clock."""

from datetime import date
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app import clock
from app.cohorts.clock_operations import SLOWEST
from app.cohorts.operations import LARGEST_SEED, Plan
from app.forms import Form, options
from app.identity.forms import PersonForm
from app.identity.models import Role
from app.identity.typed import clean_text

RATES = (10, 30, 60, 120, 240, 1440)


def _text(value: str | None) -> str:
    return clean_text(value or "")


class PlanForm(Form):
    scheme = SelectField(_l("培训方案"), [InputRequired(_l("请选一个方案"))], coerce=int)
    name = StringField(
        _l("班级名称"),
        [
            InputRequired(_l("请填写班级名称")),
            Length(min=2, max=60, message=_l("班级名称 2 到 60 个字")),
        ],
        filters=[_text],
    )
    starts_on = DateField(_l("开班日期"), [InputRequired(_l("请填写日期，例如 2026-11-23"))])
    day_minutes = IntegerField(
        _l("沙盒一天等于几分钟"),
        [
            InputRequired(_l("请填写整数分钟")),
            NumberRange(1, SLOWEST, _l("请填 %(min)s 到 %(max)s 之间的整数")),
        ],
        default=60,
    )
    seed = IntegerField(
        _l("随机种子"),
        [Optional(), NumberRange(1, LARGEST_SEED, _l("请填 %(min)s 到 %(max)s 之间的整数"))],
    )

    @property
    def plan(self) -> Plan:
        """What was typed, once it is valid."""
        begins, pace = cast(date, self.starts_on.data), cast(int, self.day_minutes.data)
        return Plan(str(self.name.data), begins, self.seed.data, pace)

    def validate_starts_on(self, field: DateField) -> None:
        if field.data and abs((field.data - clock.now().date()).days) > 366:
            raise ValidationError(_("开班日期离今天太远：前后一年以内"))


class StaffForm(PersonForm):
    role = RadioField(
        _l("身份"),
        [InputRequired(_l("请选一种身份"))],
        choices=options(
            (role.value, role.word) for role in (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)
        ),
    )


class RateForm(Form):
    day_minutes = IntegerField(
        _l("沙盒一天等于几分钟"),
        [
            InputRequired(_l("请填写整数分钟")),
            NumberRange(1, SLOWEST, _l("请填 %(min)s 到 %(max)s 之间的整数")),
        ],
    )
