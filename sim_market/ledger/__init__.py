"""Double-entry money of a sandbox: accounts, transactions whose legs sum to nothing."""
