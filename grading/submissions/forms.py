"""The shape of what a trainee writes and uploads for the assessment."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional, ValidationError

from app.forms import Form
from grading.submissions.models import STATEMENT_MAX, STATEMENTS, Portfolio
from grading.submissions.operations import RealStore

_SAYS = Length(max=STATEMENT_MAX, message=_l("最多 1000 字"))


def _strip(value: str | None) -> str:
    return (value or "").strip()


def whole(text: str | None, otherwise: int) -> int:
    """A hidden number as it was sent; `otherwise` if it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


class PortfolioForm(Form):
    """The statements and the real store. `version` is that of the row which was shown."""

    version = HiddenField(validators=[InputRequired()])
    positioning = TextAreaField(STATEMENTS["positioning"], [_SAYS], filters=[_strip])
    sourcing = TextAreaField(STATEMENTS["sourcing"], [_SAYS], filters=[_strip])
    promotion = TextAreaField(STATEMENTS["promotion"], [_SAYS], filters=[_strip])
    service = TextAreaField(STATEMENTS["service"], [_SAYS], filters=[_strip])
    real_platform = StringField(
        _l("真实平台名称"), [Length(max=40, message=_l("最多 40 字"))], filters=[_strip]
    )
    real_url = StringField(
        _l("店铺链接"),
        [
            Optional(),
            Length(max=300, message=_l("链接太长")),
            URL(message=_l("要以 http:// 或 https:// 开头")),
        ],
        filters=[_strip],
    )
    real_products = IntegerField(
        _l("在售商品件数"),
        [Optional(), NumberRange(0, 100_000, message=_l("填 0 到 100000 的整数"))],
    )

    @property
    def statements(self) -> dict[str, str]:
        return {topic: self[topic].data for topic in STATEMENTS}

    @property
    def real_store(self) -> RealStore:
        return RealStore(
            self.real_platform.data or "", self.real_url.data or "", self.real_products.data
        )

    @property
    def version_no(self) -> int:
        return whole(self.version.data, 0)

    def fill(self, portfolio: Portfolio | None) -> None:
        """Show what is stored."""
        self.version.data = str(portfolio.version if portfolio else 1)
        if portfolio:
            for topic in STATEMENTS:
                self[topic].data = portfolio.statements.get(topic, "")
            self.real_platform.data = portfolio.real_platform
            self.real_url.data = portfolio.real_url
            self.real_products.data = portfolio.real_products


class ScreenshotForm(Form):
    image = FileField(_l("截图"), [FileRequired(message=_l("请选择一张图片"))])
    taken_on = DateField(
        _l("截图日期"),
        [InputRequired(message=_l("填截图当天的日期，例如 2026-11-20"))],
    )

    def validate_taken_on(self, field: DateField) -> None:
        if field.data and field.data.year < 2000:
            raise ValidationError(_("请核对年份"))


class HandInForm(Form):
    """`seen` is how many hand-ins the page showed."""

    seen = HiddenField(_l("页面上的提交次数"), validators=[InputRequired()])

    @property
    def seen_no(self) -> int:
        return whole(self.seen.data, -1)
