"""The words of pricing: phases, kinds, reasons, and the policies in which engines differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Phase(IntEnum):
    """The fixed order (P1)."""

    UNIT_PRICE = 1
    ITEM = 2
    SHOP = 3
    SHOP_COUPON = 4
    PLATFORM_COUPON = 5
    POINTS = 6
    SHIPPING = 7


class Kind(StrEnum):
    TIME_DISCOUNT = "time_discount"
    FLASH_SALE = "flash_sale"
    GROUP_PRICE = "group_price"
    MEMBER_PRICE = "member_price"
    LIVE_PRICE = "live_price"
    PRESALE = "presale"
    MULTI_BUY = "multi_buy"
    BUNDLE = "bundle"
    FULL_REDUCTION = "full_reduction"
    FULL_DISCOUNT = "full_discount"
    GIFT = "gift"
    STORE_COUPON = "store_coupon"
    ITEM_COUPON = "item_coupon"
    NEW_CUSTOMER_COUPON = "new_customer_coupon"
    CODE_COUPON = "code_coupon"
    PLATFORM_COUPON = "platform_coupon"
    POINTS = "points"
    FREE_SHIPPING = "free_shipping"

    @property
    def phase(self) -> Phase:
        return PHASES[self]

    @property
    def is_coupon(self) -> bool:
        return self.phase in {Phase.SHOP_COUPON, Phase.PLATFORM_COUPON}

    @property
    def is_of_platform(self) -> bool:
        """The platform bears it unless the promotion says otherwise."""
        return self.phase in {Phase.PLATFORM_COUPON, Phase.POINTS}


PHASES: Mapping[Kind, Phase] = {
    Kind.TIME_DISCOUNT: Phase.UNIT_PRICE,
    Kind.FLASH_SALE: Phase.UNIT_PRICE,
    Kind.GROUP_PRICE: Phase.UNIT_PRICE,
    Kind.MEMBER_PRICE: Phase.UNIT_PRICE,
    Kind.LIVE_PRICE: Phase.UNIT_PRICE,
    Kind.PRESALE: Phase.UNIT_PRICE,
    Kind.MULTI_BUY: Phase.ITEM,
    Kind.BUNDLE: Phase.ITEM,
    Kind.FULL_REDUCTION: Phase.SHOP,
    Kind.FULL_DISCOUNT: Phase.SHOP,
    Kind.GIFT: Phase.SHOP,
    Kind.STORE_COUPON: Phase.SHOP_COUPON,
    Kind.ITEM_COUPON: Phase.SHOP_COUPON,
    Kind.NEW_CUSTOMER_COUPON: Phase.SHOP_COUPON,
    Kind.CODE_COUPON: Phase.SHOP_COUPON,
    Kind.PLATFORM_COUPON: Phase.PLATFORM_COUPON,
    Kind.POINTS: Phase.POINTS,
    Kind.FREE_SHIPPING: Phase.SHIPPING,
}


class Reason(StrEnum):
    """Why a promotion did not apply. `Missing.facts` holds the figures."""

    NOT_STARTED = "not_started"  # starts_at
    ENDED = "ended"  # ends_at
    NOTHING_IN_SCOPE = "nothing_in_scope"
    AMOUNT_SHORT = "amount_short"  # need_fen, have_fen, missing_fen
    QUANTITY_SHORT = "quantity_short"  # need, have, missing
    BUNDLE_INCOMPLETE = "bundle_incomplete"  # sku, need, have, missing
    NOT_NEW_CUSTOMER = "not_new_customer"
    LEVEL_TOO_LOW = "level_too_low"  # need, have, missing
    NO_CODE = "no_code"
    NOT_LIVE = "not_live"
    NOT_GROUP = "not_group"
    PROVINCE = "province"  # province
    QUOTA_GONE = "quota_gone"
    BUYER_QUOTA_GONE = "buyer_quota_gone"  # need: so many units are all that one buyer gets
    BUDGET_SHORT = "budget_short"  # need_fen, have_fen, missing_fen
    GIFTS_GONE = "gifts_gone"
    EXCLUDED = "excluded"  # by: the exclusive promotion that stopped the phase (P2)
    LANE = "lane"  # by: the better one of the same lane (P4); would_give_fen
    BETTER_PRICE = "better_price"  # by: the lower price of the unit
    NO_GAIN = "no_gain"  # the price is as low already, or at its floor (A5)
    NO_SHIPPING = "no_shipping"  # there is no fee to take off


@dataclass(frozen=True, slots=True)
class Missing:
    """A reason, and what it would take."""

    reason: Reason
    facts: Mapping[str, int | str] = field(default_factory=dict)


class Rounding(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


class Rounds(StrEnum):
    """Which figure of a percentage is rounded; the other is the difference."""

    DISCOUNT = "discount"
    PRICE = "price"


class PercentPer(StrEnum):
    LINE = "line"
    UNIT = "unit"
    TOTAL = "total"


class Threshold(StrEnum):
    AFTER = "after"
    BEFORE = "before"


class Shares(StrEnum):
    LARGEST_REMAINDER = "largest_remainder"
    LAST_LINE = "last_line"
    FIRST_LINE = "first_line"


class UnitPriceBy(StrEnum):
    BEST = "best"
    PRIORITY = "priority"
    STACK = "stack"


class AfterReturn(StrEnum):
    KEEP = "keep"
    CLAW_BACK = "claw_back"


class CouponReturns(StrEnum):
    WHOLE_ORDER_UNSHIPPED = "whole_order_unshipped"
    WHOLE_ORDER = "whole_order"
    NEVER = "never"


class CommissionBase(StrEnum):
    GOODS_AND_PLATFORM = "goods_and_platform"
    GOODS = "goods"


@dataclass(frozen=True, slots=True)
class Settings:
    """Policies in which engines differ. The defaults are those of the commerce rules' head."""

    rounding: Rounding = Rounding.HALF_UP
    rounds: Rounds = Rounds.DISCOUNT
    percent_per: PercentPer = PercentPer.LINE
    threshold: Threshold = Threshold.AFTER
    shares: Shares = Shares.LARGEST_REMAINDER
    unit_price: UnitPriceBy = UnitPriceBy.BEST
    after_return: AfterReturn = AfterReturn.KEEP
    coupon_returns: CouponReturns = CouponReturns.WHOLE_ORDER_UNSHIPPED
    commission_base: CommissionBase = CommissionBase.GOODS_AND_PLATFORM
