"""The shape of promotions as they are typed."""

from collections.abc import Mapping

from sim_market.promotions.forms.basis import PromotionForm
from sim_market.promotions.forms.kinds import FORMS as ORDINARY
from sim_market.promotions.forms.kinds import PlatformForm
from sim_market.promotions.forms.live import LiveForm
from sim_market.promotions.forms.sets import SET_FORMS, SkuForm
from sim_market.promotions.forms.typed import blank, typed
from sim_market.promotions.pricing.terms import Kind

FORMS: Mapping[Kind, type[PromotionForm]] = {
    **ORDINARY,
    **SET_FORMS,
    Kind.LIVE_PRICE: LiveForm,
}

__all__ = ["FORMS", "LiveForm", "PlatformForm", "PromotionForm", "SkuForm", "blank", "typed"]
