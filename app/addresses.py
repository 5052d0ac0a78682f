"""Numbers in addresses: what no row can have as its id is no page, instead of an error below."""

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1


class RowId(IntegerConverter):
    """`<int:order_id>`: from 0 to the largest id that a column holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ID)
        super().__init__(*args, **kwargs)
