"""What a shopper has in the cart."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, savepoint, taken
from app.errors import Conflict, Invalid
from sim_market.listings.models import Sku
from sim_market.orders.models import CartLine, CartSource
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper


def put_in_cart(shopper: Shopper, sku: Sku, quantity: int, *, live_fen: int | None = None) -> None:
    """Add units of a SKU. `live_fen`: they come from a live bag, where one costs so much; a line
    that came from there stays so, whatever is added. Raises Invalid beyond the limits of rule T-8.
    """
    rules = pack(shopper.cohort)
    _check_quantity(quantity, rules.line_quantity_max)
    count = sa.select(sa.func.count()).where(CartLine.shopper_id == shopper.id)
    if (db.session.scalar(count) or 0) >= rules.cart_lines_max:
        raise Conflict(
            _("购物车放满了：最多 %(n)s 种商品", n=rules.cart_lines_max),
            rule=RuleId.QUANTITY, next_step=_("先结算或删掉一些"), link="/mall/cart",
        )  # fmt: skip
    key = {"cohort_id": shopper.cohort_id, "shopper_id": shopper.id, "sku_id": sku.id}
    seen = _seen(sku, live_fen)
    if insert_unless_there(CartLine, **key, quantity=quantity, ticked=True, **seen):
        return
    most = rules.line_quantity_max
    more = sa.case((CartLine.quantity + quantity > most, most), else_=CartLine.quantity + quantity)
    taken(sa.update(CartLine).filter_by(**key).values(quantity=more, ticked=True))
    from_shelf = CartLine.source == CartSource.SHELF
    taken(
        sa.update(CartLine)
        .filter_by(**key)
        .where(sa.true() if live_fen is not None else from_shelf)
        .values(**seen)
    )


def _seen(sku: Sku, live_fen: int | None) -> dict[str, Any]:
    """From where, and what the buyer saw it cost there."""
    if live_fen is None:
        return {"source": CartSource.SHELF, "seen_fen": sku.price_fen}
    return {"source": CartSource.LIVE_BAG, "seen_fen": live_fen}


def set_cart_quantity(line: CartLine, quantity: int) -> None:
    """Have so many of it in the cart."""
    _check_quantity(quantity, pack(line.cohort).line_quantity_max)
    line.quantity = quantity


def tick_cart_line(line: CartLine, ticked: bool) -> None:
    line.ticked = ticked


def agree_to_price(line: CartLine, *, live_fen: int | None = None) -> None:
    """The shopper has seen what it costs today: in the live bag, or without it."""
    seen = _seen(line.sku, live_fen)
    line.source, line.seen_fen = seen["source"], seen["seen_fen"]


def change_cart_sku(line: CartLine, sku: Sku, *, live_fen: int | None = None) -> None:
    """Have another variant of the same listing; if it is in the cart already, there are more of it.

    `live_fen`: what the other one costs in the live bag; None if it is not in it.
    Raises Invalid for goods of another listing.
    """
    if sku.listing_id != line.sku.listing_id:
        raise Invalid(_("请选同一件商品的规格"), next_step=_("回购物车重选"), link="/mall/cart")
    if sku.id == line.sku_id:
        return
    seen = _seen(sku, live_fen)
    try:
        with savepoint():
            line.sku_id = sku.id
            line.source, line.seen_fen = seen["source"], seen["seen_fen"]
            db.session.flush()
    except sa.exc.IntegrityError:
        db.session.expire(line)
        _merge(line, sku, seen)


def _merge(line: CartLine, sku: Sku, seen: Mapping[str, Any]) -> None:
    """Add a line's units to the line of another SKU, and take it out."""
    most = pack(line.cohort).line_quantity_max
    more = sa.case(
        (CartLine.quantity + line.quantity > most, most), else_=CartLine.quantity + line.quantity
    )
    key = {"cohort_id": line.cohort_id, "shopper_id": line.shopper_id, "sku_id": sku.id}
    taken(sa.update(CartLine).filter_by(**key).values(quantity=more, ticked=True, **seen))
    take_from_cart(line)


def take_from_cart(line: CartLine) -> None:
    """Out of the cart; nothing happens if another request was quicker."""
    taken(
        sa.delete(CartLine)
        .where(CartLine.id == line.id, CartLine.cohort_id == line.cohort_id)
        .execution_options(synchronize_session=False)
    )
    db.session.expunge(line)


def clear_cart(shopper: Shopper) -> None:
    db.session.execute(
        sa.delete(CartLine).where(
            CartLine.cohort_id == shopper.cohort_id, CartLine.shopper_id == shopper.id
        )
    )


def _check_quantity(quantity: int, most: int) -> None:
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= most:
        raise Invalid(
            _("购买数量要在 1 到 %(n)s 之间", n=most),
            rule=RuleId.QUANTITY, fields={"quantity": _("请填 1 到 %(n)s", n=most)},
        )  # fmt: skip
