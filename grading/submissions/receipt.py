"""The receipt number of a hand-in: LT-20261120-0007-3, date, number of the day, check digit."""

import re
from datetime import date

_SHAPE = re.compile(r"LT-(\d{8})-(\d{4,})-(\d)")


def receipt_number(day: date, sequence: int) -> str:
    """The receipt of the `sequence`-th hand-in of a day (from 1)."""
    if sequence < 1:
        raise ValueError("the first hand-in of a day is number 1")
    stem, number = f"{day:%Y%m%d}", f"{sequence:04d}"
    return f"LT-{stem}-{number}-{check_digit(stem + number)}"


def is_receipt_number(text: str) -> bool:
    """Whether a text can be a receipt number: its shape and its check digit are right."""
    found = _SHAPE.fullmatch(text)
    return found is not None and check_digit(found[1] + found[2]) == int(found[3])


def check_digit(digits: str) -> int:
    """ISO 7064 MOD 11,10: notices every single wrong digit and nearly all swapped neighbours."""
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return (11 - product) % 10
