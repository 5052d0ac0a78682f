"""The shape of what a buyer types."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from app.addresses import LARGEST_ID
from app.forms import Form, options
from app.identity.typed import clean_text
from sim_market.after_sales.models import RefundReason

STARS = options((str(n), str(n)) for n in range(1, 6))


class AddForm(Form):
    """From the page of a listing: which variant, how many, and where to go then."""

    sku_id = IntegerField(
        _l("规格"),
        [InputRequired(_l("请选一个规格")), NumberRange(1, LARGEST_ID, _l("请选一个规格"))],
    )
    quantity = IntegerField(
        _l("数量"),
        [
            InputRequired(_l("请填购买数量")),
            NumberRange(1, 99, message=_l("购买数量要在 1 到 99 之间")),
        ],
        default=1,
    )
    then = HiddenField()


class LineForm(Form):
    """One line of the cart."""

    quantity = IntegerField(
        _l("数量"),
        [
            InputRequired(_l("请填购买数量")),
            NumberRange(1, 99, message=_l("购买数量要在 1 到 99 之间")),
        ],
    )
    ticked = BooleanField(_l("要买"))


class CheckoutForm(Form):
    """What the buyer saw and agrees to. `sku_id` and `quantity` where one thing is bought."""

    seen_fen = IntegerField(_l("合计"), [InputRequired(_l("页面已过期，请刷新"))])
    note = StringField(_l("给商家的留言"), [Length(max=100, message=_l("留言最多 %(max)d 个字"))])


def _seen(value: str | None) -> str:
    """Without invisible characters: an address of those alone is no address."""
    return clean_text(value or "")


class AddressForm(Form):
    receiver = StringField(
        _l("收货人（模拟）"),
        [
            InputRequired(_l("请写收货人")),
            DataRequired(_l("请写收货人")),
            Length(max=20, message=_l("最多 %(max)d 个字")),
        ],
        filters=[_seen],
    )
    province = StringField(
        _l("省份"),
        [
            InputRequired(_l("请写省份")),
            DataRequired(_l("请写省份")),
            Length(max=20, message=_l("最多 %(max)d 个字")),
        ],
        filters=[_seen],
    )
    city = StringField(
        _l("城市"),
        [
            InputRequired(_l("请写城市")),
            DataRequired(_l("请写城市")),
            Length(max=20, message=_l("最多 %(max)d 个字")),
        ],
        filters=[_seen],
    )
    street = StringField(
        _l("详细地址"),
        [
            InputRequired(_l("请写详细地址")),
            DataRequired(_l("请写详细地址")),
            Length(max=100, message=_l("最多 %(max)d 个字")),
        ],
        filters=[_seen],
    )
    phone_tail = StringField(
        _l("模拟电话尾号"), [Regexp(r"^[0-9]{4}$", message=_l("只填 4 位数字，不要填完整电话"))]
    )


class ReviewForm(Form):
    goods = RadioField(_l("商品与描述相符"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    service = RadioField(_l("商家服务"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    logistics = RadioField(_l("物流速度"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    words = TextAreaField(_l("说说感受"), [Length(max=500, message=_l("评价最多 %(max)d 个字"))])


class RefundForm(Form):
    quantity = IntegerField(
        _l("退几件"),
        [InputRequired(_l("请填要退的件数")), NumberRange(1, 99, message=_l("请填 1 以上的整数"))],
    )
    reason = RadioField(
        _l("原因"),
        [InputRequired(_l("请选一个原因"))],
        choices=options(
            (reason.value, reason.word)
            for reason in RefundReason
            if reason != RefundReason.NO_STOCK
        ),
    )
    words = TextAreaField(_l("补充说明"), [Length(max=300, message=_l("最多 %(max)d 个字"))])

    @property
    def why(self) -> RefundReason:
        return RefundReason[str(self.reason.data).upper()]
