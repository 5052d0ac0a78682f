"""The shape of what an institution types into a draw."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.forms import Form


def _strip(value: str | None) -> str:
    return (value or "").strip()


class PublishForm(Form):
    source = StringField(
        _l("公开号码来源"),
        [
            InputRequired(message=_l("写明用哪一天、哪里公布的什么号码")),
            Length(4, 200, message=_l("4 到 200 字")),
        ],
        filters=[_strip],
        description=_l("公布后才会产生、人人能查到的号码，例如某日某公共彩票的开奖号码"),
    )


class RunForm(Form):
    public_value = StringField(
        _l("公开号码"),
        [
            InputRequired(message=_l("照公布的原文填写")),
            Length(max=200, message=_l("最多 200 字")),
        ],
        filters=[_strip],
        description=_l("照原文填写，用空格分开；人人都能用它重算"),
    )
    public_dated = DateField(_l("号码公布日期"), [InputRequired(message=_l("填号码产生的日期"))])


class ReasonForm(Form):
    reason = StringField(
        _l("原因"),
        [
            InputRequired(message=_l("写一句原因，会留底")),
            Length(max=200, message=_l("最多 200 字")),
        ],
        filters=[_strip],
    )


class RelationForm(Form):
    lecturer = SelectField(_l("评分讲师"), coerce=int)
    trainee = SelectField(_l("学员"), coerce=int)
    reason = StringField(
        _l("关系"),
        [
            InputRequired(message=_l("例如：亲属、同事、合伙")),
            Length(max=200, message=_l("最多 200 字")),
        ],
        filters=[_strip],
    )
