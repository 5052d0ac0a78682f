"""Changing the cart as a whole: quantities, ticks, variants, what can no longer be bought."""

from collections.abc import Mapping, Sequence, Set

from flask_babel import gettext as _

from app.errors import Conflict, Invalid
from sim_market.listings.models import Sku
from sim_market.mall.operations.buying import guard_buyable
from sim_market.mall.queries.carts import Basket, is_gone, live_of, most_of
from sim_market.orders import operations as orders
from sim_market.orders.models import CartLine, CartSource
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper


def save_cart(lines: Sequence[CartLine], typed: Mapping[int, str], ticked: Set[int]) -> None:
    """Quantities as typed and ticks, for the lines that were on the page. All or none.

    Raises Invalid with what is wrong at each line.
    """
    shown = [line for line in lines if line.id in typed]
    wanted = {line.id: _read(line, typed[line.id]) for line in shown}
    faults = {
        f"quantity-{line.id}": said for line in shown if (said := _fault(line, wanted[line.id]))
    }
    if faults:
        raise Invalid(
            _("有 %(n)s 件商品的数量要改，购物车没有变", n=len(faults)),
            rule=RuleId.QUANTITY,
            fields=faults,
            next_step=_("改好红字的地方再更新"),
        )
    for line in shown:
        orders.set_cart_quantity(line, wanted[line.id])
        orders.tick_cart_line(line, line.id in ticked)
        if line.source == CartSource.SHELF:
            orders.agree_to_price(line)


def agree(baskets: Sequence[Basket], line_id: int) -> CartLine:
    """The buyer takes a line from the live bag for what it costs now: a higher price needs their
    word (E4). Raises Conflict if it is not in the cart.
    """
    for basket in baskets:
        for line in basket.lines:
            if line.id == line_id:
                now = basket.live_price(line)
                orders.agree_to_price(line, live_fen=now.price_fen if now else None)
                orders.tick_cart_line(line, ticked=True)
                return line
    raise Conflict(_("购物车里已经没有这件商品"), next_step=_("刷新购物车"), link="/mall/cart")


def clear_gone(lines: Sequence[CartLine]) -> int:
    """Take out all that is off sale or of a closed store; how many lines that were."""
    gone = [line for line in lines if is_gone(line)]
    for line in gone:
        orders.take_from_cart(line)
    return len(gone)


def change_spec(shopper: Shopper, line: CartLine, sku: Sku | None) -> None:
    """Another variant of the same goods."""
    if sku is None:
        raise Invalid(_("没有这个组合"), next_step=_("换一个有货的组合"))
    guard_buyable(shopper, sku, 1)
    live = live_of(shopper, [line]).price_of(sku)
    fits = live is not None and not live.is_spent
    orders.change_cart_sku(line, sku, live_fen=live.price_fen if live and fits else None)


def _read(line: CartLine, typed: str) -> int:
    """A quantity; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _fault(line: CartLine, quantity: int) -> str:
    """What is wrong with a new quantity; "" for one that did not change."""
    if quantity == line.quantity:
        return ""
    rule_most = pack(line.cohort).line_quantity_max
    if not 1 <= quantity <= rule_most:
        return _("购买数量要在 1 到 %(n)s 之间", n=rule_most)
    most = most_of(line, rule_most)
    if quantity <= most:
        return ""
    limit = line.sku.listing.limit_per_buyer
    if limit and limit == most:
        return _("每人限购 %(n)s 件", n=limit)
    return _("只剩 %(n)s 件", n=max(0, line.sku.available))
