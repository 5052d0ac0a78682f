"""What is mine as a buyer: cart, orders, refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from sim_market.after_sales.models import Refund
from sim_market.listings.models import Listing, Sku
from sim_market.orders.fees import Basket as FeeBasket
from sim_market.orders.fees import shipping_by_store
from sim_market.orders.models import CartLine, Order, OrderLine, OrderState
from sim_market.reviews.models import Review
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

ORDERS_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Basket:
    """The cart lines of one store, and what the ticked ones that can be bought cost."""

    store: Store
    lines: Sequence[CartLine]

    @property
    def wanted(self) -> list[CartLine]:
        return [line for line in self.lines if line.ticked and can_buy(line)]

    @property
    def pairs(self) -> list[tuple[Sku, int]]:
        """What is wanted, as (sku, quantity)."""
        return [(line.sku, line.quantity) for line in self.wanted]

    @property
    def total_fen(self) -> int:
        return sum(line.sku.price_fen * line.quantity for line in self.wanted)


@dataclass(frozen=True, slots=True)
class MyOrder:
    """An order of mine with what I asked and said about it."""

    order: Order
    refunds: Sequence[Refund] = field(default_factory=list)
    reviewed: frozenset[int] = frozenset()  # listing ids


def count_cart(user: User, cohort_id: int) -> int:
    """How many kinds of goods are in this person's cart."""
    asked = (
        sa.select(sa.func.count())
        .select_from(CartLine)
        .join(Shopper, _same(CartLine, Shopper, CartLine.shopper_id))
        .where(CartLine.cohort_id == cohort_id, Shopper.user_id == user.id)
    )
    return db.session.scalar(asked) or 0


def list_cart(shopper: Shopper) -> list[Basket]:
    """The cart by store, in the order in which things were put in."""
    lines = db.session.scalars(
        sa.select(CartLine)
        .where(CartLine.cohort_id == shopper.cohort_id, CartLine.shopper_id == shopper.id)
        .options(joinedload(CartLine.sku).joinedload(Sku.listing).joinedload(Listing.store))
        .order_by(CartLine.id)
    ).all()
    by_store: dict[Store, list[CartLine]] = {}
    for line in lines:
        by_store.setdefault(line.sku.listing.store, []).append(line)
    return [Basket(store, mine) for store, mine in by_store.items()]


def total_of(baskets: Mapping[Store, FeeBasket], province: str) -> int:
    """What goods of several stores come to with sending them; where nobody delivers, without."""
    fees = shipping_by_store(baskets, province)
    goods_fen = sum(sku.price_fen * n for basket in baskets.values() for sku, n in basket)
    return goods_fen + sum(fee.fen for fee in fees.values())


def can_buy(line: CartLine) -> bool:
    """Is it on sale, in an open store, and are there so many?"""
    listing = line.sku.listing
    return listing.is_on_sale and listing.store.is_open and line.sku.available >= line.quantity


def get_cart_line(line_id: int, shopper: Shopper | None) -> CartLine:
    line = None
    if shopper is not None:
        line = db.session.scalar(
            sa.select(CartLine).where(
                CartLine.id == line_id,
                CartLine.cohort_id == shopper.cohort_id,
                CartLine.shopper_id == shopper.id,
            )
        )
    if line is None:
        raise NotFound(_("购物车里已经没有这件商品"), next_step=_("刷新购物车"), link="/mall/cart")
    return line


def list_my_orders(
    shopper: Shopper, state: str, page: int
) -> tuple[Sequence[Order], int, dict[str, int]]:
    """One page of my orders, newest first; how many there are; how many in each state."""
    mine = (Order.cohort_id == shopper.cohort_id, Order.shopper_id == shopper.id)
    rows = db.session.execute(
        sa.select(Order.state, sa.func.count()).where(*mine).group_by(Order.state)
    )
    counts = {str(row[0]): int(row[1]) for row in rows}
    asked = sa.select(Order).where(*mine).order_by(Order.id.desc())
    if state in set(OrderState):
        asked = asked.where(Order.state == state)
    orders = db.session.scalars(
        asked.options(selectinload(Order.lines), joinedload(Order.store))
        .limit(ORDERS_PER_PAGE)
        .offset((page - 1) * ORDERS_PER_PAGE)
    ).all()
    return orders, counts.get(state, 0) if state else sum(counts.values()), counts


def list_unpaid(shopper: Shopper) -> Sequence[Order]:
    """My orders that wait for payment, in the order in which they were placed."""
    return db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == shopper.cohort_id,
            Order.shopper_id == shopper.id,
            Order.state == OrderState.UNPAID,
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
            .options(selectinload(Order.lines), joinedload(Order.store), joinedload(Order.shipment))
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
    reviewed = db.session.scalars(
        sa.select(Review.listing_id).where(
            Review.cohort_id == order.cohort_id, Review.order_id == order.id
        )
    )
    return MyOrder(order, refunds, frozenset(reviewed))


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
