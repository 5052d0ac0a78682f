"""What must hold of all refunds (trust I3; commerce_rules R2)."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import OPEN, Refund, RefundState
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


CHECKS = {
    "after_sales.lines": wrong_lines,
    "after_sales.counts": wrong_counts,
    "after_sales.shipping": wrong_shipping,
}
