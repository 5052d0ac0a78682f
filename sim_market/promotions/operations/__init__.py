"""What can be done to promotions and coupons. Limits hold by single guarded updates (C1, C4)."""

from sim_market.promotions.operations.coupons import claim_by_code, claim_coupon
from sim_market.promotions.operations.making import (
    OF_PLATFORM,
    PromotionDraft,
    change_promotion,
    make_platform_promotion,
    make_promotion,
)
from sim_market.promotions.operations.running import (
    begin_due,
    end_due,
    end_promotion,
    pause_promotion,
    start_promotion,
)
from sim_market.promotions.operations.using import (
    release_uses,
    reuse_promotions,
    use_promotions,
)

__all__ = [
    "OF_PLATFORM",
    "PromotionDraft",
    "begin_due",
    "change_promotion",
    "claim_by_code",
    "claim_coupon",
    "end_due",
    "end_promotion",
    "make_platform_promotion",
    "make_promotion",
    "pause_promotion",
    "release_uses",
    "reuse_promotions",
    "start_promotion",
    "use_promotions",
]
