"""How much of a line's money belongs to so many of its units. Numbers in, numbers out."""


def refund_of(quantity: int, *, left_quantity: int, left_fen: int) -> int:
    """Fen for `quantity` of the units of a line that were not refunded yet (R1, A6).

    `left_quantity` units that cost `left_fen` are left: each gives its share rounded down, the
    last ones one fen more, so that all units give exactly what the line cost, whatever the steps.
    81.82 for 3: 27.27, 27.27, 27.28.
    """
    if not 1 <= quantity <= left_quantity:
        raise ValueError(f"{quantity} of {left_quantity} units")
    share, rest = divmod(left_fen, left_quantity)
    return share * quantity + max(0, quantity - (left_quantity - rest))
