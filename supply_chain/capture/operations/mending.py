"""Lines whose goods nobody supplies: the trainee says where they come from (Y5)."""

from flask_babel import gettext as _

from app.errors import DomainError
from app.flow import IllegalMove
from app.identity.models import User
from supply_chain.capture.models import SupplyLine, SupplyOrder
from supply_chain.capture.operations.confirming import try_confirm
from supply_chain.capture.today import cost_of, dearer_now
from supply_chain.sourcing.operations import link_sku
from supply_chain.suppliers.models import ProductSku


def supply_line_from(
    line: SupplyLine, source: ProductSku, *, pack: int, actor: User
) -> DomainError | None:
    """Link the line's SKU to a supplier's, and try to confirm; what still stands in the way."""
    supply = _waiting(line)
    link_sku(supply.store, line.order_line.sku, source, pack=pack, actor=actor)
    line.product_sku, line.units = source, line.quantity * pack
    line.unit_cost_fen = cost_of(source, dearer_now(supply.cohort))
    supply.cost_fen = sum(each.cost_fen for each in supply.lines)
    return try_confirm(supply, actor=actor)


def mark_own(line: SupplyLine, *, actor: User) -> DomainError | None:
    """The store's own goods travel in the supplier's parcel (simulated); then try to confirm."""
    supply = _waiting(line)
    line.is_own = True
    return try_confirm(supply, actor=actor)


def _waiting(line: SupplyLine) -> SupplyOrder:
    supply = line.supply_order
    if not supply.can_confirm or line not in supply.unmapped:
        raise IllegalMove(_("这一行不需要再处理"), next_step=_("刷新页面看最新状态"))
    return supply
