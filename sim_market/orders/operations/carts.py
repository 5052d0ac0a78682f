"""What a shopper has in the cart."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, savepoint, taken
from app.errors import Conflict, Invalid
from sim_market.listings.models import Sku
from sim_market.orders.models import CartLine
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper


def put_in_cart(shopper: Shopper, sku: Sku, quantity: int) -> None:
    """Add units of a SKU. Raises Invalid beyond the limits of rule T-8."""
    rules = pack(shopper.cohort)
    _check_quantity(quantity, rules.line_quantity_max)
    count = sa.select(sa.func.count()).where(CartLine.shopper_id == shopper.id)
    if (db.session.scalar(count) or 0) >= rules.cart_lines_max:
        raise Conflict(
            _("购物车放满了：最多 %(n)s 种商品", n=rules.cart_lines_max),
            rule=RuleId.QUANTITY, next_step=_("先结算或删掉一些"), link="/mall/cart",
        )  # fmt: skip
    key = {"cohort_id": shopper.cohort_id, "shopper_id": shopper.id, "sku_id": sku.id}
    seen_fen = sku.price_fen
    if insert_unless_there(CartLine, **key, quantity=quantity, ticked=True, seen_fen=seen_fen):
        return
    most = rules.line_quantity_max
    more = sa.case((CartLine.quantity + quantity > most, most), else_=CartLine.quantity + quantity)
    taken(
        sa.update(CartLine).filter_by(**key).values(quantity=more, ticked=True, seen_fen=seen_fen)
    )


def set_cart_quantity(line: CartLine, quantity: int) -> None:
    """Have so many of it in the cart."""
    _check_quantity(quantity, pack(line.cohort).line_quantity_max)
    line.quantity = quantity


def tick_cart_line(line: CartLine, ticked: bool) -> None:
    line.ticked = ticked


def agree_to_price(line: CartLine) -> None:
    """The shopper has seen what it costs today."""
    line.seen_fen = line.sku.price_fen


def change_cart_sku(line: CartLine, sku: Sku) -> None:
    """Have another variant of the same listing; if it is in the cart already, there are more of it.

    Raises Invalid for goods of another listing.
    """
    if sku.listing_id != line.sku.listing_id:
        raise Invalid(_("请选同一件商品的规格"), next_step=_("回购物车重选"), link="/mall/cart")
    if sku.id == line.sku_id:
        return
    try:
        with savepoint():
            line.sku_id, line.seen_fen = sku.id, sku.price_fen
            db.session.flush()
    except sa.exc.IntegrityError:
        db.session.expire(line)
        _merge(line, sku)


def _merge(line: CartLine, sku: Sku) -> None:
    """Add a line's units to the line of another SKU, and take it out."""
    most = pack(line.cohort).line_quantity_max
    more = sa.case(
        (CartLine.quantity + line.quantity > most, most), else_=CartLine.quantity + line.quantity
    )
    key = {"cohort_id": line.cohort_id, "shopper_id": line.shopper_id, "sku_id": sku.id}
    taken(
        sa.update(CartLine)
        .filter_by(**key)
        .values(quantity=more, ticked=True, seen_fen=sku.price_fen)
    )
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
