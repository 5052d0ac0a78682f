"""What a simulated buyer does once the goods are there, or do not come: keyed by the purchase."""

from dataclasses import replace
from datetime import timedelta

from app.db import db
from app.jobs import Job, schedule
from app.journal import By, Entry, acting_as
from sim_market.after_sales.models import (
    MERCHANT_AT_FAULT,
    AfterSaleKind,
    Refund,
    RefundReason,
)
from sim_market.after_sales.operations import escalate, request_refund, send_goods_back
from sim_market.after_sales.queries import find_by_number
from sim_market.after_sales.window import keeps
from sim_market.buyers.befalls import faulty_pm
from sim_market.buyers.market import aftermath
from sim_market.buyers.market.aftermath import Experience, Reason
from sim_market.buyers.market.texts import (
    complaint_text,
    exchange_text,
    family_of,
    return_text,
    review_text,
)
from sim_market.buyers.models import EventKind, PlannedPurchase
from sim_market.buyers.operations.bargaining import exchange
from sim_market.buyers.operations.regulars import leave_store, remember_store
from sim_market.buyers.queries import find_purchase_of, size_at
from sim_market.buyers.shelves import claim_of, texts_of
from sim_market.customer_service.queries import satisfaction_with, was_misled
from sim_market.orders.carriers import CARRIERS, tracking_number
from sim_market.orders.models import Order, OrderLine, OrderState
from sim_market.orders.operations import receive_order
from sim_market.orders.queries import find_order_by_number, get_shipment_of
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import write_review
from sim_market.rules.pack import pack
from sim_market.violations.detect.goods import proven

MIDDLING = 3  # of five: neither praised nor blamed
SAID_AS = {
    Reason.CHANGED_MIND: RefundReason.NOT_WANTED,
    Reason.NOT_AS_DESCRIBED: RefundReason.DIFFERENT,
    Reason.FAULTY: RefundReason.QUALITY,
    Reason.TOO_SLOW: RefundReason.LATE,
}


def expect_receipt(delivered: Entry) -> None:
    """A parcel has arrived: a simulated buyer confirms it within a day and a half."""
    purchase = find_purchase_of(delivered.subject_id, cohort_id=delivered.chain)
    if purchase is not None:
        wait = timedelta(minutes=aftermath.receive_after_minutes(purchase.draw))
        at = purchase.cohort.sim_at + wait
        schedule("buyers.receive", delivered.facts["number"], cohort_id=delivered.chain, at=at)


def receive(job: Job) -> None:
    """Job `buyers.receive`: confirm receipt; make up one's mind about a review and a return."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is None or order.state != OrderState.SHIPPED or order.live_refunds:
        return
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    if purchase is None:
        return
    with acting_as(By.SIMULATED):
        receive_order(order, actor=None)
    lived = experience_of(purchase, order)
    verdict = aftermath.verdict(lived)
    felt = replace(verdict, service=served(order, verdict.service))
    remember_store(purchase, felt, keeps=aftermath.return_reason(lived) is None)
    plan_review(order, lived)
    plan_return(order, lived)


def experience_of(purchase: PlannedPurchase, order: Order) -> Experience:
    """How it went, from what really happened to this order."""
    line, parcel = purchase.line_of(order), get_shipment_of(order)
    listing = line.listing
    promised, reference_fen = order.ship_by_sim_at, max(1, line.sku.reference_fen)
    late = parcel.shipped_sim_at - promised if promised else timedelta()
    transit = (parcel.delivered_sim_at or order.cohort.sim_at) - parcel.shipped_sim_at
    return Experience(
        draw=purchase.draw,
        quality_pm=listing.quality_pm,
        claim_pm=claim_of(
            listing.title,
            *texts_of(listing.detail),
            rules=pack(order.cohort).version,
            shown=proven(order.cohort_id, listing.id).get(listing.id, frozenset()),
        ),
        price_gap_pm=1000 * (line.unit_price_fen - reference_fen) // reference_fen,
        late_minutes=late // timedelta(minutes=1),
        transit_minutes=transit // timedelta(minutes=1),
        family=family_of(line.category_code),
        faulty_pm=faulty_pm(size_at(order.cohort, EventKind.ONE_STARS, parcel.shipped_sim_at)),
        misled=was_misled(order),
    )


def plan_review(order: Order, lived: Experience) -> None:
    if not aftermath.writes_review(lived):
        return
    verdict = aftermath.verdict(lived)
    schedule(
        "buyers.review",
        order.number,
        cohort_id=order.cohort_id,
        at=order.cohort.sim_at + timedelta(minutes=aftermath.review_after_minutes(lived.draw)),
        goods=verdict.goods,
        service=verdict.service,
        logistics=verdict.logistics,
        words=review_text(lived, verdict),
    )


def plan_return(order: Order, lived: Experience) -> None:
    reason = aftermath.return_reason(lived)
    if reason is None:
        return
    schedule(
        "buyers.return",
        order.number,
        cohort_id=order.cohort_id,
        at=order.cohort.sim_at + timedelta(minutes=aftermath.return_after_minutes(lived.draw)),
        reason=reason.value,
        words=return_text(lived.draw, reason),
    )


def review(job: Job) -> None:
    """Job `buyers.review`: write what was thought at receipt."""
    order, said = find_order_by_number(job.key, cohort_id=job.cohort_id), job.payload
    if order is None:
        return
    stars = Stars(said["goods"], served(order, said["service"]), said["logistics"])
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    line = purchase.line_of(order) if purchase else order.lines[0]
    with acting_as(By.SIMULATED):
        write_review(order, line.listing, stars, words=said["words"], actor=None)


def served(order: Order, stars: int) -> int:
    """The stars for service: who asked about the order says how that went."""
    content = satisfaction_with(order)
    if content is None or content == MIDDLING:
        return stars
    return min(stars, content) if content < MIDDLING else max(stars, content)


def send_back(job: Job) -> None:
    """Job `buyers.return`: ask for the money of all that is left of what they came for."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is None or not order.can_refund:
        return
    reason = Reason(job.payload["reason"])
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    line = purchase.line_of(order) if purchase else order.lines[0]
    unsuited = reason == Reason.CHANGED_MIND and purchase is not None and order.received_sim_at
    if unsuited and purchase and exchange(line, purchase.draw, exchange_text(purchase.draw)):
        return
    ask_back(line, reason, job.payload["words"])


