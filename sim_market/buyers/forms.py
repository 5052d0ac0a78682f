"""The shape of what is typed about the market: events, ads."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.fields import money
from app.forms import Form, options
from app.money import parse_yuan
from sim_market.buyers.models import EventKind
from sim_market.buyers.season.scenarios import scenarios

DAY = [InputRequired(_l("请写第几天")), NumberRange(1, 10_000, _l("写 1 到 10000 之间的整数"))]


class EventForm(Form):
    kind = SelectField(
        _l("发生什么"),
        [InputRequired()],
        choices=options((kind.value, kind.word) for kind in EventKind),
    )
    first_day = IntegerField(_l("从第几天"), DAY)
    last_day = IntegerField(_l("到第几天"), DAY)
    size = IntegerField(
        _l("力度"),
        [InputRequired(_l("请写力度")), NumberRange(-99, 1_000, _l("写 -99 到 1000 的整数"))],
    )
    title = StringField(
        _l("公告标题"), [Optional(), Length(max=40, message=_l("最多 %(max)d 个字"))]
    )
    announced = BooleanField(_l("公告给学员"), default=True)


class ScenarioForm(Form):
    scenario = SelectField(
        _l("情景"),
        [InputRequired()],
        choices=options((s.code, s.name) for s in scenarios().values() if s.happenings),
    )
    first_day = IntegerField(_l("第一件事在第几天"), DAY)
    announced = BooleanField(_l("公告给学员"), default=True)


class ModeForm(Form):
    mode = RadioField(
        _l("市场方式"),
        [InputRequired(_l("请选一种"))],
        choices=options([("alone", _l("各自独立")), ("shared", _l("同场竞争"))]),
    )

    @property
    def shared(self) -> bool:
        return bool(self.mode.data == "shared")


class AdPlanForm(Form):
    on = BooleanField(_l("打开推广"))
    budget = money(_l("日预算"), needed=True)


class BidsForm(Form):
    """One field for each query of the listing's category."""

    bid_0 = money(_l("出价"))
    bid_1 = money(_l("出价"))
    bid_2 = money(_l("出价"))
    bid_3 = money(_l("出价"))
    bid_4 = money(_l("出价"))
    bid_5 = money(_l("出价"))

    @property
    def fields(self) -> list[StringField]:
        return [self.bid_0, self.bid_1, self.bid_2, self.bid_3, self.bid_4, self.bid_5]

    @property
    def bids_fen(self) -> dict[int, int]:
        return {
            word: parse_yuan(field.data) if field.data else 0
            for word, field in enumerate(self.fields)
        }
