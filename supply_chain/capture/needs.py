"""What a store has to pay suppliers, and has paid them for an order."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from sim_market.finance.needs import Need
from sim_market.orders.models import Order
from sim_market.stores.models import Store
from supply_chain.capture.models import Hitch, SupplyOrder, SupplyState


def unpaid_supplies(store: Store) -> Need:
    """Supply orders that could not be confirmed because the store's funds were too small."""
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(SupplyOrder.cost_fen), 0)).where(
            SupplyOrder.cohort_id == store.cohort_id,
            SupplyOrder.store_id == store.id,
            SupplyOrder.state == SupplyState.WAITING,
            SupplyOrder.hitch == Hitch.NO_FUNDS,
        )
    ).one()
    return Need(_("等着付货款的供货单"), int(row[0]), int(row[1]), "/supply/orders?state=waiting")


def supplies_of(order: Order) -> tuple[str, sa.Select[int]]:
    """What the suppliers were paid for an order: their part of its account."""
    ids = sa.select(SupplyOrder.id).where(
        SupplyOrder.cohort_id == order.cohort_id, SupplyOrder.order_id == order.id
    )
    return SupplyOrder.__tablename__, ids
