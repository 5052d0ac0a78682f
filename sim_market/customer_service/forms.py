"""The shape of what is typed at the desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.forms import Form, options
from sim_market.customer_service.models import Flag


class SayForm(Form):
    """A message of either side; how long it may be is said by the operation."""

    text = TextAreaField(_l("消息"), [InputRequired(_l("写几个字再发"))])
    card = StringField(_l("商品卡"), [Optional()])
    despite = BooleanField(_l("我知道违规会被巡查发现，仍然发送"))


class MarkForm(Form):
    flag = SelectField(
        _l("旗子"), choices=options((flag.value, flag.word) for flag in Flag), default="none"
    )
    note = StringField(
        _l("备注"), [Optional(), Length(max=200, message=_l("备注最多 %(max)d 个字"))]
    )


class HandOverForm(Form):
    to = SelectField(_l("交给谁"), [InputRequired(_l("请选一位"))])


class PhraseForm(Form):
    title = StringField(
        _l("名字"), [InputRequired(_l("请写名字")), Length(max=20, message=_l("最多 %(max)d 个字"))]
    )
    group = StringField(_l("分组"), [Optional(), Length(max=20, message=_l("最多 %(max)d 个字"))])
    text = TextAreaField(
        _l("内容"),
        [InputRequired(_l("请写内容")), Length(max=300, message=_l("最多 %(max)d 个字"))],
    )
    shared = BooleanField(_l("全店共用"), default=True)


class AutoReplyForm(Form):
    on = BooleanField(_l("打开自动回复"))
    welcome = TextAreaField(
        _l("欢迎语"), [Optional(), Length(max=300, message=_l("最多 %(max)d 个字"))]
    )
    away = TextAreaField(
        _l("下班时说的话"), [Optional(), Length(max=300, message=_l("最多 %(max)d 个字"))]
    )


class FaqForm(Form):
    keywords = StringField(
        _l("关键词"),
        [InputRequired(_l("请写关键词")), Length(max=80, message=_l("最多 %(max)d 个字"))],
    )
    answer = TextAreaField(
        _l("回答"),
        [InputRequired(_l("请写回答")), Length(max=300, message=_l("最多 %(max)d 个字"))],
    )


class StatementForm(Form):
    text = TextAreaField(
        _l("说明情况"),
        [InputRequired(_l("请写说明")), Length(10, 500, message=_l("写 %(min)d 到 %(max)d 个字"))],
    )
