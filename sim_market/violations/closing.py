"""What a store still owes to buyers: to be paid now, and before it may be closed."""

import sqlalchemy as sa
from flask_babel import gettext as _

from sim_market.finance.needs import Need
from sim_market.orders.models import Order
from sim_market.stores.models import Store
from sim_market.stores.operations import Unsettled
from sim_market.violations.models import Violation
from sim_market.violations.queries import waiting_of


def owed_to_buyers(store: Store) -> Unsettled:
    owed = waiting_of(store).owed_fen
    return Unsettled(_("欠买家的赔付"), 1 if owed else 0, "/violations/deposit")


def compensation_due(store: Store) -> Need:
    """What the deposit was too small for."""
    owed = waiting_of(store).owed_fen
    return Need(_("欠买家的赔付"), 1, owed, "/violations/deposit")


def violations_of(order: Order) -> tuple[str, sa.Select[int]]:
    """What the buyer of an order was compensated for."""
    ids = sa.select(Violation.id).where(
        Violation.cohort_id == order.cohort_id,
        Violation.subject_type == Order.__tablename__,
        Violation.subject_id == order.id,
    )
    return Violation.__tablename__, ids
