"""The shape of what a buyer types."""

import re
from collections.abc import Iterable

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from app.addresses import LARGEST_ID
from app.fields import figures, line
from app.forms import Form, options
from app.identity.typed import clean_text
from app.money import MAX_FEN
from sim_market.mall.models import LONGEST_WORDS, SHORTEST_WORDS
from sim_market.orders.models import BuyerReason
from sim_market.reviews.operations import MOST_PICTURES

STARS = options((str(n), str(n)) for n in range(1, 6))


class AddForm(Form):
    """From the page of a listing: which variant, how many, and where to go then.

    The variant is named by its values `s0` `s1` `s2`, or by `sku_id`.
    """

    sku_id = IntegerField(
        _l("规格"),
        [Optional(), NumberRange(1, LARGEST_ID, _l("请选一个规格"))],
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


class LiveForm(AddForm):
    """From the live bag of a store: the same; `seen-<SKU>` is the price that was shown."""

    sku_id = IntegerField(
        _l("规格"), [InputRequired(_l("请选一个规格")), NumberRange(1, LARGEST_ID)]
    )


class CancelForm(Form):
    """Why a buyer gives an order up."""

    why = RadioField(
        _l("为什么取消（商家会看到）"),
        [InputRequired(_l("请选一个原因"))],
        choices=options((reason.value, reason.word) for reason in BuyerReason),
        default=BuyerReason.CHANGED_MIND.value,
    )
    words = StringField(
        _l("补充说明"),
        [Length(max=80, message=_l("最多 %(max)d 个字"))],
        filters=[line],
    )

    @property
    def reason(self) -> BuyerReason:
        return BuyerReason[str(self.why.data).upper()]


class CashierForm(Form):
    """The provider's till: what the payer was shown, and where the money comes from."""

    seen_fen = IntegerField(
        _l("金额"),
        [InputRequired(_l("缺少金额，请刷新页面")), NumberRange(0, MAX_FEN)],
    )
    method = RadioField(
        _l("付款方式"),
        [InputRequired(_l("请选付款方式"))],
        choices=options([("balance", _l("模拟余额"))]),
        default="balance",
    )


class WordsForm(Form):
    """A question or an answer, of one line or two."""

    words = TextAreaField(
        _l("写点什么"),
        [
            InputRequired(_l("请写几个字")),
            Length(SHORTEST_WORDS, LONGEST_WORDS, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
    )


class CartForm(Form):
    """The whole cart: `quantity-<line>` as typed, `tick` for each line that is wanted."""

    deed = HiddenField(default="save")

    def read(self, line_ids: Iterable[int]) -> dict[int, str]:
        """Line -> its quantity as it was typed, of those lines that the form names."""
        names = {line_id: f"quantity-{line_id}" for line_id in line_ids}
        return {n: figures(request.form[name]) for n, name in names.items() if name in request.form}

    def ticked(self) -> set[int]:
        return set(request.form.getlist("tick", type=int))

    def what(self) -> tuple[str, int]:
        """The button that was pressed: ('remove', 7) for 'remove-7', ('save', 0) for 'save'."""
        deed, _dash, number = str(self.deed.data or "save").partition("-")
        return deed, min(int(number), LARGEST_ID) if re.fullmatch(r"[0-9]{1,15}", number) else 0


class CodeForm(Form):
    """A word that a merchant has told."""

    code = StringField(
        _l("口令"),
        [
            InputRequired(_l("请填口令")),
            Length(max=20, message=_l("口令最多 %(max)d 个字")),
        ],
    )


class GroupForm(Form):
    """Buying together: which variant, how many, and the sum that was shown."""

    sku_id = IntegerField(
        _l("规格"), [InputRequired(_l("请选一个规格")), NumberRange(1, LARGEST_ID)]
    )
    quantity = IntegerField(
        _l("数量"),
        [
            InputRequired(_l("请填购买数量")),
            NumberRange(1, 99, message=_l("购买数量要在 1 到 99 之间")),
        ],
        default=1,
    )
    seen_fen = IntegerField(_l("合计"), [InputRequired(_l("页面已过期，请刷新"))])


class PresaleForm(GroupForm):
    """A presale: the same, and that the buyer has read what becomes of the deposit."""

    agreed = BooleanField(
        _l("我知道：过了尾款时间不付，定金不退"),
        [InputRequired(_l("请先看清定金不退的条件，勾上再下单"))],
    )


class CheckoutForm(Form):
    """What the buyer saw and agrees to. `sku_id` and `quantity` where one thing is bought."""

    seen_fen = IntegerField(_l("合计"), [InputRequired(_l("页面已过期，请刷新"))])
    note = StringField(_l("给商家的留言"), [Length(max=100, message=_l("留言最多 %(max)d 个字"))])


def _seen(value: str | None) -> str:
    """Without invisible characters: an address of those alone is no address."""
    return clean_text(value or "")


def _line(label: str, missing: str, most: int = 20) -> StringField:
    """A line of an address: it must say something, and not more than so many characters."""
    much = Length(max=most, message=_l("最多 %(max)d 个字"))
    asked = [InputRequired(missing), DataRequired(missing), much]
    return StringField(label, asked, filters=[_seen])


class AddressForm(Form):
    receiver = _line(_l("收货人（模拟）"), _l("请写收货人"))
    province = _line(_l("省份"), _l("请写省份"))
    city = _line(_l("城市"), _l("请写城市"))
    street = _line(_l("详细地址"), _l("请写详细地址"), 100)
    phone_tail = StringField(
        _l("模拟电话尾号"), [Regexp(r"^[0-9]{4}$", message=_l("只填 4 位数字，不要填完整电话"))]
    )


class BookForm(AddressForm):
    """One more address of the book, and what one calls it."""

    label = StringField(
        _l("叫它什么（可不填）"),
        [Length(max=10, message=_l("最多 %(max)d 个字"))],
        filters=[_seen],
        description=_l("例如：家、学校、爸妈"),
    )


class ReviewForm(Form):
    goods = RadioField(_l("商品与描述相符"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    service = RadioField(_l("商家服务"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    logistics = RadioField(_l("物流速度"), [InputRequired(_l("请给 1 到 5 星"))], choices=STARS)
    words = TextAreaField(_l("说说感受"), [Length(max=500, message=_l("评价最多 %(max)d 个字"))])
    pictures = MultipleFileField(
        _l("晒图（可以不传）"), [Length(max=MOST_PICTURES, message=_l("最多 %(max)d 张图"))]
    )
