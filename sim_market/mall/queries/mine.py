"""What is mine as a buyer: orders and refunds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.addresses import LARGEST_ID
from app.db import db
from app.errors import NotFound
from app.money import yuan
from sim_market.after_sales.amount import fen_of
from sim_market.after_sales.models import Refund
from sim_market.after_sales.queries import free_units_of, list_rounds
from sim_market.after_sales.window import may_ask
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine, OrderState, Shipment
from sim_market.presales.models import Deposit
from sim_market.reviews.models import Review
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper

ORDERS_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class MyOrder:
    """An order of mine with what I asked and said about it."""

    order: Order
    refunds: Sequence[Refund] = field(default_factory=list)
    reviewed: frozenset[int] = frozenset()  # listing ids
    followable: frozenset[int] = frozenset()  # of those, what I may add to (T-4)

    @property
    def may_ask(self) -> bool:
        """Is there time for an after-sale still?"""
        return may_ask(self.order)


def list_my_orders(
    shopper: Shopper, state: str, page: int
) -> tuple[Sequence[Order], int, dict[str, int]]:
    """One page of my orders, newest first; how many there are; how many in each state."""
    mine = (Order.cohort_id == shopper.cohort_id, Order.shopper_id == shopper.id)
    counts = count_orders(shopper)
    asked = sa.select(Order).where(*mine).order_by(Order.id.desc())
    if state in set(OrderState):
        asked = asked.where(Order.state == state)
    orders = db.session.scalars(
        asked.options(selectinload(Order.lines), joinedload(Order.store))
        .limit(ORDERS_PER_PAGE)
        .offset((page - 1) * ORDERS_PER_PAGE)
    ).all()
    return orders, counts.get(state, 0) if state else sum(counts.values()), counts


def count_orders(shopper: Shopper) -> dict[str, int]:
    """State -> how many of my orders are in it."""
    rows = db.session.execute(
        sa.select(Order.state, sa.func.count())
        .where(Order.cohort_id == shopper.cohort_id, Order.shopper_id == shopper.id)
        .group_by(Order.state)
    )
    return {str(row[0]): int(row[1]) for row in rows}


def list_unpaid(shopper: Shopper) -> Sequence[Order]:
    """My orders that wait for payment, in the order in which they were placed; those of a presale
    are paid on pages of their own.
    """
    presale = sa.exists().where(Deposit.cohort_id == Order.cohort_id, Deposit.order_id == Order.id)
    return db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == shopper.cohort_id,
            Order.shopper_id == shopper.id,
            Order.state == OrderState.UNPAID,
            ~presale,
        )
        .options(selectinload(Order.lines), joinedload(Order.store))
        .order_by(Order.id)
    ).all()


def get_my_order(number: str, shopper: Shopper | None) -> Order:
    """An order that I placed, or NotFound."""
    order = None
    if shopper is not None:
        order = db.session.scalar(
            sa.select(Order)
            .where(
                Order.cohort_id == shopper.cohort_id,
                Order.number == number,
                Order.shopper_id == shopper.id,
            )
            .options(selectinload(Order.lines), joinedload(Order.store))
            .options(selectinload(Order.shipments).selectinload(Shipment.contents))
            .options(selectinload(Order.reminders))
        )
    if order is None:
        raise NotFound(_("没有这张订单"), next_step=_("看看我的订单"), link="/mall/orders")
    return order


def about(order: Order) -> MyOrder:
    """What was asked and said about an order: two statements."""
    refunds = db.session.scalars(
        sa.select(Refund)
        .where(Refund.cohort_id == order.cohort_id, Refund.order_id == order.id)
        .order_by(Refund.id)
    ).all()
    reviews = list_my_reviews(order)
    since = order.cohort.sim_at - timedelta(days=pack(order.cohort).follow_up_days)
    may = [r for r in reviews if not r.followed_sim_at and r.written_sim_at >= since]
    return MyOrder(
        order,
        refunds,
        frozenset(review.listing_id for review in reviews),
        frozenset(review.listing_id for review in may if not review.is_hidden),
    )


def list_my_reviews(order: Order) -> Sequence[Review]:
    """What I said about an order."""
    return db.session.scalars(
        sa.select(Review).where(Review.cohort_id == order.cohort_id, Review.order_id == order.id)
    ).all()


def get_my_review(order: Order, line: OrderLine) -> Review:
    """What I said about the goods of a line, or NotFound."""
    found = next((r for r in list_my_reviews(order) if r.listing_id == line.listing_id), None)
    if found is None:
        raise NotFound(_("还没有评价过这件商品"), next_step=_("先评价"), link="/mall/orders")
    return found


def get_my_line(order: Order, line_id: int) -> OrderLine:
    line = next((line for line in order.lines if line.id == line_id), None)
    if line is None:
        raise NotFound(_("这张订单里没有这件商品"), next_step=_("看看订单"), link="/mall/orders")
    return line


def get_my_refund(number: str, shopper: Shopper | None) -> Refund:
    """A refund that I asked for, or NotFound."""
    refund = None
    if shopper is not None:
        refund = db.session.scalar(
            sa.select(Refund)
            .join(Order, _same(Refund, Order, Refund.order_id))
            .where(
                Refund.cohort_id == shopper.cohort_id,
                Refund.number == number,
                Order.shopper_id == shopper.id,
            )
        )
    if refund is None:
        raise NotFound(_("没有这个退款申请"), next_step=_("看看我的订单"), link="/mall/orders")
    return refund


def _same(child: Any, parent: Any, column: Any) -> sa.ColumnElement[bool]:
    """The join of a child with its parent within one cohort."""
    joined: sa.ColumnElement[bool] = (parent.cohort_id == child.cohort_id) & (parent.id == column)
    return joined


def list_instead(line: OrderLine) -> list[tuple[int, str]]:
    """What may be had instead of the goods of a line: (SKU id, words), with what it costs more."""
    skus = db.session.scalars(
        sa.select(Sku)
        .where(Sku.cohort_id == line.cohort_id, Sku.listing_id == line.listing_id, Sku.active)
        .order_by(Sku.id)
    ).all()
    if not line.listing.is_on_sale or line.gift:
        return []
    return [(sku.id, _in_words(sku, line.sku)) for sku in skus if sku.available > 0]


def find_variant(line: OrderLine, typed: str) -> Sku | None:
    """The variant of the same goods that was chosen, None for anything else."""
    if not re.fullmatch(r"[0-9]{1,15}", typed):
        return None
    return db.session.scalar(
        sa.select(Sku).where(
            Sku.cohort_id == line.cohort_id,
            Sku.listing_id == line.listing_id,
            Sku.id == min(int(typed), LARGEST_ID),
        )
    )


def sums_of(line: OrderLine) -> list[int]:
    """What may go back for 1, 2 … of the units that are left, in fen."""
    free = free_units_of(line, list_rounds(line))
    return [fen_of(free[:count], line.unit_costs) for count in range(1, len(free) + 1)]


def _in_words(sku: Sku, old: Sku) -> str:
    name, more = sku.spec or _("同款"), sku.price_fen - old.price_fen
    if sku.id == old.id:
        return _("%(name)s（换一件同样的）", name=name)
    if more > 0:
        return _("%(name)s，每件补 %(fen)s", name=name, fen=yuan(more))
    if more < 0:
        return _("%(name)s，每件退 %(fen)s", name=name, fen=yuan(-more))
    return _("%(name)s，不补差价", name=name)
