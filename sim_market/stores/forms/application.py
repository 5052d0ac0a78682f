"""The shape of an application, and of what an owner may change."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from app.files import save_image
from app.forms import Form, options
from sim_market.rules.categories import top_categories
from sim_market.stores.applications import LONGEST_INTRO, LONGEST_NAME, Application
from sim_market.stores.models import OperatorKind, Store
from sim_market.stores.operations import SHIP_HOURS

TIME = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("时间请写成 09:30 这样"))
LOGOS = tuple(
    f"{shape}-{hue}-plain-sun-40"
    for shape, hue in (
        ("mug", 8), ("plant", 150), ("lamp", 42), ("scarf", 352), ("tin", 168), ("backpack", 206),
        ("snack", 28), ("box", 190), ("bear", 330), ("notebook", 226), ("bottle", 88), ("tote", 16),
    )
)  # fmt: skip


class LogoForm(Form):
    """A picture of ours, or one that is uploaded."""

    logo = RadioField(_l("店标"), default=LOGOS[0], validate_choice=False)
    logo_file = FileField(_l("或者上传一张图片做店标"))

    def __init__(self, *args: Any, current: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = LOGOS if current in LOGOS or not current else (current, *LOGOS)
        self.logo.choices = options((key, key) for key in self.shown)

    def chosen_logo(self, cohort_id: int, owner_id: int) -> str:
        """The key of the picture, or the id of the file that was uploaded just now."""
        if self.logo_file.data:
            return str(save_image(self.logo_file.data, cohort_id=cohort_id, owner_id=owner_id).id)
        return str(self.logo.data) if self.logo.data in self.shown else LOGOS[0]


class StoreForm(LogoForm):
    name = StringField(
        _l("店名"),
        [
            InputRequired(_l("请填写店名")),
            Length(max=LONGEST_NAME, message=_l("店名最多 %(max)d 个字符")),
        ],
    )
    intro = TextAreaField(
        _l("店铺简介"),
        [
            InputRequired(_l("请写一句简介")),
            Length(max=LONGEST_INTRO, message=_l("简介最多 %(max)d 个字")),
        ],
    )
    category_code = SelectField(_l("主营类目"), [InputRequired(_l("请选一个主营类目"))])
    operator_kind = RadioField(
        _l("以什么主体经营"),
        choices=options((kind.value, kind.word) for kind in OperatorKind),
        default=OperatorKind.PERSON.value,
    )
    operator_name = StringField(
        _l("模拟主体名称"),
        [
            InputRequired(_l("请写模拟主体名称")),
            Length(max=40, message=_l("主体名称最多 %(max)d 个字")),
        ],
    )
    agreed = BooleanField(
        _l("我读过开店、商品、发货、售后规则，同意按规则经营"),
        [InputRequired(_l("请先读规则再勾选"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category_code.choices = options(
            [("", _l("请选择")), *((each.code, each.name) for each in top_categories())]
        )

    def application(self, cohort_id: int, owner_id: int) -> Application:
        return Application(
            name=self.name.data or "",
            intro=self.intro.data or "",
            category_code=self.category_code.data,
            logo=self.chosen_logo(cohort_id, owner_id),
            operator_kind=OperatorKind[str(self.operator_kind.data).upper()],
            operator_name=self.operator_name.data or "",
            agreed=bool(self.agreed.data),
        )


class ProfileForm(LogoForm):
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
    opens = StringField(_l("客服几点上班"), [InputRequired(_l("请填时间")), TIME])
    closes = StringField(_l("客服几点下班"), [InputRequired(_l("请填时间")), TIME])
    ship_hours = SelectField(
        _l("承诺发货时间"),
        coerce=int,
        choices=options((hours, _l("付款后 %(n)s 小时内", n=hours)) for hours in SHIP_HOURS),
    )
    auto_capture = BooleanField(_l("自动抓单：有新订单时自动生成供货单"))

    def validate_closes(self, field: Any) -> None:
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise ValidationError(_("下班要晚于上班"))


def filled(store: Store) -> dict[str, Any]:
    """The fields of an application that was made before."""
    return {
        "name": store.name,
        "intro": store.intro,
        "category_code": store.category_code,
        "logo": store.logo,
        "operator_kind": store.operator_kind.value,
        "operator_name": store.operator_name,
        "agreed": True,
    }
