"""The shape of a store's member levels."""

from flask_babel import lazy_gettext as _l

from app.fields import money
from app.forms import Form
from app.money import parse_yuan


class LevelsForm(Form):
    """Up to three thresholds, empty ones at the end are levels that there are not."""

    level_1 = money(_l("1 级：累计满"), low_fen=1)
    level_2 = money(_l("2 级：累计满"), low_fen=1)
    level_3 = money(_l("3 级：累计满"), low_fen=1)

    def steps(self) -> list[int]:
        """In fen. Raises Invalid for an amount that is none."""
        said = [self.level_1.data, self.level_2.data, self.level_3.data]
        return [parse_yuan(str(each)) for each in said if each]
