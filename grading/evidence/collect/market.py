"""The market's part of a practice record: store, listings, orders, after-sale, reviews."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import User
from grading.evidence.collect.values import Pictures, between, seconds
from sim_market.after_sales.models import Refund
from sim_market.customer_service.queries import Summary, summary_columns, summary_from
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models import Order, OrderLine
from sim_market.reviews.models import Review
from sim_market.rules.categories import category_name
from sim_market.rules.listing_check import ListingFacts, gbk_bytes, listing_problems
from sim_market.rules.pack import Pack
from sim_market.rules.pack import pack as pack_of
from sim_market.rules.problems import blocking
from sim_market.stores.models import Store, StoreReview

Part = dict[str, Any]
FIRST_SCAN = timedelta(hours=24)  # mall_rules, shipping: a valid number is scanned within a day
ABOUT = {"title": "title", "category_code": "attributes", "images": "images"}


def store_of(cohort: Cohort, trainee: User) -> tuple[Store | None, Summary]:
    """The trainee's store with every answer of its review, and its customer service in numbers."""
    row = (
        db.session.execute(
            sa.select(Store, *summary_columns(cohort))
            .where(Store.cohort_id == cohort.id, Store.owner_id == trainee.id)
            .options(joinedload(Store.reviews))
        )
        .unique()
        .first()
    )
    return (row[0], summary_from(row[1:])) if row else (None, summary_from([0] * 9))


def store_part(store: Store, cohort: Cohort) -> Part:
    return {
        "state": store.state.value,
        "name": store.name,
        "intro": store.intro,
        "logo": Pictures([store.logo]).value(store.logo),
        "category": store.category_code,
        "category_name": category_name(store.category_code),
        "opened_seconds": seconds(store.opened_sim_at, cohort),
        "ship_hours": store.ship_hours,
        "rounds": [_round(one, cohort) for one in store.reviews],
    }


def listings_part(
    store: Store, cohort: Cohort, sources: Mapping[int, Mapping[str, str]]
) -> list[Part]:
    """`sources` says, by SKU id, from which supplier's product it was listed."""
    rows = (
        db.session.scalars(
            sa.select(Listing)
            .where(Listing.cohort_id == cohort.id, Listing.store_id == store.id)
            .order_by(Listing.code)
            .options(joinedload(Listing.skus))
        )
        .unique()
        .all()
    )
    pictures, pack = Pictures(_picture_names(rows)), pack_of(cohort)
    return [_listing(row, pack, pictures, sources) for row in rows]


def orders_part(store: Store, cohort: Cohort, trainee: User) -> list[Part]:
    rows = (
        db.session.scalars(
            sa.select(Order)
            .where(Order.cohort_id == cohort.id, Order.store_id == store.id)
            .order_by(Order.number)
            .options(joinedload(Order.lines), joinedload(Order.shipment), joinedload(Order.shopper))
        )
        .unique()
        .all()
    )
    return [_order(row, cohort, trainee) for row in rows]


def after_sales_part(store: Store, cohort: Cohort) -> list[Part]:
    rows = db.session.scalars(
        sa.select(Refund)
        .where(Refund.cohort_id == cohort.id, Refund.store_id == store.id)
        .order_by(Refund.applied_sim_at, Refund.number)
        .options(joinedload(Refund.line).joinedload(OrderLine.order))
    )
    return [_refund(row, cohort) for row in rows]


def reviews_part(store: Store) -> list[Part]:
    rows = db.session.scalars(
        sa.select(Review)
        .where(Review.cohort_id == store.cohort_id, Review.store_id == store.id)
        .order_by(Review.written_sim_at, Review.id)
        .options(joinedload(Review.order))
    )
    return [
        {
            "number": number,
            "order": row.order.number,
            "stars": row.goods,
            "service": row.service,
            "logistics": row.logistics,
            "text": row.words,
            "reply": row.reply,
        }
        for number, row in enumerate(rows, 1)
    ]


def _round(one: StoreReview, cohort: Cohort) -> Part:
    return {
        "state": "open" if one.passed else "returned",
        "seconds": seconds(one.answered_sim_at, cohort),
        "problems": [
            {"rule": str(reason["rule"]), "says": str(reason["message"])} for reason in one.reasons
        ],
    }


