"""Make promotions. Name only what the test is about."""

from datetime import timedelta
from typing import Any

from sim_market.promotions.models import Promotion
from sim_market.promotions.operations import PromotionDraft, make_promotion, start_promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.stores.models import Store
from tests import make


def draft(store: Store, **values: Any) -> PromotionDraft:
    now = store.cohort.sim_at
    values = {
        "kind": Kind.FULL_REDUCTION,
        "name": "满 100 减 10",
        "parameters": {"tiers": [{"from_fen": 10000, "off_fen": 1000}]},
        "starts_sim_at": now,
        "ends_sim_at": now + timedelta(days=3),
    } | values
    return PromotionDraft(**values)


def promotion(store: Store | None = None, *, started: bool = True, **values: Any) -> Promotion:
    """A promotion that runs, of a store of its own unless one is named."""
    store = store or make.store()
    made = make_promotion(store, draft(store, **values), actor=None)
    if started:
        start_promotion(made, actor=None)
    return made


def coupons(
    store: Store | None = None, total: int = 5, per_user: int = 1, **values: Any
) -> Promotion:
    values = {
        "kind": Kind.STORE_COUPON,
        "name": "店铺券",
        "parameters": {"off_fen": 500},
        "coupons": (total, per_user),
    } | values
    return promotion(store, **values)
