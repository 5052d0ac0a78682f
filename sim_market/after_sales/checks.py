"""What must hold of all refunds (trust I3; commerce_rules R2)."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import OPEN, AfterSaleKind, Refund, RefundState
from sim_market.ledger.models import Txn, TxnKind
from sim_market.orders.models import Order, OrderLine


def wrong_lines() -> list[str]:
    """What a line says is refunded or asked for is the sum of its refunds, within what was paid."""
    done, live = (_fen_in(states) for states in ((RefundState.DONE,), OPEN))
    rows = db.session.execute(
        sa.select(OrderLine.id, OrderLine.refunded_fen, OrderLine.refunding_fen, done, live)
        .outerjoin(Refund, Refund.order_line_id == OrderLine.id)
        .group_by(OrderLine.id)
        .having(
            (OrderLine.refunded_fen != done)
            | (OrderLine.refunding_fen != live)
            | (done + live > OrderLine.pay_fen)
        )
    )
    return [f"order line {r[0]}: says {r[1]}+{r[2]} fen, refunds are {r[3]}+{r[4]}" for r in rows]


def wrong_counts() -> list[str]:
    """An order's count of open requests is right."""
    live = sa.func.coalesce(sa.func.sum(sa.case((Refund.state.in_(OPEN), 1), else_=0)), 0)
    rows = db.session.execute(
        sa.select(Order.number, Order.live_refunds, live)
        .outerjoin(Refund, Refund.order_id == Order.id)
        .group_by(Order.id)
        .having(Order.live_refunds != live)
    )
    return [f"order {r[0]}: {r[1]} open requests, there are {r[2]}" for r in rows]


def _fen_in(states: Sequence[RefundState]) -> sa.ColumnElement[int]:
    amount = sa.case((Refund.state.in_(states), Refund.amount_fen), else_=0)
    return sa.func.coalesce(sa.func.sum(amount), 0)


def wrong_shipping() -> list[str]:
    """A shipping fee that went back is in one refund, and no more than was paid (R3)."""
    back = sa.func.coalesce(sa.func.sum(Refund.shipping_fen), 0)
    rows = db.session.execute(
        sa.select(Order.number, Order.shipping_refunded_fen, back)
        .outerjoin(Refund, Refund.order_id == Order.id)
        .group_by(Order.id)
        .having(Order.shipping_refunded_fen != back)
    )
    return [f"order {r[0]}: {r[1]} fen of shipping went back, its refunds say {r[2]}" for r in rows]


def held_for_exchanges() -> sa.Select[Any, Any]:
    """SKU id -> units kept for exchanges that are under way (X2)."""
    return (
        sa.select(Refund.new_sku_id.label("sku_id"), sa.func.sum(Refund.held_quantity))
        .where(Refund.held_quantity > 0)
        .group_by(Refund.new_sku_id)
    )


def wrong_exchanges() -> list[str]:
    """Goods are held while an exchange is under way; one that is done has its order, which costs
    what the old goods did and the difference (X2, X5).
    """
    under_way = Refund.state.in_([state for state in OPEN if state != RefundState.APPLIED])
    held = db.session.execute(sa.select(Refund.number).where(Refund.held_quantity > 0, ~under_way))
    done = (Refund.kind == AfterSaleKind.EXCHANGE) & (Refund.state == RefundState.DONE)
    lacking = db.session.execute(
        sa.select(Refund.number).where(done != Refund.replacement_id.is_not(None))
    )
    dear = Refund.unit_difference_fen * Refund.quantity
    ought = sa.case((Refund.amount_fen + dear < 0, 0), else_=Refund.amount_fen + dear)
    unpaid = db.session.execute(
        sa.select(Refund.number, Order.pay_fen, ought)
        .join(Order, Order.id == Refund.replacement_id)
        .where(Order.pay_fen != ought)
    )
    return (
        [f"exchange {r[0]} has ended and holds goods" for r in held]
        + [f"exchange {r[0]}: done and without an order, or the other way round" for r in lacking]
        + [f"exchange {r[0]}: its order cost {r[1]} fen, not {r[2]}" for r in unpaid]
    )


def wrong_units() -> list[str]:
    """At most one request that is open or done is about a unit (R2)."""
    kept = (*OPEN, RefundState.AGREED, RefundState.DONE)
    seen: set[tuple[int, int]] = set()
    wrong: list[str] = []
    rows = db.session.execute(
        sa.select(Refund.order_line_id, Refund.number, Refund.quantity, Refund.units)
        .where(Refund.state.in_(kept))
        .order_by(Refund.id)
    )
    for line_id, number, quantity, units in rows:
        places = {(line_id, unit) for unit in units}
        if units and (len(places) != quantity or places & seen):
            wrong.append(f"refund {number}: units {units} for {quantity}, or taken twice")
        seen |= places
    return wrong


def wrong_fees() -> list[str]:
    """What a store made good of a parcel's fee was paid, once, and moved (A-8)."""
    rows = db.session.execute(
        sa.select(Refund.number, Refund.return_fee_back_fen, sa.func.count(Txn.id))
        .outerjoin(
            Txn,
            (Txn.cohort_id == Refund.cohort_id)
            & (Txn.kind == TxnKind.RETURN_FEE)
            & (Txn.key == Refund.number),
        )
        .group_by(Refund.id)
        .having((Refund.return_fee_back_fen > 0) != (sa.func.count(Txn.id) == 1))
    )
    return [f"refund {r[0]}: {r[1]} fen of the fee made good, {r[2]} movements" for r in rows]


CHECKS = {
    "after_sales.lines": wrong_lines,
    "after_sales.counts": wrong_counts,
    "after_sales.shipping": wrong_shipping,
    "after_sales.exchanges": wrong_exchanges,
    "after_sales.units": wrong_units,
    "after_sales.fees": wrong_fees,
}
