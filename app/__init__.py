"""The ground floor: everything that knows nothing of markets, supply or marks."""
