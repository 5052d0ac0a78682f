"""What the pages of the mall say of a price: the same quote in cart, checkout and listing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from flask import request

from app.addresses import LARGEST_ID
from sim_market.freight.price import Quote as Fee
from sim_market.listings.models import Sku
from sim_market.orders.pricing import BEST, Priced, Wish
from sim_market.promotions.models import Promotion
from sim_market.promotions.offers import ASIDE, Beside, Claim
from sim_market.promotions.pricing import Kind, QuotedLine
from sim_market.promotions.quoting import offers_of, quote_of
from sim_market.promotions.telling import Told, told, why_not
from sim_market.stores.models import Store

NO_COUPON = "none"
MOST_COUPONS = 50


def wish_asked() -> Wish:
    """The coupons that an address or a form names: nothing said is the best of them."""
    said = request.values.getlist("coupon")[:MOST_COUPONS]
    if not said:
        return BEST
    ids = (int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 16)
    return Wish(coupon_ids=tuple(min(each, LARGEST_ID) for each in ids))


def costs_of(priced: Priced) -> dict[int, QuotedLine]:
    """SKU id -> the line of the quote."""
    return {int(line.line.id): line for line in priced.quote.lines}


def teller(priced: Priced) -> Callable[[Store | None], Told]:
    """Tells of one store's part of a price, or of the whole."""
    goods = {str(sku.id): sku.listing.title for sku in priced.skus}

    def tell(store: Store | None = None) -> Told:
        return told(priced.quote if store is None else priced.of(store), goods)

    return tell


@dataclass(frozen=True, slots=True)
class Choice:
    """A coupon that the buyer holds and could use here. `fen`: what it takes off this purchase,
    `why`: why nothing.
    """

    id: int
    promotion: Promotion
    used: bool
    fen: int
    why: str


def choices(priced: Priced) -> list[Choice]:
    """All coupons held for these stores, those that are used first; one per batch."""
    used = {each.promotion.id: each.fen for each in priced.quote.applied}
    held = priced.offers.coupons
    found: dict[str, Choice] = {}
    for coupon in priced.offers.mine:
        key = str(coupon.batch.promotion_id)
        mine = held.get(key)
        if mine is None or mine.id == coupon.id:
            fen = used.get(key, 0)
            why, promotion = why_not(priced.quote, key), coupon.batch.promotion
            found.setdefault(key, Choice(coupon.id, promotion, key in used, fen, why))
    return sorted(found.values(), key=lambda each: (not each.used, each.id))


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """What one unit costs here: `now` with what runs for everybody, `coupon_fen` once the coupons
    that anybody may claim are used too, None if there are none or they do nothing.
    """

    now: Told
    unit_fen: int
    coupon_fen: int | None


def plain(promotions: Iterable[Promotion]) -> list[Promotion]:
    """What everybody gets without doing anything for it."""
    return [each for each in promotions if not each.kind.is_coupon and each.kind not in ASIDE]


def shown_price(sku: Sku, fee: Fee, beside: Beside, known: Mapping[str, Sku]) -> ShownPrice:
    """The price of one unit on the listing's page, from what was read for it. `known`: the SKUs
    that promotions name.
    """
    goods, at = [(sku, 1)], sku.cohort.sim_at
    fees = {sku.listing.store_id: fee.fen}
    open_ = {each.promotion.id for each in beside.offers if each.claim != Claim.GONE}
    coupons = [each for each in beside.running if each.id in open_ and _for_anybody(each)]
    offers = offers_of(plain(beside.running), sku.cohort_id, known)
    now = quote_of(goods, offers, fees=fees, at=at)
    best = now
    if coupons:
        more = (*offers.promotions, *(each.terms for each in coupons))
        best = quote_of(goods, replace(offers, promotions=more), fees=fees, at=at)
    names = {str(each.id): each.listing.title for each in (sku, *offers.gifts.values())}
    return ShownPrice(
        told(now, names), now.goods_fen, best.goods_fen if best.goods_fen < now.goods_fen else None
    )


def _for_anybody(coupon: Promotion) -> bool:
    return coupon.kind != Kind.NEW_CUSTOMER_COUPON
