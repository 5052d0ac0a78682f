"""The shape of marks as they are sent: points like 2.5, a comment, the version that was shown."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.errors import Invalid
from app.forms import Form
from grading.rubrics.standard import Item


@dataclass(frozen=True, slots=True)
class MarkSent:
    """One item of a scoring form. `tenths` is None where no points were chosen."""

    item: str
    tenths: int | None
    comment: str
    version: int


def mark_sent(form: "MultiDict[str, str]", item: Item) -> MarkSent:
    """Read one item of a form, or Invalid."""
    return MarkSent(
        item=item.id,
        tenths=tenths_of(form.get(f"t-{item.key}", "")),
        comment=form.get(f"c-{item.key}", ""),
        version=_whole(form.get(f"v-{item.key}", "")),
    )


def tenths_of(text: str) -> int | None:
    """ "2.5" -> 25, "" -> None; Invalid for anything that is no number of points."""
    text = text.strip()
    if not text:
        return None
    whole, _point, rest = text.partition(".")
    if not whole.isdecimal() or len(whole) > 3 or rest not in ("", "0", "5"):
        raise Invalid(_("给分不是有效的数"), next_step=_("请从给出的分数里选"))
    return int(whole) * 10 + int(rest or 0)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(_("页面不完整，没有保存"), next_step=_("请刷新页面再评"))
    return int(text)


class SealForm(Form):
    """`version` is that of the summary that was shown."""

    version = HiddenField(validators=[InputRequired()])

    @property
    def version_no(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class GiveBackForm(Form):
    reason = StringField(
        _l("退回原因"),
        [
            InputRequired(message=_l("写一句原因，会留底")),
            Length(max=200, message=_l("最多 200 字")),
        ],
        filters=[lambda value: (value or "").strip()],
        description=_l("例如：认出学员、有亲属关系、临时不能评"),
    )
