"""What the small buttons of the editor do to what is typed: nothing is saved, nothing is lost.

Each takes the fields as they were sent and gives them back changed, so that the page can be shown
again; with scripts only the part that changed is swapped in.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.errors import Invalid
from app.fields import figures, line
from sim_market.listings.blocks import MOST, BlockKind
from sim_market.listings.forms.matrix import (
    DIMENSIONS,
    MOST_SKUS,
    VALUES,
    Combination,
    combinations,
    too_many,
)
from sim_market.listings.forms.words import said_values
from sim_market.rules.pack import RuleId

T = TypeVar("T")
Typed = MultiDict[str, str]
Row = dict[str, str]
BLOCKS, SKUS = "detail", "skus"
FILLED = ("price", "compare", "cost", "stock", "weight", "volume")


def rows_of(typed: Typed, group: str) -> list[Row]:
    """'skus-3-price' … -> the rows of a group in the order of their numbers."""
    found: dict[int, Row] = {}
    for name, value in typed.items():
        start, _dash, rest = name.partition("-")
        number, _dash, field = rest.partition("-")
        if start == group and number.isascii() and number.isdecimal() and len(number) < 6:
            found.setdefault(int(number), {})[field] = value
    return [found[number] for number in sorted(found)]


def with_rows(typed: Typed, group: str, rows: Sequence[Row]) -> Typed:
    """The same fields with these rows in place of the group's."""
    made: Typed = MultiDict(
        (name, value) for name, value in typed.items(multi=True) if not name.startswith(f"{group}-")
    )
    for number, row in enumerate(rows):
        for field, value in row.items():
            made.add(f"{group}-{number}-{field}", value)
    return made


def dimensions(typed: Typed) -> list[tuple[str, list[str]]]:
    """The dimensions that have values, each with its name."""
    rows = rows_of(typed, "specs")[:DIMENSIONS]
    said = [(line(row.get("name", "")), said_values(row.get("values"))) for row in rows]
    return [
        (name or _("规格%(n)s", n=place), values)
        for place, (name, values) in enumerate(said, start=1)
        if values
    ]


def in_step(typed: Typed) -> Typed:
    """The grid has a row for each combination, and keeps what its rows said before.

    Raises Invalid where there would be more than `MOST_SKUS`.
    """
    if not rows_of(typed, "specs"):
        return typed
    values = [each for _name, each in dimensions(typed)]
    sent = rows_of(typed, SKUS)
    count = max(too_many(values), len(sent))
    if count > MOST_SKUS:
        message = _("这些规格值会组合出 %(n)s 种，最多 %(max)s 种", n=count, max=MOST_SKUS)
        raise Invalid(
            message,
            rule=RuleId.PRICE_AND_STOCK,
            next_step=_("减少规格值，或分成几个商品发布"),
            fields={"specs": message},
        )
    before = {_combination(row): row for row in sent}
    rows = [_row_for(each, before) for each in combinations(values)]
    return with_rows(typed, SKUS, rows)


def fill(typed: Typed) -> Typed:
    """Put the numbers of the bulk line into all rows, or those whose values contain a word."""
    wanted = line(typed.get("fill-only", ""))
    said = {name: figures(typed.get(f"fill-{name}", "")) for name in FILLED}
    said = {name: value for name, value in said.items() if value}
    rows = rows_of(typed, SKUS)
    for row in rows:
        if wanted in "/".join(_combination(row)):
            row.update(said)
    return with_rows(typed, SKUS, rows)


def show_more(typed: Typed, number: str) -> Typed:
    """Show all fields of one row of a long grid."""
    rows = rows_of(typed, SKUS)
    if 0 <= _place(number) < len(rows):
        rows[_place(number)]["more"] = "1"
    return with_rows(typed, SKUS, rows)


def add_block(typed: Typed, kind: str) -> Typed:
    rows = rows_of(typed, BLOCKS)
    if kind in set(BlockKind) and len(rows) < MOST:
        rows.append({"kind": kind, "text": "", "picture": ""})
    return with_rows(typed, BLOCKS, rows)


def move_block(typed: Typed, number: str, by: int) -> Typed:
    rows = rows_of(typed, BLOCKS)
    return with_rows(typed, BLOCKS, moved(rows, _place(number), by))


def remove_block(typed: Typed, number: str) -> Typed:
    rows, place = rows_of(typed, BLOCKS), _place(number)
    return with_rows(typed, BLOCKS, [row for at, row in enumerate(rows) if at != place])


def with_images(typed: Typed, images: Sequence[str]) -> Typed:
    made = MultiDict(typed)
    made.poplist("images")
    for key in dict.fromkeys(images):
        made.add("images", key)
    return made


def move_image(typed: Typed, key: str, by: int) -> Typed:
    images = typed.getlist("images")
    return with_images(typed, moved(images, images.index(key) if key in images else -1, by))


def remove_image(typed: Typed, key: str) -> Typed:
    return with_images(typed, [each for each in typed.getlist("images") if each != key])


def moved(items: Sequence[T], place: int, by: int) -> list[T]:
    """The list with one item moved; out of bounds nothing moves."""
    made, to = list(items), place + by
    if 0 <= place < len(made) and 0 <= to < len(made):
        made.insert(to, made.pop(place))
    return made


STEPS: dict[str, Callable[[Typed, str], Typed]] = {
    "matrix": lambda typed, _what: in_step(typed),
    "fill": lambda typed, _what: fill(typed),
    "more": show_more,
    "upload": lambda typed, _what: typed,
    "block-add": add_block,
    "block-up": lambda typed, what: move_block(typed, what, -1),
    "block-down": lambda typed, what: move_block(typed, what, 1),
    "block-remove": remove_block,
    "image-up": lambda typed, what: move_image(typed, what, -1),
    "image-down": lambda typed, what: move_image(typed, what, 1),
    "image-remove": remove_image,
    "image-cut": lambda typed, _what: typed,
    "theirs": lambda typed, _what: typed,
}


def _row_for(wanted: Combination, before: dict[Combination, Row]) -> Row:
    """The row of this combination; one that is new takes the numbers of the nearest."""
    values = dict(zip(VALUES, wanted, strict=False))
    blank = {name: "" for name in VALUES if name not in values}
    if wanted in before:
        return before[wanted] | values | blank
    near = next(_nearest(wanted, before), {})
    kept = {name: near.get(name, "") for name in (*FILLED, "code", "picture") if name != "stock"}
    return kept | values | blank | {"id": "", "stock": "", "was": "", "code": ""}


def _nearest(wanted: Combination, before: dict[Combination, Row]) -> Iterator[Row]:
    """Rows that say a part of it: a dimension was added or taken away."""
    for said, row in before.items():
        if len(said) != len(wanted) and (set(said) <= set(wanted) or set(wanted) <= set(said)):
            yield row


def _combination(row: Row) -> Combination:
    return tuple(text for name in VALUES if (text := line(row.get(name, ""))))


def _place(number: str) -> int:
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else -1