def cancel(job: Job) -> None:
    """Job `buyers.cancel`: the promised hour is long past, and nothing was sent."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is None or order.state != OrderState.PAID:
        return
    purchase = find_purchase_of(order.id, cohort_id=order.cohort_id)
    if purchase is not None:
        leave_store(purchase)
        words = return_text(purchase.draw, Reason.TOO_SLOW)
        for line in order.lines:
            ask_back(line, Reason.TOO_SLOW, words)


def ask_back(line: OrderLine, reason: Reason, words: str) -> None:
    """Request what can still be refunded, and send back what keeps; nothing if there is nothing."""
    if line.gift or not line.refundable_quantity:
        return
    returned = line.order.received_sim_at is not None and keeps(line.category_code)
    kind = AfterSaleKind.RETURN if returned else AfterSaleKind.REFUND
    with acting_as(By.SIMULATED):
        request_refund(
            line, line.refundable_quantity, SAID_AS[reason], kind=kind, words=words, actor=None
        )


def on_return_agreed(agreed: Entry) -> None:
    """A simulated buyer hands the parcel in within two days."""
    refund = db.session.get_one(Refund, agreed.subject_id)
    purchase = find_purchase_of(refund.order_id, cohort_id=refund.cohort_id)
    if purchase is not None:
        wait = timedelta(minutes=aftermath.posts_back_after_minutes(purchase.draw))
        at = refund.cohort.sim_at + wait
        schedule("buyers.post_back", refund.number, cohort_id=refund.cohort_id, at=at)


def post_back(job: Job) -> None:
    """Job `buyers.post_back`: the goods are on their way to the merchant."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is None or not refund.can_send_back:
        return
    carrier = CARRIERS[0]
    number = tracking_number(carrier, 7_000_000_000 + refund.id)
    with acting_as(By.SIMULATED):
        send_goods_back(refund, str(carrier.name), number, actor=None)


def on_refused(refused: Entry) -> None:
    """Buyers who are in the right do not all put up with a refusal (A-5)."""
    refund = db.session.get_one(Refund, refused.subject_id)
    purchase = find_purchase_of(refund.order_id, cohort_id=refund.cohort_id)
    if purchase is None or refund.reason not in MERCHANT_AT_FAULT:
        return
    leave_store(purchase)
    minutes = aftermath.complains_after_minutes(purchase.draw)
    if minutes is not None:
        at = refund.cohort.sim_at + timedelta(minutes=minutes)
        schedule("buyers.complain", refund.number, cohort_id=refund.cohort_id, at=at)


def complain(job: Job) -> None:
    """Job `buyers.complain`: ask the platform, if that is still possible."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is None or not (refund.can_escalate and refund.line.order.can_refund):
        return
    purchase = find_purchase_of(refund.order_id, cohort_id=refund.cohort_id)
    if purchase and refund.line.refundable_quantity >= refund.quantity:
        with acting_as(By.SIMULATED):
            escalate(refund, complaint_text(purchase.draw), actor=None)
