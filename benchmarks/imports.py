"""A thousand new goods with a picture each out of one file: tried, then done: rows a second.

As the pages do it: the dry run is one request, each chunk of rows another, in a transaction of its
own, on both databases.
"""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from PIL import Image

from app.db import Model, db
from benchmarks import machine
from benchmarks.chain import on_postgres, on_sqlite
from benchmarks.settings import application
from seeds.relevance.corpus import build
from sim_market.bulk import operations, queries
from sim_market.bulk.models import BulkRow, RowState
from sim_market.bulk.sheet import writing
from sim_market.bulk.sheet.columns import Col, attribute_column
from sim_market.rules.categories import find_category
from sim_market.stores.models import Store

GOODS, SKUS = 1_000, 2
SIDE = 400  # pixels of a picture
CATEGORY = "kitchen.cups.mug"


@dataclass(frozen=True, slots=True)
class Imported:
    """`rows` of the sheet; seconds of the dry run, of doing it, of the slowest request."""

    database: str
    goods: int
    rows: int
    tried: float
    done: float
    slowest: float
    requests: int
    load: str

    @property
    def per_second(self) -> float:
        return self.rows / (self.tried + self.done)


def measure(goods: int = GOODS) -> list[Imported]:
    found = []
    for name, open_database in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        with open_database() as place:
            if place is not None:
                found.append(in_database(name, *place, goods))
    return found


def in_database(name: str, folder: Path, url: str, goods: int) -> Imported:
    app = application(folder, url)
    with app.app_context(), force_locale("zh_CN"):
        Model.metadata.create_all(db.engine)
        build()
        db.session.commit()
        body, pictures = sheet(goods), archive(goods)
    load = machine.load()
    tried, run_id = timed(app, attempt, body, pictures)
    requests = [timed(app, begin, run_id)[0]]
    left = 1
    while left:
        seconds, left = timed(app, chunk, run_id)
        requests.append(seconds)
    with app.app_context():
        check(run_id, goods)
        db.engine.dispose()
    rows = goods * SKUS
    return Imported(name, goods, rows, tried, sum(requests), max(requests), len(requests) + 1, load)


def timed(app: Flask, do: Callable[..., int], *given: object) -> tuple[float, int]:
    """One request's worth of work, committed: seconds, and what it answered."""
    began = time.perf_counter()
    answer = Context().run(_in_app, app, do, *given)
    return time.perf_counter() - began, answer


def _in_app(app: Flask, do: Callable[..., int], *given: object) -> int:
    with app.app_context(), force_locale("zh_CN"):
        answer = do(*given)
        db.session.commit()
        return answer


def attempt(body: bytes, pictures: bytes) -> int:
    store = _store()
    run = operations.prepare_import(store, body, "goods.xlsx", pictures, actor=store.owner)
    return run.id


def begin(run_id: int) -> int:
    operations.begin(queries.get_run(_store(), run_id), actor=_store().owner)
    return 0


def chunk(run_id: int) -> int:
    store = _store()
    return operations.work(queries.get_run(store, run_id), actor=store.owner)


def check(run_id: int, goods: int) -> None:
    """Everything was done, or the figure means nothing."""
    done = sa.select(sa.func.count()).where(
        BulkRow.bulk_run_id == run_id, BulkRow.state == RowState.OK
    )
    if db.session.scalar(done) != goods:
        told = sa.select(BulkRow.message).where(BulkRow.state != RowState.OK).limit(3)
        raise RuntimeError(f"not all was imported: {list(db.session.scalars(told))}")


def _store() -> Store:
    return db.session.scalars(sa.select(Store).order_by(Store.id)).first() or Store()


def sheet(goods: int) -> bytes:
    """An .xlsx as our own template is filled in."""
    category = find_category(CATEGORY)
    rows = [row for number in range(goods) for row in _rows(number)]
    return writing.as_xlsx([writing.page_for(category, [], tuple(rows))])


def _rows(number: int) -> list[dict[str, str]]:
    category = find_category(CATEGORY)
    values = {
        attribute_column(each.name): _value(each) for each in category.attributes if each.required
    } if category else {}  # fmt: skip
    whole = {
        Col.TITLE: f"bench mug {number:04d}", Col.CATEGORY: CATEGORY, Col.NAME_1: "size",
        Col.IMAGES: f"{number}.jpg", Col.DETAIL: "a mug " * 20, **values,
    }  # fmt: skip
    return [
        (whole if not part else {})
        | {Col.VALUE_1: f"v{part}", Col.PRICE: f"{20 + number % 50}.90", Col.STOCK: "50"}
        for part in range(SKUS)
    ]


def _value(attribute: object) -> str:
    values, low = getattr(attribute, "values", ()), getattr(attribute, "low", 0)
    units = getattr(attribute, "units", ())
    if values:
        return str(values[0])
    return f"{low} {units[0][0]}" if units else str(low or "x")


def archive(goods: int) -> bytes:
    """A picture of its own for each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(goods):
            drawn = io.BytesIO()
            colour = (number % 256, number // 256 * 60, 90)
            Image.new("RGB", (SIDE, SIDE), colour).save(drawn, "JPEG", quality=86)
            packed.writestr(f"{number}.jpg", drawn.getvalue())
    return out.getvalue()


def main() -> None:
    for each in measure():
        sys.stdout.write(
            f"{each.database}: {each.goods} listings, {each.rows} rows: tried {each.tried:.1f} s,"
            f" done {each.done:.1f} s in {each.requests} requests (slowest {each.slowest:.2f} s),"
            f" {each.per_second:.0f} rows/s (load {each.load})\n"
        )


if __name__ == "__main__":
    main()
