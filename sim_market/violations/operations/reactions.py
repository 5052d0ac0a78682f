"""What deeds below bring at once: compensation, cure, and signs of fake trade."""

from flask_babel import force_locale

from app.db import db
from app.journal import Entry
from sim_market.after_sales.models import Refund, RefundReason
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of
from sim_market.violations import detect, queries
from sim_market.violations.detect.texts import findings_in, store_texts
from sim_market.violations.operations.charging import charge
from sim_market.violations.operations.curing import cure_orders, mark_cured


def on_order_late(entry: Entry) -> None:
    """The promised time has passed: the buyer is compensated (S-2)."""
    _charge_late(db.session.get_one(Order, entry.subject_id))


def on_order_shipped(entry: Entry) -> None:
    """Sent: late if it was, and in any case nothing more is to be done about it."""
    order = db.session.get_one(Order, entry.subject_id)
    if entry.facts.get("late"):
        _charge_late(order)
    cure_orders(order.cohort_id, order.id)


def on_order_ended(entry: Entry) -> None:
    order = db.session.get_one(Order, entry.subject_id)
    cure_orders(order.cohort_id, order.id)


def on_order_paid(entry: Entry) -> None:
    """A person of the store itself has bought (T-6)."""
    order = db.session.get_one(Order, entry.subject_id)
    user_id = order.shopper.user_id
    if user_id is None:
        return
    own = find_store_of(user_id, order.cohort_id)
    if own is not None and own.id == order.store_id:
        with force_locale("zh_CN"):
            charge(detect.own_buyer_finding(order), cohort=order.cohort)


def on_refund_agreed(entry: Entry) -> None:
    """The merchant has no goods for a paid order: the buyer is compensated (S-3)."""
    refund = db.session.get_one(Refund, entry.subject_id)
    if refund.reason == RefundReason.NO_STOCK and refund.before_shipment:
        with force_locale("zh_CN"):
            finding = detect.out_of_stock_finding(refund, pack(refund.cohort))
        charge(finding, cohort=refund.cohort)


def on_listing_changed(entry: Entry) -> None:
    """Is what was wrong with this listing still so? Looked at once, without waiting for patrol."""
    open_ones = queries.list_uncured(entry.chain, "listing", entry.subject_id)
    if not open_ones:
        return
    listing = db.session.get_one(Listing, entry.subject_id)
    db.session.flush()
    rules = pack(listing.cohort)
    with force_locale("zh_CN"):
        still = {f.rule for f in detect.listing_findings(listing.cohort_id, rules, only=listing.id)}
        still |= {
            f.rule for f in detect.repeat_findings(listing.cohort_id) if f.subject_id == listing.id
        }
    for violation in open_ones:
        if violation.rule not in still:
            mark_cured(violation)


def on_store_changed(entry: Entry) -> None:
    """Is what a store says of itself in order again?"""
    open_ones = queries.list_uncured(entry.chain, "store", entry.subject_id)
    if not open_ones:
        return
    store = db.session.get_one(Store, entry.subject_id)
    db.session.flush()
    rules = pack(store.cohort)
    with force_locale("zh_CN"):
        texts = [text for text in store_texts(store.cohort_id) if text.store_id == store.id]
        still = {finding.rule for text in texts for finding in findings_in(text, rules)}
    for violation in open_ones:
        if violation.rule not in still:
            mark_cured(violation)


def _charge_late(order: Order) -> None:
    with force_locale("zh_CN"):
        finding = detect.late_finding(order, pack(order.cohort))
    charge(finding, cohort=order.cohort)
