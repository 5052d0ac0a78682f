"""The price of goods here and now: what runs, what the buyer holds, and the quote of both.

Listing, cart, checkout, order and refund all show this quote. Where nothing runs it takes one
statement.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from sim_market.listings.models import Listing, Sku
from sim_market.promotions.models import Coupon, Promotion
from sim_market.promotions.pricing import (
    Basket,
    Bundle,
    Buyer,
    Kind,
    Line,
    Off,
    Quote,
    Shipping,
    price,
)
from sim_market.promotions.pricing import promotion as pricing
from sim_market.promotions.queries import ALIVE, coupons_of
from sim_market.shoppers.models import Shopper

Goods = Sequence[tuple[Sku, int]]

LEAST_FEN = 1  # no unit is sold for nothing, however much is taken off (A5)
STANDING = (
    sa.select(Promotion)
    .where(
        Promotion.cohort_id == sa.bindparam("cohort"),
        sa.or_(
            Promotion.store_id.in_(sa.bindparam("stores", expanding=True)),
            Promotion.store_id.is_(None),
        ),
        Promotion.state.in_(ALIVE),
        Promotion.starts_sim_at <= sa.bindparam("at", type_=Promotion.starts_sim_at.type),
        Promotion.ends_sim_at > sa.bindparam("at", type_=Promotion.starts_sim_at.type),
    )
    .options(joinedload(Promotion.targets))
    .order_by(Promotion.id)
    .execution_options(populate_existing=True)  # what is left of them changes with every order
)


@dataclass(frozen=True, slots=True)
class Offers:
    """What may apply to a purchase now. `coupons`: promotion id -> the coupon that it would spend.
    `gifts`: SKU id -> the SKU that a promotion gives away. `mine`: all coupons that the buyer holds
    for these stores, chosen or not.
    """

    promotions: tuple[pricing.Promotion, ...] = ()
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    gifts: Mapping[str, Sku] = field(default_factory=dict)
    mine: Sequence[Coupon] = ()

    @property
    def ask_who_is_new(self) -> bool:
        """Does any of them ask whether the buyer has bought before?"""
        return any(
            each.condition.new_customers or each.kind == Kind.NEW_CUSTOMER_COUPON
            for each in self.promotions
        )

    @property
    def ask_level(self) -> bool:
        """Does any of them ask for the buyer's level?"""
        return any(
            each.condition.from_level or each.kind == Kind.MEMBER_PRICE for each in self.promotions
        )

    @property
    def limited(self) -> list[int]:
        """The promotions that one buyer gets so many units of only."""
        return [int(each.id) for each in self.promotions if limit_of(each) is not None]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the coupons that are held: they were typed when they were claimed."""
        held = (each for each in self.promotions if each.id in self.coupons)
        return frozenset(each.condition.code for each in held if each.condition.code)


NOTHING = Offers()


def offers_in(
    store_ids: Iterable[int],
    cohort_id: int,
    at: datetime,
    *,
    holder: Shopper | None = None,
    chosen: Sequence[int] | None = None,
    presale: bool = False,
) -> Offers:
    """What gives something in these stores now. Of coupons those that `holder` has: the `chosen`
    ones by id, all if that is None; the quote takes the best. Presales only if `presale` is meant.
    """
    stores = sorted(set(store_ids))
    asked = {"cohort": cohort_id, "stores": stores, "at": at}
    running = db.session.scalars(STANDING, asked).unique().all()
    if not running:
        return NOTHING
    held: dict[str, Coupon] = {}
    mine: Sequence[Coupon] = ()
    if holder is not None and any(each.kind.is_coupon for each in running):
        mine = coupons_of(holder, stores, at)
    for coupon in mine:
        if chosen is None or coupon.id in chosen:
            held.setdefault(str(coupon.batch.promotion_id), coupon)
    given = [
        each
        for each in running
        if (not each.kind.is_coupon or str(each.id) in held)
        and (presale or each.kind != Kind.PRESALE)
    ]
    return replace(offers_of(given, cohort_id), coupons=held, mine=mine)


def limit_of(terms: pricing.Promotion) -> int | None:
    """How many units one buyer gets at its price, over all orders; None is no limit."""
    benefit = terms.benefit
    return benefit.buyer_quota if isinstance(benefit, pricing.UnitPrice) else None


def for_buyer(offers: Offers, had: Mapping[int, int]) -> Offers:
    """The same for somebody who `had` so many units by promotion id already."""
    if not had:
        return offers
    terms = (pricing.with_had(each, had.get(int(each.id), 0)) for each in offers.promotions)
    return replace(offers, promotions=tuple(terms))


def offers_of(
    running: Iterable[Promotion], cohort_id: int, known: Mapping[str, Sku] | None = None
) -> Offers:
    """The terms of promotions that have been read, with what is left of their gifts: those among
    the `known` SKUs, if they have been read too.
    """
    terms = [each.terms for each in running]
    named = {sku for each in terms for sku in given_by(each)}
    gifts = _read(named, cohort_id) if known is None else {k: known[k] for k in named & set(known)}
    return Offers(tuple(_stocked(each, gifts) for each in terms), gifts=gifts)


def quote_of(  # noqa: PLR0913 - all that a price depends on
    goods: Goods,
    offers: Offers = NOTHING,
    *,
    fees: Mapping[int, int] | None = None,
    buyer: Buyer | None = None,
    at: datetime | None = None,
    live: Set[int] = frozenset(),
    group: bool = False,
) -> Quote:
    """What goods cost this buyer, of one store or several. `fees`: store id -> the shipping fee
    before promotions. `live`: ids of the SKUs that come from a live bag. Lines are named by their
    SKU's id, stores by theirs.
    """
    basket = Basket(
        tuple(line_of(sku, quantity, live=sku.id in live) for sku, quantity in goods),
        tuple(Shipping(fen, str(store_id)) for store_id, fen in (fees or {}).items()),
        buyer or Buyer(),
        at,
        group=group,
    )
    return price(basket, tuple(_less(each, goods) for each in offers.promotions))


def line_of(sku: Sku, quantity: int, *, live: bool = False) -> Line:
    """So many of a SKU, as the engine sees it."""
    listing = sku.listing
    return Line(
        str(sku.id), sku.price_fen, quantity, str(sku.id), str(sku.listing_id),
        listing.category_code, str(listing.store_id), floor_fen=LEAST_FEN, live=live,
    )  # fmt: skip


def goods_named(running: Iterable[Promotion], cohort_id: int) -> dict[str, Sku]:
    """The SKUs that promotions give away or sell as sets, with their listings: one statement."""
    terms = [each.terms for each in running]
    return _read({sku for each in terms for sku in (*given_by(each), *set_by(each))}, cohort_id)


def _read(named: Set[str], cohort_id: int) -> dict[str, Sku]:
    """SKUs by their ids in one statement; none where nothing is named."""
    if not named:
        return {}
    found = db.session.scalars(
        sa.select(Sku)
        .where(Sku.cohort_id == cohort_id, Sku.id.in_(sorted(map(int, named))), Sku.active)
        .options(joinedload(Sku.listing).joinedload(Listing.store))
    )
    return {str(sku.id): sku for sku in found}


def set_by(terms: pricing.Promotion) -> list[str]:
    """The SKUs that a promotion sells as a set."""
    benefit = terms.benefit
    return [item.sku for item in benefit.items] if isinstance(benefit, Bundle) else []


def given_by(terms: pricing.Promotion) -> set[str]:
    """The SKUs that a promotion gives away."""
    benefit = terms.benefit
    if not isinstance(benefit, Off):
        return set()
    return {gift.sku for tier in benefit.tiers for gift in tier.gifts}


def _stocked(terms: pricing.Promotion, gifts: Mapping[str, Sku]) -> pricing.Promotion:
    """With what is left of its gifts."""
    named = given_by(terms)
    if not named or not isinstance(terms.benefit, Off):
        return terms
    left = {each: max(0, gifts[each].available) if each in gifts else 0 for each in named}
    return replace(terms, benefit=replace(terms.benefit, stock=left))


def _less(terms: pricing.Promotion, goods: Goods) -> pricing.Promotion:
    """What is bought cannot be given away as well."""
    if not isinstance(terms.benefit, Off) or not terms.benefit.stock:
        return terms
    bought = {str(sku.id): quantity for sku, quantity in goods}
    left = {k: max(0, n - bought.get(k, 0)) for k, n in terms.benefit.stock.items()}
    return replace(terms, benefit=replace(terms.benefit, stock=left))
