"""The shape of what is typed about an institution."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Length

from app.cohorts.regions import NATION, is_region
from app.forms import Form
from app.identity.typed import clean_text


def _text(value: str | None) -> str:
    return clean_text(value or "")


class InstitutionForm(Form):
    name = StringField(
        _l("机构名称"),
        [
            InputRequired(_l("请填写机构名称")),
            Length(min=2, max=80, message=_l("机构名称 2 到 80 个字")),
        ],
        filters=[_text],
    )
    region = StringField(
        _l("地区代码"), [InputRequired(_l("请填写六位行政区划代码"))], filters=[_text]
    )

    def validate_region(self, field: StringField) -> None:
        if not is_region(field.data or "") or field.data == NATION:
            raise ValidationError(_("要写六位行政区划代码，例如 410100 是郑州市"))
