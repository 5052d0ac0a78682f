"""Few statements on every page, also with many stores and goods."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.listings.drafts import SkuDraft
from sim_market.orders.models import Order
from sim_market.rules.categories import leaf_categories
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.listings.drafts import listing

MOST = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the pages asked for within the block."""
    said: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
            said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def full(app) -> Store:
    """Three stores with goods of all kinds; the count of statements must not grow with them."""
    leaves = leaf_categories()
    stores = [make.store() for _ in range(3)]
    for n in range(24):
        made = listing(
            store=stores[n % 3], title=f"粗陶手冲杯 第 {n} 款 280ml",
            skus=(
                SkuDraft(price_fen=900 + n, spec="红", stock=9),
                SkuDraft(price_fen=950, spec="蓝", stock=2),
            ),
        )  # fmt: skip
        made.category_code = leaves[n % len(leaves)].code
    return stores[0]


@pytest.fixture
def order(client, full) -> Order:
    """My unpaid order of two stores, and a cart with something of each."""
    goods = [listing(), listing(store=full)]
    for each in [*goods, *goods]:
        data = {"sku_id": each.skus[0].id, "quantity": 1, "then": "cart"}
        client.post(f"/mall/listings/{each.id}", data=data)
    client.post("/mall/checkout", data={"seen_fen": 4 * 3900})
    for each in goods:
        data = {"sku_id": each.skus[0].id, "quantity": 1, "then": "cart"}
        client.post(f"/mall/listings/{each.id}", data=data)
    return db.session.scalars(sa.select(Order)).first()


@pytest.mark.parametrize(
    "path",
    ["/mall", "/mall/search", "/mall/search?q=粗陶手冲杯", "/mall/search?q=没有的词语",
     "/mall/categories", "/mall/categories/kitchen", "/mall/stores/{store}",
     "/mall/listings/{listing}", "/mall/cart",
     "/mall/checkout", "/mall/till", "/mall/orders", "/mall/orders/{order}", "/mall/me", "/rules"],
)  # fmt: skip
def test_a_page_of_the_mall_asks_little_of_the_database(client, full, order, path):
    url = path.format(store=full.id, listing=order.lines[0].listing_id, order=order.number)
    client.get(url)
    db.session.expire_all()
    with counted() as said:
        page = client.get(url)
    assert page.status_code == 200
    assert 1 <= len(said) <= MOST, "\n".join(said)


@pytest.mark.parametrize(
    "path", ["/store", "/store/edit", "/listings", "/listings/new", "/listings/{listing}"]
)
def test_a_page_of_the_merchant_asks_little_of_the_database(client, trainee, path):
    store = make.store(owner=trainee)
    goods = [listing(store=store) for _ in range(12)]
    url = path.format(listing=goods[0].id)
    client.get(url)
    db.session.expire_all()
    with counted() as said:
        page = client.get(url)
    assert page.status_code == 200
    assert 1 <= len(said) <= MOST, "\n".join(said)
