"""The shape of what is typed at the door and on the account pages."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.forms import Form, options
from app.identity.passwords import LONGEST

LANGUAGES = [("zh_CN", "中文"), ("en", "English")]


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
