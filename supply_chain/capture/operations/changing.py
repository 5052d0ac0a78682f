"""The shop's order changed after it was copied: the supply order follows it."""

from flask_babel import gettext as _

from app import jobs
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.orders.models import Order, OrderState
from supply_chain.capture.models import SUPPLY_FLOW, SupplyLine, SupplyOrder, SupplyState
from supply_chain.capture.operations.confirming import locked
from supply_chain.stock.operations import allotments_of, release_all
from supply_chain.verbs import Verb


def follow_order(supply: SupplyOrder, order: Order, *, actor: User | None) -> None:
    """Take over what changed: closed orders are cancelled, refunded units are not sent.

    What has left the supplier stays as it is; what the merchant has sent is not sent again.
    """
    supply = locked(supply)
    supplied = [line for line in supply.lines if not line.is_own]
    supply.order_version = order.version
    if not supply.can_end_unsent:
        return
    if order.state == OrderState.CLOSED:
        cancel_supply(supply, _("订单已关闭"), actor=actor)
    elif order.has_left and not any(line.order_line.unsent_quantity for line in supplied):
        cancel_supply(supply, _("商家自己发了货"), actor=actor)
    else:
        _follow_quantities(supply, order, actor=actor)


def cancel_supply(supply: SupplyOrder, reason: str, *, actor: User | None) -> None:
    """End a supply order that has not left: stock is freed, the money comes back.

    Raises IllegalMove if it is on its way.
    """
    SUPPLY_FLOW.check(supply, SupplyState.CANCELLED)
    if supply.state == SupplyState.CONFIRMED:
        _free(supply, {line.id: line.units for line in supply.lines})
        _pay_back(supply, supply.cost_fen, supply.number)
        jobs.cancel("supply.ship", supply.number, cohort_id=supply.cohort_id)
    now = supply.cohort.sim_at
    SUPPLY_FLOW.claim(
        supply, SupplyState.CANCELLED, hitch=None, reason=reason, cancelled_sim_at=now
    )
    record(Verb.SUPPLY_CANCELLED, supply, actor=actor, number=supply.number, reason=reason)


def _follow_quantities(supply: SupplyOrder, order: Order, *, actor: User | None) -> None:
    """Send only what is still open; free and get back the rest."""
    freed = {
        line.id: fewer
        for line in supply.lines
        if (fewer := (line.quantity - line.order_line.unsent_quantity) * _pack(line)) > 0
    }
    less_fen = sum(freed.get(line.id, 0) * line.unit_cost_fen for line in supply.lines)
    changed = [line for line in supply.lines if line.quantity != line.order_line.unsent_quantity]
    if not changed:
        return
    if supply.state == SupplyState.CONFIRMED:
        _free(supply, freed)
        _pay_back(supply, less_fen, f"{supply.number}-v{order.version}")
    for line in changed:
        line.units -= freed.get(line.id, 0)
        line.quantity = line.order_line.unsent_quantity
    supply.cost_fen -= less_fen
    record(Verb.SUPPLY_CHANGED, supply, actor=actor, number=supply.number, back_fen=less_fen)


def _pack(line: SupplyLine) -> int:
    return line.units // line.quantity if line.quantity else 0


def _free(supply: SupplyOrder, units: dict[int, int]) -> None:
    """Give back units by line: each allotment once, in ascending order."""
    by_sku: dict[int, int] = {}
    for line in supply.lines:
        if line.product_sku_id and units.get(line.id):
            by_sku[line.product_sku_id] = by_sku.get(line.product_sku_id, 0) + units[line.id]
    found = allotments_of(supply.store, by_sku)
    release_all([(allotment, by_sku[of]) for of, allotment in found.items()], ref=supply.number)


def _pay_back(supply: SupplyOrder, amount_fen: int, key: str) -> None:
    funds = account(supply.cohort_id, AccountKind.STORE_FUNDS, supply.store_id)
    suppliers = account(supply.cohort_id, AccountKind.SUPPLIERS)
    legs = [(suppliers, -amount_fen), (funds, amount_fen)]
    post(TxnKind.PURCHASE_REFUND, key, legs, about=supply)
