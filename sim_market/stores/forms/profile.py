"""The shape of the profile, of a return address, and of a teacher's answer."""

# word data: the word that tells a made-up name

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from app.fields import figures, line
from app.forms import Form
from sim_market.stores.applications import LONGEST_INTRO, REVIEWED
from sim_market.stores.forms.application import LogoForm, PromiseForm
from sim_market.stores.operations.reviewing import LONGEST_REASON


class ProfileForm(PromiseForm, LogoForm):
    intro = TextAreaField(
        _l("店铺简介"),
        [
            InputRequired(_l("请写一句简介")),
            Length(max=LONGEST_INTRO, message=_l("简介最多 %(max)d 个字")),
        ],
    )
    notice = TextAreaField(
        _l("店铺公告"), [Length(max=LONGEST_INTRO, message=_l("公告最多 %(max)d 个字"))]
    )
    auto_capture = BooleanField(_l("自动抓单：有新订单时自动生成供货单"))

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        return {
            **super().values(cohort_id, owner_id),
            "intro": self.intro.data or "",
            "notice": self.notice.data or "",
            "logo": self.chosen_logo(cohort_id, owner_id),
            "auto_capture": bool(self.auto_capture.data),
        }


class AddressForm(Form):
    receiver = StringField(
        _l("收件人（模拟）"),
        [InputRequired(_l("请写收件人")), Length(max=20, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )
    phone = StringField(
        _l("电话（模拟）"),
        [
            InputRequired(_l("请填模拟电话")),
            Regexp(
                r"^1990000[0-9]{4}$",
                message=_l("只用模拟号码：1990000 开头的 11 位数字，不要填真实电话"),
            ),
        ],
        filters=[figures],
    )
    province = StringField(
        _l("省份"),
        [InputRequired(_l("请填省份")), Length(max=20, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )
    street = StringField(
        _l("详细地址"),
        [
            InputRequired(_l("请填详细地址")),
            Length(5, 100, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[line],
    )
    is_default = BooleanField(_l("设为默认退货地址"))

    def validate_receiver(self, field: Any) -> None:
        if "模拟" not in (field.data or ""):
            raise ValidationError(_("请写明“模拟”，例如“模拟仓库老周”，不要填真实姓名"))


class AnswerForm(Form):
    """What a teacher wants changed, field by field."""

    operator_name = TextAreaField(_l("经营主体要改什么"))
    category_code = TextAreaField(_l("主营类目要改什么"))
    name = TextAreaField(_l("店名要改什么"))
    intro = TextAreaField(_l("简介要改什么"))
    logo = TextAreaField(_l("店标要改什么"))
    promises = TextAreaField(_l("服务承诺要改什么"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in REVIEWED:
            most = Length(max=LONGEST_REASON, message=_l("最多 %(max)d 个字"))
            self[name].validators = [most]

    @property
    def said(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in REVIEWED}
