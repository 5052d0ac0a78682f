"""Those who buy: people of the class with a wallet, and simulated shoppers of the pool."""
