"""How a store wants the supplier's stock shown, as it is typed."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.forms import Form
from supply_chain.stock.quantity import Rule

NEEDED = InputRequired(_l("请填整数"))


class SyncRuleForm(Form):
    rate_percent = IntegerField(
        _l("同步比例"), [NEEDED, NumberRange(1, 100, _l("同步比例要在 1 到 100 之间"))]
    )
    buffer = IntegerField(
        _l("安全库存"), [NEEDED, NumberRange(0, 9_999, _l("安全库存要在 0 到 9,999 之间"))]
    )
    cap = IntegerField(
        _l("最多显示"), [NEEDED, NumberRange(1, 99_999, _l("最多显示数量要在 1 到 99,999 之间"))]
    )

    def rule(self) -> Rule:
        return Rule(self.rate_percent.data or 0, self.buffer.data or 0, self.cap.data or 0)
