"""The shape of promotions as they are typed."""

from sim_market.promotions.forms.kinds import FORMS, PromotionForm
from sim_market.promotions.forms.typed import blank, typed

__all__ = ["FORMS", "PromotionForm", "blank", "typed"]
