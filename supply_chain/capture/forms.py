"""What is typed on the pages of supply orders."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.forms import Form
from supply_chain.sourcing.price import MOST_PACK


def row_id(text: str) -> int:
    """A number that may be a row's; ValueError for any other."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


class PickForm(Form):
    """Which supply orders to confirm."""

    ids = SelectMultipleField(coerce=row_id, validate_choice=False)


class LinkForm(Form):
    """Which goods of the catalogue a line comes from."""

    code = StringField(
        _l("货源规格编号"),
        [InputRequired(_l("请填货源规格编号")), Length(max=20, message=_l("编号像 P01001-1 这样"))],
    )
    pack = IntegerField(
        _l("每份件数"),
        [
            InputRequired(_l("请填每份件数")),
            NumberRange(1, MOST_PACK, _l("每份件数要在 %(min)s 到 %(max)s 之间")),
        ],
        default=1,
    )
