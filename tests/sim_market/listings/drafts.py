"""Listings for tests: name only what the test is about."""

from typing import Any

from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.models import Listing
from sim_market.listings.operations import create_listing, put_on_sale
from sim_market.stores.models import Store
from tests import make


def draft(**said: Any) -> ListingDraft:
    return ListingDraft(**({
        "title": "粗陶手冲杯 复古马克杯 280ml",
        "category_code": "kitchen.cups.mug",
        "attributes": {"材质": "粗陶", "容量": 280},
        "images": ("mug-8-dots-arch-40", "mug-8-dots-arch-40-close", "mug-8-dots-arch-40-top"),
        "detail": ({"kind": "text", "text": "杯壁比普通马克杯厚一点，热水放二十分钟还温手。"},),
        "skus": (SkuDraft(price_fen=3900, cost_fen=1800, stock=8, weight_g=320),),
    } | said))  # fmt: skip


def listing(*, store: Store | None = None, on_sale: bool = True, **said: Any) -> Listing:
    store = store or make.store()
    made = create_listing(store, draft(**said), actor=store.owner)
    if on_sale:
        put_on_sale(made, actor=store.owner)
    return made
