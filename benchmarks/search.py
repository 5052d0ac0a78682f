"""Search over a whole mall, and over ones ten and a hundred times as large, on both databases."""

from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa
from flask import Flask

from app.db import Model, db
from benchmarks import machine
from benchmarks.chain import on_postgres, on_sqlite
from benchmarks.figures import Times
from benchmarks.settings import application
from seeds.relevance.corpus import build
from seeds.relevance.measure import questions
from sim_market.listings.queries import find_listings
from sim_market.mall.queries import front_page
from sim_market.reviews.queries import ratings_of
from tests.sim_market.statements import counted

ROUNDS = 2  # every product in two of the 35 stores: about 100 SKUs a store
SIZES = (1, 10, 100)
COPIED = ("listing", "sku", "search_doc")  # in the order of their keys


@dataclass(frozen=True, slots=True)
class Searched:
    """One mall: all questions of `seeds/relevance` asked, the front page, one listing indexed."""

    database: str
    size: int
    skus: int
    times: Times
    statements: int  # the most of any question
    front: Times
    load: str


def measure(sizes: Sequence[int] = SIZES, asked: int = 0) -> list[Searched]:
    """`asked`: so many of the questions, 0 for all."""
    found = []
    for name, open_database in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        with open_database() as place:
            if place is not None:
                found += in_database(name, *place, sizes, asked)
    return found


def in_database(
    name: str, folder: Path, url: str, sizes: Sequence[int], asked: int
) -> list[Searched]:
    app = application(folder, url)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        cohort_id = build(rounds=ROUNDS)
        db.session.commit()
    found, size = [], 1
    for wanted in sizes:
        multiply(app, wanted // size)
        size = wanted
        found.append(look(app, name, size, cohort_id, asked))
    with app.app_context():
        db.session.remove() if hasattr(db.session, "remove") else db.session.close()
        db.engine.dispose()
    return found


def multiply(app: Flask, times: int) -> None:
    """So many times the listings, by copies within the database; the index follows."""
    with app.app_context():
        for table in map(Model.metadata.tables.__getitem__, COPIED if times > 1 else ()):
            copy(table, times)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        db.session.close()


def copy(table: sa.Table, times: int) -> None:
    """Copies of all rows, their ids and codes moved on by the number of rows there are."""
    rows = {
        name: db.session.scalar(sa.select(sa.func.max(Model.metadata.tables[name].c.id)))
        for name in COPIED
    }
    own = rows[table.name] or 0
    parents = listing_count(table, own)
    for turn in range(1, times):
        moved = {
            "id": table.c.id + own * turn,
            "listing_id": getattr(table.c, "listing_id", sa.null()) + parents * turn,
            "code": sa.literal("C") + sa.cast(table.c.id + own * turn, sa.String),
        }
        columns = [moved.get(column.name, column).label(column.name) for column in table.c]
        rows_now = sa.select(*columns).where(table.c.id <= own)
        db.session.execute(sa.insert(table).from_select([c.name for c in table.c], rows_now))


def listing_count(table: sa.Table, own: int) -> int:
    """How many listings there were before this copying: the largest one that is referred to."""
    if table.name == "listing":
        return own
    return db.session.scalar(sa.select(sa.func.max(table.c.listing_id))) or 0


def look(app: Flask, name: str, size: int, cohort_id: int, asked: int) -> Searched:
    load, texts = machine.load(), [each.text for each in questions()][: asked or None]

    def search(text: str) -> float:
        with app.app_context():
            began = perf_counter()
            find_listings(cohort_id, text, rated=stars)
            took = perf_counter() - began
            db.session.close()
        return took

    def front() -> float:
        with app.app_context():
            began = perf_counter()
            front_page(cohort_id)
            took = perf_counter() - began
            db.session.close()
        return took

    for text in texts[:20]:
        Context().run(search, text)
    each = [Context().run(search, text) for text in texts]
    home = [Context().run(front) for _time in range(10)]
    with app.app_context():
        skus = db.session.scalar(sa.select(sa.func.count()).select_from(sku_table())) or 0
        most = max(statements(cohort_id, text) for text in texts)
        db.session.close()
    return Searched(name, size, skus, Times(each, sum(each)), most, Times(home, sum(home)), load)


def statements(cohort_id: int, text: str) -> int:
    with counted() as seen:
        find_listings(cohort_id, text, rated=stars)
    return len(seen)


def stars(cohort_id: int, listing_ids: Sequence[int]) -> dict[int, int]:
    found = ratings_of(cohort_id, listing_ids)
    return {listing_id: each.hundredths for listing_id, each in found.items()}


def sku_table() -> sa.Table:
    return Model.metadata.tables["sku"]
