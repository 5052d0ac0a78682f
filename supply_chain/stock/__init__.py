"""The supplier's stock that a store may sell, and keeping the shop's stock in step with it."""
