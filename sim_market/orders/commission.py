"""How much of what was earned goes back with a refund. Numbers in, numbers out."""


def returned_of(earned_fen: int, back_fen: int, basis_fen: int) -> int:
    """Of `earned_fen` on a basis, what goes back when `back_fen` of the basis went back in all.

    In proportion, rounded half up; all of it when the whole basis went back, so that the last
    reversal takes the residue and their sum never exceeds what was earned (commerce_rules L5).
    """
    if not 0 <= back_fen <= basis_fen:
        raise ValueError(f"{back_fen} of {basis_fen} fen cannot go back")
    if back_fen == basis_fen:
        return earned_fen if basis_fen else 0
    return (2 * earned_fen * back_fen + basis_fen) // (2 * basis_fen)
