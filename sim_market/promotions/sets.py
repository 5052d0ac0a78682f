"""Sets sold together as buyers see them: what is in one, what it costs, what it saves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from sim_market.listings.models import Listing, Sku
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Bundle, Kind
from sim_market.promotions.quoting import NOTHING, Offers, goods_named, quote_of

Goods = Sequence[tuple[Sku, int]]


@dataclass(frozen=True, slots=True)
class Set:
    """One set of a promotion: (SKU, units) in the merchant's order. `list_fen`: its goods bought
    one by one today, `pay_fen`: as a set, both with what else runs for everybody.
    """

    promotion: Promotion
    goods: Goods
    list_fen: int
    pay_fen: int

    @property
    def saves_fen(self) -> int:
        return self.list_fen - self.pay_fen

    @property
    def missing(self) -> Listing | None:
        """The first of its goods that cannot be bought now."""
        for sku, quantity in self.goods:
            listing = sku.listing
            there = sku.active and sku.available >= quantity
            if not (there and listing.is_on_sale and listing.store.is_open):
                return listing
        return None


def sets_of(
    promotions: Iterable[Promotion], known: Mapping[str, Sku], offers: Offers = NOTHING
) -> list[Set]:
    """The sets among promotions that run. `known`: their SKUs (`goods_named`); sets with goods that
    are no more are left out. `offers`: what else runs.
    """
    bundles = ((each, each.terms.benefit) for each in promotions if each.kind == Kind.BUNDLE)
    return [
        _set(promotion, [(known[item.sku], item.quantity) for item in benefit.items], offers)
        for promotion, benefit in bundles
        if isinstance(benefit, Bundle) and all(item.sku in known for item in benefit.items)
    ]


def get_set(promotion_id: int, cohort_id: int) -> Set:
    """A set that is sold now in this cohort; others do not exist."""
    promotion = db.session.scalar(
        sa.select(Promotion).where(
            Promotion.id == promotion_id,
            Promotion.cohort_id == cohort_id,
            Promotion.kind == Kind.BUNDLE,
        )
    )
    found = []
    if promotion is not None and promotion.gives_at(promotion.cohort.sim_at):
        found = sets_of([promotion], goods_named([promotion], cohort_id))
    if not found:
        raise NotFound(
            _("这个套餐现在不卖了，什么也没有放进购物车"),
            next_step=_("回商品页，单件还可以买"), link="/mall",
        )  # fmt: skip
    return found[0]


def _set(promotion: Promotion, goods: Goods, offers: Offers) -> Set:
    at = promotion.cohort.sim_at
    others = tuple(each for each in offers.promotions if each.id != str(promotion.id))
    alone = quote_of(goods, replace(offers, promotions=others), at=at)
    together = quote_of(goods, replace(offers, promotions=(*others, promotion.terms)), at=at)
    return Set(promotion, goods, alone.goods_fen, together.goods_fen)
