"""An order that brings other goods for those that came back: paid with what they had cost."""

from datetime import timedelta

from app.db import db
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Sku
from sim_market.listings.operations import hold_stock
from sim_market.orders.models import Order, OrderLine, OrderState
from sim_market.orders.operations.paying import check_funds, take_payment
from sim_market.orders.operations.placing import next_number, promise_of
from sim_market.rules.pack import pack
from sim_market.verbs import Verb


def replace_goods(
    line: OrderLine, sku: Sku, quantity: int, pay_fen: int, *, note: str, actor: User | None
) -> Order:
    """Order `quantity` of `sku` instead of units of `line`, for `pay_fen` in all, sent for nothing.

    Goes to the address of the first order; stock is held, the money taken. The commission's rate
    is that of the first order (L1). Raises OutOfStock, InsufficientFunds.
    """
    first, cohort = line.order, line.cohort
    price_fen = sku.price_fen * quantity
    order = Order(
        cohort_id=cohort.id, state=OrderState.UNPAID, store=first.store, shopper=first.shopper,
        number=next_number(cohort.id), lines=[_line(line, sku, quantity, pay_fen)],
        goods_fen=pay_fen, shipping_fen=0, pay_fen=pay_fen, shipping_refunded_fen=0,
        discount_fen=0, adjust_fen=pay_fen - price_fen, platform_fen=0,
        promise_hours=promise_of([(sku, quantity)]), placed_sim_at=cohort.sim_at,
        changed_sim_at=cohort.sim_at,
        pay_by_sim_at=cohort.sim_at + timedelta(minutes=pack(cohort).unpaid_close_minutes),
        address=dict(first.address), note=note[:200],
    )  # fmt: skip
    check_funds(order)
    hold_stock(sku, quantity, ref=order.number)
    order.be_paid()
    db.session.add(order)
    db.session.flush()
    said = [{"sku": sku.code, "quantity": quantity, "unit_price_fen": sku.price_fen}]
    record(
        Verb.ORDER_PLACED, order, actor=actor, number=order.number, store=first.store.code,
        pay_fen=pay_fen, shipping_fen=0, lines=said, instead_of=first.number,
    )  # fmt: skip
    take_payment(order, actor=actor)
    return order


def _line(line: OrderLine, sku: Sku, quantity: int, pay_fen: int) -> OrderLine:
    """At today's list price, changed to what was paid; each unit at its even share."""
    share, rest = divmod(pay_fen, quantity)
    return OrderLine(
        cohort_id=line.cohort_id, listing_id=sku.listing_id, sku=sku,
        listing_title=sku.listing.title, spec=sku.spec, picture=sku.shown_picture,
        category_code=line.category_code, quantity=quantity, unit_price_fen=sku.price_fen,
        pay_fen=pay_fen, unit_cost_fen=sku.cost_fen, commission_bp=line.commission_bp,
        adjust_fen=pay_fen - sku.price_fen * quantity, discount_fen=0, platform_fen=0,
        unit_fens=[share + (place >= quantity - rest) for place in range(quantity)],
    )  # fmt: skip
