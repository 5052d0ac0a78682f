"""Shipping by a table: looked at first, each row fails by itself, only the failed come back."""

import io

import pytest
from openpyxl import load_workbook

from app import sheets
from app.db import db
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import request_refund
from sim_market.listings.models import Sku
from sim_market.orders import carriers
from sim_market.orders.models import Order, ShipBatch
from sim_market.orders.operations import buy_at_once
from sim_market.orders.operations.batch import check_batch, run_batch
from sim_market.orders.sheet import rows_typed
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.money import problems
from tests.sim_market.races import at_once

FIRST = carriers.CARRIERS[0]


def number(n: int) -> str:
    return carriers.tracking_number(FIRST, n)


@pytest.fixture
def sku(client, trainee):
    return make.sku(store=make.store(owner=trainee), stock=90)


def states() -> list[str]:
    db.session.expire_all()
    return [order.state.value for order in db.session.query(Order).order_by(Order.id)]


def sent_file(client, rows, kind="xlsx"):
    body = sheets.as_xlsx(rows, "x") if kind == "xlsx" else sheets.as_csv(rows)
    return client.post(
        "/orders/batch",
        data={"file": (io.BytesIO(body), f"a.{kind}"), "rows": ""},
        content_type="multipart/form-data",
    )


def test_a_file_is_looked_at_then_sent_and_failed_rows_come_back(client, sku):
    good, bad = make.order(of=sku), make.order(of=sku)
    head = ["订单号", "快递公司", "运单号"]
    looked = sent_file(
        client,
        [head, [good.number, "迅风速运", number(1)], [bad.number, "迅风速运（模拟）", "XF1"],
         ["D9999999", "迅风速运", number(3)]],
    )  # fmt: skip
    assert looked.status_code == 303
    page = client.get(looked.location)
    assert "能发 1 单，不能发 2 单" in page.text
    assert "没有这张订单" in page.text
    assert states() == ["paid", "paid"]
    done = client.post(f"{looked.location}/ship")
    assert done.status_code == 303
    assert states() == ["shipped", "paid"]
    failed = client.get(f"{looked.location}/failed.xlsx").data
    rows = list(load_workbook(io.BytesIO(failed)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [bad.number, "D9999999"]
    assert all(row[4] for row in rows[1:])
    assert client.post(f"{looked.location}/ship").status_code == 409
    assert problems() == []


@pytest.fixture
def short(monkeypatch):
    """Two rows are a batch, and two batches a file."""
    for name in ("MOST_ROWS", "MOST_BATCHES"):
        monkeypatch.setattr(f"sim_market.orders.operations.batch.{name}", 2)


@pytest.mark.usefixtures("short")
def test_a_long_file_is_cut_into_batches_and_no_parcel_is_cut(client, sku):
    buyer = make.shopper(of=sku.cohort)
    one, two, other = (make.order(of=sku, by=by) for by in (buyer, buyer, None))
    text = "\n".join(
        f"{order.number} 迅风速运 {number(n)}" for order, n in ((one, 1), (other, 2), (two, 1))
    )
    looked = client.post("/orders/batch", data={"rows": text})
    assert looked.status_code == 303
    page = client.get(looked.location)
    assert "分成了 2 批" in page.text
    assert "能发 2 单" in page.text
    batches = db.session.query(ShipBatch).order_by(ShipBatch.id).all()
    assert [[row["at"] for row in batch.rows] for batch in batches] == [[1, 3], [2]]
    for batch in batches:
        assert client.post(f"/orders/batch/{batch.id}/ship").status_code == 303
    assert states() == ["shipped"] * 3
    assert problems() == []


@pytest.mark.usefixtures("short")
def test_a_file_that_is_too_long_says_into_how_many_to_split_it(client, sku):
    rows = "\n".join(f"D{n:07d} 迅风速运 {number(n)}" for n in range(9))
    refused = client.post("/orders/batch", data={"rows": rows})
    assert refused.status_code == 422
    assert "一次最多 4 行，这里有 9 行，没有导入" in refused.text
    assert "拆成 3 个文件" in refused.text
    assert number(8) in refused.text
    assert db.session.query(ShipBatch).count() == 0


def test_the_same_number_for_one_door_is_one_parcel(client, sku):
    buyer = make.shopper(of=sku.cohort)
    first, second, other = (make.order(of=sku, by=who) for who in (buyer, buyer, None))
    rows = "\n".join(f"{o.number} XF {number(1)}" for o in (first, second, other))
    looked = client.post("/orders/batch", data={"rows": rows})
    assert "不是同一个买家" in client.get(looked.location).text
    client.post(f"{looked.location}/ship")
    assert states() == ["shipped", "shipped", "paid"]
    assert len(first.shipments) == 1
    assert second.shipments[0].shared_with_id == first.shipments[0].id


def test_what_changed_since_is_said_and_the_rest_is_sent(client, sku):
    first, second = make.order(of=sku), make.order(of=sku)
    rows = f"{first.number},xunfeng,{number(1)}\n{second.number},xunfeng,{number(2)}"
    looked = client.post("/orders/batch", data={"rows": rows})
    form = {"carrier": "xunfeng", "tracking_number": number(9)}
    client.post(f"/orders/{first.id}/ship", data=form)
    page = client.post(f"{looked.location}/ship", follow_redirects=True)
    assert "发出 1 单，没发 1 单" in page.text
    assert states() == ["shipped", "shipped"]
    assert first.shipments[0].tracking_number == number(9)


def test_ticked_orders_are_looked_at_like_a_file(client, sku):
    orders = [make.order(of=sku) for _n in range(2)]
    form = {"ids": [o.id for o in orders], f"carrier-{orders[0].id}": "xunfeng",
            f"number-{orders[0].id}": number(5)}  # fmt: skip
    looked = client.post("/orders/together/ship", data=form)
    assert looked.status_code == 303
    client.post(f"{looked.location}/ship")
    assert states() == ["shipped", "paid"]


def test_the_template_names_what_waits(client, sku):
    order = make.order(of=sku)
    text = client.get("/orders/batch/template.csv").data.decode("utf-8-sig")
    assert order.number in text
    assert client.get("/orders/batch/template.xlsx").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "   ", "nothing", "D0000001", "，，，", "x" * 25_000, "D0000001 XF 1\n" * 1001],
)
def test_nonsense_is_refused_and_leaves_no_batch(client, sku, text):
    make.order(of=sku)
    page = client.post("/orders/batch", data={"rows": text})
    assert page.status_code == 422
    assert db.session.query(ShipBatch).count() == 0


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b"\x00\x01\x02"])
def test_a_broken_file_is_no_error_of_ours(client, sku, body):
    page = client.post(
        "/orders/batch", data={"file": (io.BytesIO(body), "a.xlsx"), "rows": ""},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert page.status_code == 422


def test_formulas_that_come_in_go_out_harmless(client, sku):
    make.order(of=sku)
    looked = client.post("/orders/batch", data={"rows": "=cmd() <u>x</u> +1"})
    assert "<u>" not in client.get(looked.location).text
    text = client.get(f"{looked.location}/failed.csv").data.decode("utf-8-sig")
    assert "'=CMD()" in text
    assert "'+1" in text


def test_another_stores_batch_and_orders_are_not_there(client, sku):
    mine = client.post("/orders/batch", data={"rows": f"D1 XF {number(1)}"}).location
    other = make.member().user
    make.store(owner=other)
    foreign = make.order()
    page = client.post("/orders/batch", data={"rows": f"{foreign.number} XF {number(2)}"})
    assert "没有这张订单" in client.get(page.location).text
    stranger = make.browser(client.application, other)
    for send in (stranger.get(mine), stranger.post(f"{mine}/ship"),
                 stranger.get(f"{mine}/failed.csv")):  # fmt: skip
        assert send.status_code == 404


def test_lines_are_read_however_they_are_split():
    found = rows_typed("订单号\t快递\t运单号\nD1\tXF\t9\n\nD2,XF,8\nD3，XF，7\nD4 XF")
    assert [(row["at"], row["order"], row["number"]) for row in found] == [
        (2, "D1", "9"), (4, "D2", "8"), (5, "D3", "7"),
    ]  # fmt: skip


def test_an_order_with_an_open_refund_is_not_sent_by_table(client, sku):
    order = make.order(of=sku)
    request_refund(order.lines[0], 1, RefundReason.LATE, actor=None)
    looked = client.post("/orders/batch", data={"rows": f"{order.number} XF {number(1)}"})
    assert "先答复退款" in client.get(looked.location).text
    client.post(f"{looked.location}/ship")
    assert states() == ["paid"]


@pytest.mark.database
def test_a_batch_and_buyers_wait_for_nobody_in_a_circle(served):
    """S5: orders of the goods in one order, bought in the other, sent and bought at once."""
    with served.app_context():
        store = make.store()
        a, b = (make.sku(store=store, stock=50) for _n in range(2))
        buyers = [make.shopper(of=store.cohort).id for _n in range(3)]
        ids, store_id = (a.id, b.id), store.id
        orders = [make.order(of=sku) for sku in (b, a, b, a)]
        rows = [
            {"at": n, "order": o.number, "carrier": "xunfeng", "number": number(n)}
            for n, o in enumerate(orders)
        ]
        batch_id = check_batch(store, rows, actor=store.owner)[0].id
        db.session.commit()

    def send() -> None:
        store = db.session.get_one(Store, store_id)
        run_batch(db.session.get_one(ShipBatch, batch_id), store, actor=store.owner)

    def buy(n: int) -> None:
        skus = [db.session.get_one(Sku, sku_id) for sku_id in ids]
        buyer = db.session.get_one(Shopper, buyers[n])
        buy_at_once(buyer, [(sku, 1) for sku in skus], actor=None)

    outcome = at_once(served, [send, *[lambda n=n: buy(n) for n in range(3)]])
    assert outcome == ["done"] * 4
    with served.app_context():
        assert db.session.get_one(ShipBatch, batch_id).sent == 4
        assert problems() == []
