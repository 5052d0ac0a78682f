"""Good answers sell: who asked about goods and was answered well may buy them. Keyed, and rounded
systematically, so that luck has no part in it.
"""

from datetime import timedelta

import sqlalchemy as sa

from app.db import db, insert_unless_there
from app.jobs import schedule
from app.journal import Entry
from app.money import MAX_FEN
from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.outcome import quantity_of
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.market.paying import reluctance_by
from sim_market.buyers.market.persuasion import gain_micro
from sim_market.buyers.models import DeskGain, ListingDemand, Origin, PlannedPurchase
from sim_market.customer_service.judge import find_intent
from sim_market.customer_service.models import Conversation
from sim_market.customer_service.queries import list_questions
from sim_market.listings.models import Listing, Sku

GAVE_UP = 1  # stars of who was ignored, offended or led astray: they buy nothing more
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def on_rated(rated: Entry) -> None:
    """A simulated buyer who asked about goods has had their answers, or has given up."""
    if rated.facts["stars"] <= GAVE_UP:
        return
    talk = db.session.get_one(Conversation, rated.subject_id)
    listing = talk.listing
    if not talk.simulated or talk.order_id is not None or listing is None:
        return
    gained = worth_of(talk)
    demand = db.session.scalar(
        sa.select(ListingDemand).where(
            ListingDemand.cohort_id == talk.cohort_id, ListingDemand.listing_id == listing.id
        )
    )
    if demand is None or not gained:
        return
    expect_of(talk, listing, gained)
    goods = goods_of(listing)
    if not demand.asked_micro:
        demand.asked_micro = keyed.key(talk.cohort.seed, "offset", "desk", goods) % MICRO
    demand.asked_micro += gained
    if demand.asked_micro >= MICRO and plan_purchase(talk, listing, goods):
        demand.asked_micro -= MICRO
    demand.asked_micro = min(demand.asked_micro, 2 * MICRO)


def expect_of(talk: Conversation, listing: Listing, gained: int) -> None:
    """Write down what the answers may be expected to sell, once, where there is anything to buy."""
    if not on_shelf(listing):
        return
    insert_unless_there(
        DeskGain,
        cohort_id=talk.cohort_id,
        store_id=talk.store_id,
        listing_id=listing.id,
        key=talk.key,
        hour=(talk.cohort.sim_at - talk.cohort.sim_start_at) // HOUR,
        gained_micro=gained,
    )


def on_shelf(listing: Listing) -> list[Sku]:
    """What of it can be bought."""
    if not listing.is_on_sale:
        return []
    return [sku for sku in listing.skus if sku.active and sku.available > 0]


def worth_of(talk: Conversation) -> int:
    """What the answers are worth, in millionths of a purchase: how soon, and how many right."""
    asked = [each for each in list_questions(talk) if each.intent]
    about_goods = asked and (intent := find_intent(asked[0].intent)) and intent.about == "listing"
    if not about_goods or any(each.waited_seconds is None for each in asked):
        return 0
    right = sum(each.verdict.get("outcome") == "right" for each in asked) / len(asked)
    seconds = sum(each.waited_seconds or 0 for each in asked) / len(asked)
    return gain_micro(seconds, right)


def plan_purchase(talk: Conversation, listing: Listing, goods: str) -> bool:
    """Whoever asked buys within half an hour, if there is anything to buy."""
    there = on_shelf(listing)
    if not there:
        return False
    sku = min(there, key=lambda each: (each.price_fen, each.goods_code))
    cohort, about = talk.cohort, "-".join(talk.key.rsplit("-", 2)[1:])  # hour and click
    draw = keyed.key(cohort.seed, "desk", goods, about) >> 1
    at = cohort.sim_at + (3 + keyed.key(draw, "minute") % 25) * MINUTE
    purchase = planned(talk, sku, draw)
    purchase.planned_sim_at, purchase.hour = at, (at - cohort.sim_start_at) // HOUR
    db.session.add(purchase)
    schedule("buyers.purchase", purchase.key, cohort_id=cohort.id, at=at)
    return True


def planned(talk: Conversation, sku: Sku, draw: int) -> PlannedPurchase:
    """They see the price and the fee as they order, minutes after the answer."""
    quantity = quantity_of(keyed.key(draw, "quantity"), DEFAULT)
    return PlannedPurchase(
        cohort_id=talk.cohort_id,
        key=f"desk-{talk.id}",
        store_id=talk.store_id,
        listing_id=sku.listing_id,
        sku_id=sku.id,
        buyer_number=talk.shopper.number,
        quantity=min(quantity, sku.available),
        seen_price_fen=sku.price_fen,
        seen_shipping_fen=MAX_FEN,
        draw=draw,
        reluctance_pm=reluctance_by(draw),
        origin=Origin.DESK,
    )


def goods_of(listing: Listing) -> str:
    """The identity of the goods, as the market keys its draws."""
    return min(sku.goods_code for sku in listing.skus)
