"""The shape of an upload."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.forms import Form


class UploadForm(Form):
    file = FileField(_l("名单文件"), [FileRequired(_l("请选择一个文件"))])
