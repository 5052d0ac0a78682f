"""The mall as buyers see it: home, search, listing, store, cart, checkout, my orders."""
