"""The shape of what is typed at the door and on the account pages."""

# word data: a language is named in itself

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from app.cohorts.regions import is_region
from app.forms import Form, options
from app.identity import typed
from app.identity.passwords import LONGEST

LANGUAGES = [("zh_CN", "中文"), ("en", "English")]


def _name(value: str | None) -> str:
    return typed.clean_name(value or "")


def _phone(value: str | None) -> str:
    return typed.clean_phone(value or "")


def _text(value: str | None) -> str:
    return typed.clean_text(value or "")


class LogInForm(Form):
    username = StringField(
        _l("账号"),
        [InputRequired(_l("请填写账号")), Length(max=40, message=_l("账号最多 40 个字符"))],
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码")), Length(max=LONGEST * 4, message=_l("密码太长"))],
    )


class NewPasswordForm(Form):
    current = PasswordField(_l("现在的密码"), [Length(max=LONGEST * 4, message=_l("密码太长"))])
    password = PasswordField(
        _l("新密码"),
        [
            InputRequired(_l("请填写新密码")),
            Length(max=LONGEST, message=_l("最多 %(max)d 位")),
        ],
    )
    again = PasswordField(
        _l("再输一次新密码"),
        [
            InputRequired(_l("请再输一次")),
            EqualTo("password", message=_l("两次输入的不一样")),
        ],
    )


class LanguageForm(Form):
    language = RadioField(
        _l("界面语言"), [InputRequired(_l("请选一种语言"))], choices=options(LANGUAGES)
    )


class PersonForm(Form):
    """A person by name and phone number: found if known, else given an account."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名"))], filters=[_name])
    phone = StringField(_l("手机号"), [InputRequired(_l("请填写手机号"))], filters=[_phone])

    def validate_name(self, field: StringField) -> None:
        if typed.name_problem(field.data or ""):
            raise ValidationError(_("请写姓名本身，最多 %(n)s 个字", n=typed.LONGEST_NAME))

    def validate_phone(self, field: StringField) -> None:
        if not typed.is_phone(field.data or ""):
            raise ValidationError(_("请写 11 位手机号，例如 13800138000"))


class RegionalPersonForm(PersonForm):
    """A person who acts in a region."""

    region = StringField(
        _l("地区代码"), [InputRequired(_l("请填写六位行政区划代码"))], filters=[_text]
    )

    def validate_region(self, field: StringField) -> None:
        if not is_region(field.data or ""):
            raise ValidationError(
                _("要写六位行政区划代码：410000 是河南省，410100 是郑州市，000000 是全国")
            )


class ScorerForm(RegionalPersonForm):
    """A scoring lecturer, and who employs them: they are not drawn for its classes."""

    institution = SelectField(_l("所在机构"), coerce=int, default=0)
