"""Another address for an order that has not left yet."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from sim_market.orders.fees import guard_delivered, shipping_of
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations.locking import lock_order
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb


def change_order_address(order: Order, address: Mapping[str, Any], *, actor: User) -> None:
    """Send an order elsewhere. `address` as `Shopper.address`.

    Raises Conflict once a parcel has left, or where sending would cost something else;
    NotDelivered for a province that the store does not send to.
    """
    lock_order(order)
    if order.state not in {OrderState.UNPAID, OrderState.PAID}:
        raise Conflict(
            _("订单现在是“%(state)s”，不能改地址", state=order.state.word),
            rule=RuleId.SHIP_PROMISE,
            next_step=_("发货前才能改；已经发出的，联系商家"),
        )
    place = dict(address)
    _check_fee(order, str(place.get("province", "")))
    order.address = place
    order.version += 1
    order.changed_sim_at = order.cohort.sim_at
    db.session.flush()
    record(Verb.ORDER_READDRESSED, order, actor=actor, number=order.number)


def _check_fee(order: Order, province: str) -> None:
    """Another province may cost something else: then both must agree to another price first."""
    before = str(order.address.get("province", ""))
    if province == before:
        return
    basket = [(line.sku, line.quantity) for line in order.lines if not line.gift]
    quote = shipping_of(basket, province)
    guard_delivered(quote, order.store, province)
    if quote.fen != shipping_of(basket, before).fen:
        raise Conflict(
            _("寄到%(place)s的运费不一样，没有改地址", place=province),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("还没付款：取消后用新地址重新下单；付了款：请商家帮忙，或先退款"),
        )
