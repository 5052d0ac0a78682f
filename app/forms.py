"""Forms that keep what was typed and say, in place, why something was refused."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import Translations, translations
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.db import db
from app.errors import DomainError

# What the form library says of input -> what we say: what is wrong and how to write it.
SAID = {
    "Not a valid integer value.": _l("请填整数，例如 3，不写小数、单位和文字"),
    "Not a valid decimal value.": _l("请填数字，例如 12.5，不写单位和文字"),
    "Not a valid float value.": _l("请填数字，例如 12.5，不写单位和文字"),
    "Not a valid choice.": _l("没有这个选项，请从列出的里面选；页面旧了就刷新再选"),
    "Invalid Choice: could not coerce.": _l("没有这个选项，请从列出的里面选；页面旧了就刷新再选"),
    "Not a valid date value.": _l("日期请写成 2026-03-08 这样，日子要真的有"),
    "Not a valid datetime value.": _l("时间请写成 2026-03-08 09:30 这样，日子要真的有"),
    "Not a valid time value.": _l("时间请写成 09:30 这样"),
    "Number must be at least %(min)s.": _l("请填 %(min)s 或更大的数"),
    "Number must be at most %(max)s.": _l("请填 %(max)s 或更小的数"),
    "Number must be between %(min)s and %(max)s.": _l("请填 %(min)s 到 %(max)s 之间的数"),
    "This field is required.": _l("这一项必须填"),
    "Invalid input.": _l("写法不对，请看这一项的说明再填"),
    "Field must be equal to %(other_name)s.": _l("两次填的不一样，请重新填"),
}
SEVERAL = {
    "'%(value)s' is not a valid choice for this field.",
    "'%(value)s' are not valid choices for this field.",
}


class Said(Translations):  # type: ignore[misc]
    """The library's messages in words that say what to do."""

    def gettext(self, string: str) -> str:
        ours = SAID.get(string)
        return str(ours) if ours is not None else str(translations.gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        if singular in SEVERAL:
            return self.gettext("Not a valid choice.")
        return str(translations.ngettext(singular, plural, n))


said = Said()


class Form(FlaskForm):  # type: ignore[misc]
    """A route renders it again with `form.status` after a refusal; nothing typed is lost.

    form = ShipForm()
    if form.validate_on_submit() and form.does(operations.ship, order, form.number.data, actor=me):
        return redirect(...)
    return render_template("...", form=form), form.status
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Said:
            return said

    refusal: DomainError | None = None
    result: Any = None

    def does(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run an operation; True if it was done. What it returns is in `result`.

        A refusal is kept in `refusal`, and beside the fields that it names.
        """
        try:
            self.result = operation(*args, **kwargs)
            db.session.flush()
        except DomainError as refusal:
            db.session.rollback()
            g.pop("answer_key", None)
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: DomainError) -> None:
        self.refusal = refusal
        for name, message in refusal.fields.items():
            if name in self._fields:
                self[name].errors = [*self[name].errors, message]

    @property
    def status(self) -> int:
        """200 before it was sent, 422 if its shape is wrong, else the refusal's own status."""
        if self.refusal:
            return self.refusal.status
        return 422 if self.is_submitted() and self.errors else 200


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The choices of a select or radio field, from (value, word) pairs."""
    return [SelectChoice(value, word) for value, word in pairs]
