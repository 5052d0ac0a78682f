"""What every promotion's form says, and how figures are typed."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.cohorts.models import Cohort
from app.fields import BoxesField, figures, line, money
from app.forms import Form
from app.money import parse_yuan
from sim_market.promotions.operations.making import LONGEST_NAME, PromotionDraft
from sim_market.promotions.pricing.terms import Kind

TIME = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("时间请写成 09:30 这样"))
FOLD = Regexp(r"^[0-9]([.][0-9]{1,2})?$", message=_l("折扣请写成 8.5 这样：八五折，付原价的 85%"))
DAY = [InputRequired(_l("请填第几天")), NumberRange(1, 400, message=_l("请填 1 到 400 的整数"))]
MOST_UNITS = 9_999


def fold(label: Any, *, needed: bool = False) -> StringField:
    first: Any = InputRequired(_l("请填折扣")) if needed else Optional()
    return StringField(label, [first, FOLD], filters=[figures])


class PromotionForm(Form):
    """What every promotion says."""

    needs_goods = False
    version = HiddenField()
    name = StringField(
        _l("活动名"),
        [
            InputRequired(_l("请给活动起个名字")),
            Length(max=LONGEST_NAME, message=_l("最多 %(max)d 个字")),
        ],
        filters=[line],
    )
    starts_day = IntegerField(_l("开始：沙盒第几天"), DAY)
    starts_time = StringField(_l("开始：几点"), [InputRequired(_l("请填时间")), TIME])
    ends_day = IntegerField(_l("结束：沙盒第几天"), DAY)
    ends_time = StringField(_l("结束：几点"), [InputRequired(_l("请填时间")), TIME])
    goods = BoxesField(_l("参加的商品"), coerce=int, validate_choice=False)
    priority = IntegerField(
        _l("优先级"), [Optional(), NumberRange(0, 99, message=_l("优先级是 0 到 99"))], default=0
    )
    exclusive = BooleanField(_l("不与同一步的其他活动同享"))
    budget = money(_l("优惠预算"))

    def validate_goods(self, field: Any) -> None:
        if self.needs_goods and not field.data:
            raise ValidationError(_("这种活动要选商品"))

    def draft(self, kind: Kind, cohort: Cohort) -> PromotionDraft:
        """Raises Invalid for an amount that is none."""
        return PromotionDraft(
            kind=kind,
            name=str(self.name.data),
            parameters=self.parameters(kind),
            condition=self.condition(),
            starts_sim_at=moment(cohort, self.starts_day.data, self.starts_time.data),
            ends_sim_at=moment(cohort, self.ends_day.data, self.ends_time.data),
            listing_ids=tuple(self.goods.data or ()),
            priority=self.priority.data or 0,
            exclusive=bool(self.exclusive.data),
            budget_fen=fen(self.budget),
            quota=self.quota_said(),
            coupons=self.coupons(),
        )

    def parameters(self, kind: Kind) -> dict[str, Any]:
        raise NotImplementedError

    def condition(self) -> dict[str, Any]:
        return {}

    def quota_said(self) -> int | None:
        return None

    def coupons(self) -> tuple[int, int] | None:
        return None

    def read_version(self) -> int:
        read = str(self.version.data or "")
        return int(read) if read.isdecimal() and len(read) < 10 else 0


def moment(cohort: Cohort, day: int | None, time: str | None) -> datetime:
    """A day of the sandbox and a time of day."""
    hours, minutes = (int(part) for part in (time or "00:00").split(":"))
    return cohort.day_starts(day or 1) + timedelta(hours=hours, minutes=minutes)


def benefit(how: str | None, value: str) -> dict[str, int]:
    if how == "fold":
        return {"off_bp": off_bp(value)}
    return {"price_fen" if how == "price" else "off_fen": parse_yuan(value)}


def tier(kind: Kind, from_: str, off: str) -> dict[str, int]:
    how = "fold" if kind == Kind.FULL_DISCOUNT else "off"
    return {"from_fen": parse_yuan(from_)} | benefit(how, off)


def off_bp(folded: str) -> int:
    """'8.5' (折) -> 1500 basis points off. What is no fold gives a figure that is refused."""
    if not FOLD.regex.match(folded):
        return 0
    return 10_000 - int(Decimal(folded) * 1_000)


def at_most(field: Any) -> dict[str, int]:
    return {"max_fen": fen(field)} if fen(field) else {}  # type: ignore[dict-item]


def fen(field: Any) -> int | None:
    return parse_yuan(str(field.data)) if field.data else None


def number(field: Any) -> int:
    return int(field.data) if field.data else 0
