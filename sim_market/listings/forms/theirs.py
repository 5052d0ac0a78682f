"""What is kept, as a form would send it, and putting parts of it into what somebody has typed."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from sim_market.listings.forms.images import ALT
from sim_market.listings.forms.steps import BLOCKS, SKUS, Typed, rows_of
from sim_market.listings.merging import ATTRIBUTE, MATRIX, SKU

UNIT = "unit:"
COLUMNS = {
    "price_fen": "price",
    "compare_fen": "compare",
    "cost_fen": "cost",
    "weight_g": "weight",
    "volume_cm3": "volume",
    "merchant_code": "code",
    "picture": "picture",
}


def as_sent(data: Mapping[str, Any]) -> Typed:
    """What a form shows, as it would be sent: rows as 'skus-0-price', a tick as 'y'."""
    sent: Typed = MultiDict()
    for name, value in data.items():
        each = value if isinstance(value, list) else [value]
        for number, item in enumerate(each):
            if isinstance(item, Mapping):
                for field, text in item.items():
                    sent.add(f"{name}-{number}-{field}", str(text))
            elif item not in (None, False):
                sent.add(name, "y" if item is True else str(item))
    return sent


def with_theirs(mine: Typed, part: str, theirs: Typed, ids: Mapping[str, str]) -> Typed:
    """What was typed, with a part (`merging`) as it is kept. `ids`: code of a SKU -> its id."""
    if part.startswith(SKU):
        return _with_cell(mine, part, theirs, ids)
    belongs = _names_of(part)
    kept = [(name, value) for name, value in mine.items(multi=True) if not belongs(name)]
    taken = [(name, value) for name, value in theirs.items(multi=True) if belongs(name)]
    return MultiDict([*kept, *taken])


def _with_cell(mine: Typed, part: str, theirs: Typed, ids: Mapping[str, str]) -> Typed:
    code, _colon, column = part.removeprefix(SKU).partition(":")
    field, sku_id = COLUMNS.get(column, ""), ids.get(code)
    here, there = _row(mine, sku_id), _row(theirs, sku_id)
    made = MultiDict(mine)
    if field and here is not None and there is not None:
        made[f"{SKUS}-{here}-{field}"] = theirs.get(f"{SKUS}-{there}-{field}", "")
    return made


def _names_of(part: str) -> Callable[[str], bool]:
    """Which fields of the form say a part."""
    if part == MATRIX:
        return lambda name: name.startswith(("specs-", f"{SKUS}-"))
    if part == "detail":
        return lambda name: name.startswith(f"{BLOCKS}-")
    if part == "alts":
        return lambda name: name.startswith(ALT)
    if part.startswith(ATTRIBUTE):
        return lambda name: name in {part, part.replace(ATTRIBUTE, UNIT, 1)}
    return lambda name: name == part


def _row(typed: Typed, sku_id: str | None) -> int | None:
    """The number in the names of the row of this SKU."""
    numbers = range(len(rows_of(typed, SKUS)))
    return next((n for n in numbers if typed.get(f"{SKUS}-{n}-id") == sku_id), None)
