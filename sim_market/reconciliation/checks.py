"""What must always hold between the provider, orders and the ledger (trust I8)."""

from sim_market.reconciliation.compare import Finding
from sim_market.reconciliation.queries import list_all_faults


def disagreements() -> list[str]:
    """Every share agrees with its order and the ledger, unless its notice is on its way."""
    return [
        f"order {each.order_number}: {each.finding.value}, provider {each.amount_fen},"
        f" order {each.order_fen}, booked {each.booked_fen} fen"
        for each in list_all_faults()
        if each.finding and each.finding != Finding.UNCONFIRMED
    ]


CHECKS = {"payments.reconciled": disagreements}
