"""Costs and suggested prices. Whole fen in, whole fen out."""


def sku_cost(base_fen: int, percent: int) -> int:
    """The cost of one choice, rounded to ten fen."""
    return (base_fen * percent + 500) // 1_000 * 10


def suggested_price(cost_fen: int, markup_percent: int) -> int:
    """Cost times markup, moved to the nearest price that ends in .90, above the cost."""
    wanted = cost_fen * markup_percent // 100
    return max((wanted + 60) // 100 * 100 - 10, cost_fen // 100 * 100 + 190)
