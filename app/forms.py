"""Forms that keep what was typed and say, in place, why something was refused."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.db import db
from app.errors import DomainError


class Form(FlaskForm):  # type: ignore[misc]
    """A route renders it again with `form.status` after a refusal; nothing typed is lost.

    form = ShipForm()
    if form.validate_on_submit() and form.does(operations.ship, order, form.number.data, actor=me):
        return redirect(...)
    return render_template("...", form=form), form.status
    """

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
