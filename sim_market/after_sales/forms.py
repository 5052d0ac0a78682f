"""The shape of what merchants, buyers and the platform say about a request."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.forms import Form, options


class RejectForm(Form):
    answer = TextAreaField(
        _l("拒绝的理由"),
        [
            InputRequired(_l("拒绝要写明理由，买家会看到")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
    )


class InspectForm(Form):
    """What the merchant found in the parcel."""

    quantity = IntegerField(
        _l("收到几件"),
        [InputRequired(_l("请填收到的件数")), NumberRange(1, 99, _l("请填 1 以上的整数"))],
    )
    sellable = RadioField(
        _l("还能再卖吗"),
        [InputRequired(_l("请选能不能再卖"))],
        choices=options([("y", _l("完好，放回库存")), ("n", _l("不能再卖，不进库存"))]),
        default="y",
    )


class CaseForm(Form):
    """What the merchant says in a dispute."""

    case = TextAreaField(
        _l("说明情况"),
        [
            InputRequired(_l("请写明情况")),
            Length(10, 500, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
    )


class DecideForm(Form):
    """What the platform decides."""

    right = RadioField(
        _l("支持谁"),
        [InputRequired(_l("请选支持哪一方"))],
        choices=options([("buyer", _l("支持买家")), ("seller", _l("支持商家"))]),
    )
    decision = TextAreaField(
        _l("理由"),
        [
            InputRequired(_l("裁决要写明理由")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
    )
