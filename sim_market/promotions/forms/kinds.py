"""The shape of a promotion as it is typed: one form per family of kinds."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.fields import figures, line, money, whole
from app.forms import options
from app.money import parse_yuan
from sim_market.promotions.forms.basis import (
    FOLD,
    MOST_UNITS,
    PromotionForm,
    at_most,
    benefit,
    fen,
    fold,
    number,
    off_bp,
    tier,
)
from sim_market.promotions.pricing.terms import Kind


class PriceForm(PromotionForm):
    """限时折扣, 秒杀."""

    needs_goods = True
    how = RadioField(
        _l("怎么优惠"),
        [InputRequired(_l("请选一种"))],
        choices=options([("fold", _l("打几折")), ("off", _l("减几元")), ("price", _l("卖几元"))]),
        default="fold",
    )
    value = StringField(_l("数值"), [InputRequired(_l("请填数值"))], filters=[figures])
    quota = whole(_l("活动名额"), 1_000_000)
    buyer_quota = whole(_l("每人最多几件按活动价"), MOST_UNITS)

    def validate_value(self, field: Any) -> None:
        if self.how.data == "fold":
            FOLD(self, field)

    def parameters(self, kind: Kind) -> dict[str, Any]:
        said = benefit(self.how.data, str(self.value.data))
        limit = number(self.buyer_quota)
        return said | ({"buyer_quota": limit} if limit else {})

    def quota_said(self) -> int | None:
        return number(self.quota) or None


class GroupForm(PriceForm):
    """拼团."""

    size = IntegerField(
        _l("几人成团"),
        [InputRequired(_l("请填人数")), NumberRange(2, 10, message=_l("请填 2 到 10 人"))],
        default=2,
    )

    def parameters(self, kind: Kind) -> dict[str, Any]:
        return super().parameters(kind) | {"size": int(self.size.data or 2)}


class PresaleForm(PromotionForm):
    """预售: the deposit while it runs, the balance after it has ended."""

    needs_goods = True
    price = money(_l("预售价（每件）"), needed=True, low_fen=1)
    deposit = money(_l("定金（每件）"), needed=True, low_fen=1)
    worth = money(_l("定金抵多少（每件）"))

    def parameters(self, kind: Kind) -> dict[str, Any]:
        deposit = fen(self.deposit) or 0
        return {
            "price_fen": fen(self.price) or 0,
            "deposit_fen": deposit,
            "worth_fen": fen(self.worth) or deposit,
        }


class MemberForm(PriceForm):
    """会员价."""

    from_level = IntegerField(
        _l("几级以上会员"),
        [InputRequired(_l("请填级别")), NumberRange(1, 3, message=_l("请填 1 到 3"))],
        default=1,
    )

    def condition(self) -> dict[str, Any]:
        return {"from_level": int(self.from_level.data or 1)}


class MultiForm(PromotionForm):
    """N 件 N 折."""

    how = RadioField(
        _l("怎么优惠"),
        [InputRequired(_l("请选一种"))],
        choices=options(
            [
                ("all", _l("满几件，全部打折")),
                ("nth", _l("每几件，最便宜的一件打折（第二件半价）")),
                ("take", _l("每几件，一共卖几元（99 元 3 件）")),
            ]
        ),
        default="all",
    )
    count = IntegerField(
        _l("几件"), [InputRequired(_l("请填几件")), NumberRange(1, 99, message=_l("请填 1 到 99"))]
    )
    value = StringField(_l("几折，或几元"), [InputRequired(_l("请填数值"))], filters=[figures])
    count_2 = whole(_l("第二档：几件"), 99)
    value_2 = fold(_l("第二档：几折"))

    def validate_value(self, field: Any) -> None:
        if self.how.data != "take":
            FOLD(self, field)

    def parameters(self, kind: Kind) -> dict[str, Any]:
        count, value = int(self.count.data or 0), str(self.value.data)
        if self.how.data == "take":
            return {"every": count, "price_fen": parse_yuan(value)}
        if self.how.data == "nth":
            return {"every": count, "off_bp": off_bp(value)}
        tiers = [{"from_quantity": count, "off_bp": off_bp(value)}]
        if number(self.count_2) and self.value_2.data:
            second = {"from_quantity": number(self.count_2), "off_bp": off_bp(self.value_2.data)}
            tiers.append(second)
        return {"tiers": tiers}


class FullForm(PromotionForm):
    """满减: up to three tiers."""

    from_1 = money(_l("满几元"), needed=True, low_fen=1)
    off_1 = StringField(_l("减几元"), [InputRequired(_l("请填数值"))], filters=[figures])
    from_2 = money(_l("第二档：满几元"))
    off_2 = StringField(_l("第二档：减几元"), [Optional()], filters=[figures])
    from_3 = money(_l("第三档：满几元"))
    off_3 = StringField(_l("第三档：减几元"), [Optional()], filters=[figures])
    repeat = BooleanField(_l("每满都减（上不封顶时请设最多优惠）"))
    most = money(_l("最多优惠"))

    def parameters(self, kind: Kind) -> dict[str, Any]:
        rows = [(self[f"from_{n}"].data, self[f"off_{n}"].data) for n in (1, 2, 3)]
        said: dict[str, Any] = {"tiers": [tier(kind, *row) for row in rows if row[0] and row[1]]}
        if kind == Kind.FULL_REDUCTION and self.repeat.data:
            said["repeat"] = True
        return said | at_most(self.most)


class FullDiscountForm(FullForm):
    """满折."""

    off_1 = fold(_l("打几折"), needed=True)
    off_2 = fold(_l("第二档：打几折"))
    off_3 = fold(_l("第三档：打几折"))


class CouponForm(PromotionForm):
    """店铺券, 商品券, 新客券, 口令券."""

    how = RadioField(
        _l("怎么优惠"),
        [InputRequired(_l("请选一种"))],
        choices=options([("off", _l("减几元")), ("fold", _l("打几折"))]),
        default="off",
    )
    value = StringField(_l("数值"), [InputRequired(_l("请填数值"))], filters=[figures])
    from_ = money(_l("满几元可用"))
    most = money(_l("最多优惠"))
    total = IntegerField(_l("发多少张"), [InputRequired(_l("请填张数"))], default=100)
    per_user = IntegerField(_l("每人限领"), [InputRequired(_l("请填张数"))], default=1)
    code = StringField(_l("口令"), [Optional(), Length(max=20)], filters=[line])

    def validate_value(self, field: Any) -> None:
        if self.how.data == "fold":
            FOLD(self, field)

    def parameters(self, kind: Kind) -> dict[str, Any]:
        said = benefit(self.how.data, str(self.value.data)) | at_most(self.most)
        return said | {"from_fen": fen(self.from_) or 0}

    def condition(self) -> dict[str, Any]:
        return {"code": self.code.data} if self.code.data else {}

    def coupons(self) -> tuple[int, int] | None:
        return self.total.data or 0, self.per_user.data or 0


class ItemCouponForm(CouponForm):
    needs_goods = True


class PlatformForm(CouponForm):
    """平台券: for all stores of a class; no goods to choose, no word to type."""


class CodeCouponForm(CouponForm):
    code = StringField(_l("口令"), [InputRequired(_l("请填口令")), Length(max=20)], filters=[line])


class ShippingForm(PromotionForm):
    """包邮."""

    from_ = money(_l("满几元包邮"))
    most = money(_l("最多免多少运费"))

    def parameters(self, kind: Kind) -> dict[str, Any]:
        return {"from_fen": fen(self.from_) or 0} | at_most(self.most)


FORMS: Mapping[Kind, type[PromotionForm]] = {
    Kind.TIME_DISCOUNT: PriceForm,
    Kind.FLASH_SALE: PriceForm,
    Kind.GROUP_PRICE: GroupForm,
    Kind.PRESALE: PresaleForm,
    Kind.MEMBER_PRICE: MemberForm,
    Kind.MULTI_BUY: MultiForm,
    Kind.FULL_REDUCTION: FullForm,
    Kind.FULL_DISCOUNT: FullDiscountForm,
    Kind.STORE_COUPON: CouponForm,
    Kind.ITEM_COUPON: ItemCouponForm,
    Kind.NEW_CUSTOMER_COUPON: CouponForm,
    Kind.CODE_COUPON: CodeCouponForm,
    Kind.FREE_SHIPPING: ShippingForm,
}
