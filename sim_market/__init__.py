"""The simulated market: stores, listings, orders, money, buyers, and the mall that shows them."""