def _listing(
    row: Listing, pack: Pack, pictures: Pictures, sources: Mapping[int, Mapping[str, str]]
) -> Part:
    found = [sources[sku.id] for sku in row.skus if sku.id in sources]
    return {
        "code": row.code,
        "title": row.title,
        "title_bytes": gbk_bytes(row.title),
        "category": row.category_code,
        "category_name": category_name(row.category_code),
        "on_sale": row.is_on_sale,
        "was_on_sale": row.first_on_sale_sim_at is not None,
        "attributes": {str(key): _said(value) for key, value in row.attributes.items()},
        "images": [value for name in row.images if (value := pictures.value(name))],
        "detail": [_block(block, pictures) for block in row.detail],
        "price_fen": row.price_fen,
        "margin_bp": _margin_bp(row),
        "problems": _problems(row, pack),
        "source": dict(found[0]) if found else None,
        "skus": [_sku(sku) for sku in row.skus],
    }


def _problems(row: Listing, pack: Pack) -> list[Part]:
    facts = ListingFacts(
        title=row.title,
        category_code=row.category_code,
        attributes=row.attributes,
        images=row.images,
        texts=[str(block["text"]) for block in row.detail if block["kind"] == "text"],
        prices_fen=[sku.price_fen for sku in row.skus],
        available=row.available,
    )
    return [
        {"about": _about(one.field), "rule": str(one.rule), "says": str(one.message)}
        for one in blocking(listing_problems(facts, pack))
    ]


def _about(field: str) -> str:
    return "attributes" if field.startswith("attribute:") else ABOUT.get(field, "other")


def _sku(sku: Sku) -> Part:
    return {
        "code": sku.code,
        "spec": sku.spec,
        "price_fen": sku.price_fen,
        "cost_fen": sku.cost_fen,
        "on_hand": sku.on_hand,
        "reserved": sku.reserved,
        "sold": sku.sold,
        "weight_g": sku.weight_g,
    }


def _block(block: Mapping[str, Any], pictures: Pictures) -> Part:
    if block["kind"] == "text":
        return {"kind": "text", "text": str(block["text"])}
    return {"kind": "image", "image": pictures.value(str(block["picture"]))}


def _margin_bp(row: Listing) -> int | None:
    """What the cheapest SKU earns of its price, in basis points."""
    sku = min(row.skus, key=lambda one: (one.price_fen, one.code), default=None)
    return (sku.price_fen - sku.cost_fen) * 10_000 // sku.price_fen if sku else None


def _order(row: Order, cohort: Cohort, trainee: User) -> Part:
    shipment = row.shipment
    return {
        "number": row.number,
        "state": row.state.value,
        "own": row.shopper.user_id == trainee.id,
        "simulated": row.shopper.user_id is None,
        "placed_seconds": seconds(row.placed_sim_at, cohort),
        "paid_seconds": seconds(row.paid_sim_at, cohort),
        "ship_seconds": between(row.paid_sim_at, row.shipped_sim_at),
        "late": row.is_late,
        "scanned": _scanned(row, cohort),
        "carrier": shipment.carrier if shipment else None,
        "tracking_number": shipment.tracking_number if shipment else None,
        "received_seconds": seconds(row.received_sim_at, cohort),
        "completed_seconds": seconds(row.completed_sim_at, cohort),
        "pay_fen": row.pay_fen,
        "refunded_fen": row.refunded_fen,
        "lines": [
            {
                "title": line.listing_title,
                "spec": line.spec,
                "quantity": line.quantity,
                "pay_fen": line.pay_fen,
            }
            for line in row.lines
        ],
    }


def _scanned(row: Order, cohort: Cohort) -> bool:
    """The carrier has scanned the parcel, within a day of its shipment."""
    if row.shipment is None:
        return False
    events = row.shipment.events_until(cohort.sim_at)
    first = min((event["at"] for event in events), default=None)
    return bool(first and first <= row.shipment.shipped_sim_at + FIRST_SCAN)


def _refund(row: Refund, cohort: Cohort) -> Part:
    return {
        "number": row.number,
        "order": row.line.order.number,
        "state": row.state.value,
        "reason": str(row.reason.word),
        "words": row.words,
        "answer": row.answer,
        "amount_fen": row.amount_fen,
        "asked_seconds": seconds(row.applied_sim_at, cohort),
        "answered": row.state.value in ("agreed", "rejected", "done") and not row.by_silence,
        "by_silence": row.by_silence,
        "answer_seconds": between(row.applied_sim_at, row.answered_sim_at),
    }


def _said(value: Any) -> str:
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _picture_names(rows: Sequence[Listing]) -> list[str]:
    names = [str(name) for row in rows for name in row.images]
    return names + [
        str(block["picture"]) for row in rows for block in row.detail if block["kind"] == "image"
    ]
