"""What a store still owes to buyers, before it may be closed."""

from flask_babel import gettext as _

from sim_market.stores.models import Store
from sim_market.stores.operations import Unsettled
from sim_market.violations.queries import waiting_of


def owed_to_buyers(store: Store) -> Unsettled:
    owed = waiting_of(store).owed_fen
    return Unsettled(_("欠买家的赔付"), 1 if owed else 0, "/violations/deposit")
