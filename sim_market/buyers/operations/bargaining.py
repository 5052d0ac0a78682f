"""Exchanges and offers: what a simulated buyer asks for instead, and agrees to. Keyed as ever."""

from datetime import timedelta

import sqlalchemy as sa

from app.db import db
from app.jobs import Job, schedule
from app.journal import By, Entry, acting_as
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason
from sim_market.after_sales.operations import accept_offer, decline_offer, request_refund
from sim_market.after_sales.queries import find_by_number
from sim_market.buyers.market import aftermath, keyed
from sim_market.buyers.queries import find_purchase_of
from sim_market.listings.models import Sku
from sim_market.orders.models import OrderLine


def exchange(line: OrderLine, draw: int, words: str) -> bool:
    """Ask for another variant of the same goods; False if this buyer wants none, or there is none.

    Of those that are there and no dearer one is drawn.
    """
    if not aftermath.exchanges(draw):
        return False
    instead = db.session.scalars(
        sa.select(Sku)
        .where(
            Sku.cohort_id == line.cohort_id,
            Sku.listing_id == line.listing_id,
            Sku.id != line.sku_id,
            Sku.active,
            Sku.price_fen <= line.sku.price_fen,
            Sku.on_hand - Sku.reserved >= line.refundable_quantity,
        )
        .order_by(Sku.code)
    ).all()
    if not instead or not line.listing.is_on_sale:
        return False
    chosen = instead[keyed.key(draw, "exchange-for") % len(instead)]
    with acting_as(By.SIMULATED):
        request_refund(
            line, line.refundable_quantity, RefundReason.SIZE, kind=AfterSaleKind.EXCHANGE,
            new_sku=chosen, words=words, actor=None,
        )  # fmt: skip
    return True


def on_offer(made: Entry) -> None:
    """A merchant proposes something: most buyers answer within a day."""
    refund = db.session.get_one(Refund, made.subject_id)
    purchase = find_purchase_of(refund.order_id, cohort_id=refund.cohort_id)
    offer = refund.offer
    if purchase is None or offer is None:
        return
    turn = len(refund.notes)
    minutes = aftermath.answers_offer_after_minutes(purchase.draw, turn)
    if minutes is not None:
        at = refund.cohort.sim_at + timedelta(minutes=minutes)
        key, number = f"{refund.number}@{turn}", refund.number
        schedule("buyers.answer_offer", key, cohort_id=refund.cohort_id, at=at, number=number)


def answer_offer(job: Job) -> None:
    """Job `buyers.answer_offer`: enough, or not."""
    refund = find_by_number(job.payload["number"], cohort_id=job.cohort_id)
    offer = refund.offer if refund else None
    if refund is None or offer is None or offer.offer_fen is None:
        return
    purchase = find_purchase_of(refund.order_id, cohort_id=refund.cohort_id)
    if purchase is None:
        return
    offered_pm = 1000 * offer.offer_fen // max(1, refund.amount_fen)
    keeps = offer.offer_kind == AfterSaleKind.REFUND and refund.line.order.has_left
    good = aftermath.accepts_offer(purchase.draw, offered_pm, keeps_goods=keeps)
    with acting_as(By.SIMULATED):
        if good:
            accept_offer(refund, actor=None)
        else:
            decline_offer(refund, actor=None)
