"""What was found against the rules: the ledger of violations, cure, appeal, points, penalties."""
