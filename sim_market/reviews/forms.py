"""The shape of a reply, of what is added later, and of an appeal."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.forms import Form, options
from sim_market.listings.blocks import cleaned
from sim_market.reviews.models import AppealGround
from sim_market.reviews.operations import MOST_PICTURES


def clean(value: str | None) -> str:
    return cleaned(value or "")


class ReplyForm(Form):
    """`again`: to what the buyer added later."""

    again = HiddenField()
    reply = TextAreaField(
        _l("回复"),
        [
            InputRequired(_l("请写回复")),
            Length(2, 300, message=_l("回复写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )


class FollowForm(Form):
    words = TextAreaField(
        _l("用了一阵子，还想说什么"),
        [
            InputRequired(_l("请写几个字")),
            Length(1, 500, message=_l("追评写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )
    pictures = MultipleFileField(
        _l("晒图（可以不传）"), [Length(max=MOST_PICTURES, message=_l("最多 %(max)d 张图"))]
    )


class AppealForm(Form):
    ground = RadioField(
        _l("为什么申诉"),
        [InputRequired(_l("请选一条理由"))],
        choices=options((ground.value, ground.word) for ground in AppealGround),
    )
    words = TextAreaField(
        _l("哪句话违规"),
        [
            InputRequired(_l("写明哪句话违规")),
            Length(5, 300, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )

    @property
    def why(self) -> AppealGround:
        return AppealGround[str(self.ground.data).upper()]


class JudgeForm(Form):
    uphold = RadioField(
        _l("申诉成立吗"),
        [InputRequired(_l("请选成立或不成立"))],
        choices=options([("y", _l("成立：隐藏评价，不计分")), ("n", _l("不成立：评价照常显示"))]),
    )
    decision = TextAreaField(
        _l("理由"),
        [
            InputRequired(_l("裁决要写明理由")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )
