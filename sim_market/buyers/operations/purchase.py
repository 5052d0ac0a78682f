"""A simulated buyer comes to buy: through the same operations as a person, at most once."""

from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db, savepoint
from app.errors import DomainError
from app.jobs import Job, schedule
from app.journal import By, acting_as, record
from app.money import MAX_FEN
from sim_market.buyers.coupons import claim_before
from sim_market.buyers.market.aftermath import StockOut, stock_out_of
from sim_market.buyers.market.paying import willing_pm
from sim_market.buyers.models import PURCHASE_FLOW, LostBecause, PlannedPurchase, PurchaseState
from sim_market.buyers.operations.adding import basket_of
from sim_market.buyers.operations.impatience import plan_impatience
from sim_market.buyers.operations.presaling import order_ahead, wants_presale
from sim_market.buyers.queries.beside import goods_beside
from sim_market.freight.models import NotDelivered
from sim_market.listings.models import Listing, OutOfStock, Sku
from sim_market.orders.models import Order
from sim_market.orders.operations import PriceChanged, buy_at_once, place_order
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import simulated_shopper
from sim_market.verbs import Verb

AGAIN = "@2"
MORE_PM = 1200  # what somebody who takes another pays at most, of what they wanted to pay


def buy(job: Job) -> None:
    """Job `buyers.purchase`: order and mostly pay, or go away and be counted as a lost sale."""
    purchase = get_purchase(job.cohort_id, job.key)
    if purchase is None or purchase.state != PurchaseState.PLANNED:
        return
    with acting_as(By.SIMULATED):
        reason = why_not(purchase)
        if reason == LostBecause.OUT_OF_STOCK:
            if comes_again(purchase, waited=AGAIN in job.key):
                return
            reason = None if takes_another(purchase) else reason
        reason = reason or try_to_buy(purchase)
        if reason is not None:
            lose(purchase, reason)


def get_purchase(cohort_id: int, key: str) -> PlannedPurchase | None:
    """`key` of the purchase, or of its second time."""
    return db.session.scalar(_by_key(), {"cohort": cohort_id, "key": key.removesuffix(AGAIN)})


@cache
def _by_key() -> sa.Select[PlannedPurchase]:
    return (
        sa.select(PlannedPurchase)
        .where(
            PlannedPurchase.cohort_id == sa.bindparam("cohort"),
            PlannedPurchase.key == sa.bindparam("key"),
        )
        .options(
            joinedload(PlannedPurchase.sku).joinedload(Sku.listing).joinedload(Listing.store),
            joinedload(PlannedPurchase.cohort).joinedload(Cohort.scheme),
        )
    )


def why_not(purchase: PlannedPurchase) -> LostBecause | None:
    """What has changed on the shelf since the buyer looked, and puts them off."""
    sku = purchase.sku
    if not (sku.listing.is_on_sale and sku.listing.store.is_open):
        return LostBecause.OFF_SALE
    if sku.price_fen > purchase.seen_price_fen:
        return LostBecause.DEARER
    return LostBecause.OUT_OF_STOCK if sku.available < 1 else None


def comes_again(purchase: PlannedPurchase, *, waited: bool) -> bool:
    """Some who find it out come back a day later, once."""
    if waited or stock_out_of(purchase.draw) != StockOut.WAITS:
        return False
    purchase.planned_sim_at += timedelta(days=1)
    key, at = purchase.key + AGAIN, purchase.planned_sim_at
    return schedule("buyers.purchase", key, cohort_id=purchase.cohort_id, at=at)


def takes_another(purchase: PlannedPurchase) -> bool:
    """Some take another variant, or other goods of that kind in the same store, if they are there
    for not much more; of several the nearest in price.
    """
    if stock_out_of(purchase.draw) != StockOut.TAKES_OTHER:
        return False
    sku, most = purchase.sku, purchase.seen_price_fen * MORE_PM // 1000
    alike = Listing.category_code == sku.listing.category_code
    others = db.session.scalars(goods_beside(purchase, most).where(alike)).all()
    if not others:
        return False
    nearest = min(others, key=lambda one: (
        one.listing_id != sku.listing_id, abs(one.price_fen - purchase.seen_price_fen),
        one.goods_code,
    ))  # fmt: skip
    purchase.sku = nearest
    purchase.seen_price_fen, purchase.seen_off_fen = nearest.price_fen, 0
    purchase.seen_shipping_fen = MAX_FEN  # they see the fee as they order
    return True


def try_to_buy(purchase: PlannedPurchase) -> LostBecause | None:
    """None if it was bought, else why it was not; then nothing of it remains."""
    try:
        with savepoint():
            shopper = simulated_shopper(purchase.cohort, purchase.buyer_number)
            claim_before(purchase, shopper)
            order = ordered(purchase, shopper)
            guard_sum(purchase, order)
            PURCHASE_FLOW.move(purchase, PurchaseState.BOUGHT)
            purchase.order_id = order.id
            plan_impatience(purchase, order)
    except OutOfStock:
        return LostBecause.OUT_OF_STOCK
    except NotDelivered:
        return LostBecause.NOT_SENT
    except PriceChanged:
        return LostBecause.DEARER
    except DomainError:
        return LostBecause.REFUSED
    return None


def ordered(purchase: PlannedPurchase, shopper: Shopper) -> Order:
    """Placed, and mostly paid in the same moment; on presale perhaps with a deposit."""
    pays = purchase.reluctance_pm < willing_pm()
    if wants_presale(purchase):
        return order_ahead(purchase, shopper, so_many(purchase), pays=pays)
    order_it = buy_at_once if pays else place_order
    return order_it(shopper, basket_of(purchase, shopper, so_many(purchase)), actor=None)


def so_many(purchase: PlannedPurchase) -> int:
    """What they want, as far as it is there and sold to one buyer."""
    sku = purchase.sku
    most = sku.listing.limit_per_buyer or purchase.quantity
    return min(purchase.quantity, sku.available, most)


def guard_sum(purchase: PlannedPurchase, order: Order) -> None:
    """Who was shown a lower fee or a promotion an hour ago does not pay more.

    What took something off one unit need not do so for each: a coupon counts once.
    """
    if order.shipping_fen > purchase.seen_shipping_fen:
        raise PriceChanged(_("运费变贵了"))
    line = purchase.line_of(order)
    besides = sum(each.list_fen for each in order.lines if each is not line and not each.gift)
    seen = purchase.seen_price_fen * line.quantity - purchase.seen_off_fen
    if order.goods_fen > seen + besides:
        raise PriceChanged(_("优惠没有了"))


def lose(purchase: PlannedPurchase, reason: LostBecause) -> None:
    PURCHASE_FLOW.move(purchase, PurchaseState.LOST)
    purchase.lost_because = reason
    listing = purchase.sku.listing
    record(
        Verb.SALE_LOST,
        listing,
        actor=None,
        listing=listing.code,
        sku=purchase.sku.code,
        quantity=purchase.quantity,
        because=reason.value,
    )
