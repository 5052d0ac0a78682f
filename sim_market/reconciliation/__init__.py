"""Reconciliation: the provider's statement of a day against orders and the ledger."""
