"""A store's money: settlement of orders, statements, profit, moving money to and fro."""
