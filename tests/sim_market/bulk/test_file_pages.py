"""The pages of files, the grid and the tasks, as a person goes through them."""

import io

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.bulk.models import BulkRun
from sim_market.listings.models import Listing
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def page(app, store):
    return make.browser(app, store.owner)


def upload(page, text, **more):
    file = (io.BytesIO(text if isinstance(text, bytes) else text.encode()), "我的商品.csv")
    return page.post("/bulk/files", data={"file": file, "_key": f"key-{len(text)}-up", **more})


def titles(store) -> list[str]:
    db.session.expire_all()
    asked = sa.select(Listing.title).where(Listing.store_id == store.id).order_by(Listing.code)
    return list(db.session.scalars(asked))


def runs() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(BulkRun)) or 0


def test_out_and_in_again(page, store):
    one = listing(store=store)
    assert page.get("/bulk/files").status_code == 200
    book = page.get("/bulk/export.xlsx").data
    sent = page.post(
        "/bulk/files", data={"file": (io.BytesIO(book), "a.xlsx"), "_key": "key-of-this-one"}
    )
    assert "没有可以改的" in page.get(sent.location).text
    text = page.get(f"/bulk/export.csv?ids={one.id}").data.decode("utf-8-sig")
    back = upload(page, text.replace("复古马克杯", "厚壁马克杯"))
    preview = page.get(back.location).text
    assert "会新增 0 件、修改 1 件" in preview
    assert "厚壁马克杯" in preview
    assert titles(store) == ["粗陶手冲杯 复古马克杯 280ml"]
    page.post(f"{back.location}/begin")
    assert titles(store) == ["粗陶手冲杯 厚壁马克杯 280ml"]
    page.post(f"{back.location}/undo")
    assert titles(store) == ["粗陶手冲杯 复古马克杯 280ml"]
    tasks = page.get("/bulk/tasks").text
    assert "我的商品.csv" in tasks
    assert "已撤销" in tasks


def test_only_what_failed_comes_back_with_its_reason(page, store):
    one = listing(store=store)
    body = f"商品编号,标题,类目,售价\n{one.code},,,-3\n,白瓷马克杯 简约款,kitchen.cups.mug,25\n"
    sent = upload(page, body)
    shown = page.get(sent.location).text
    assert "第 2 行" in shown
    assert "不能是负数" in shown
    failed = page.get(f"{sent.location}/failed.csv").data.decode("utf-8-sig").splitlines()
    assert failed[0] == "商品编号,标题,类目,售价,错误"
    assert failed[1].startswith(f"{one.code},,,'-3,售价：不能是负数（规则 L-9）")
    assert len(failed) == 2
    assert page.get(f"{sent.location}/failed.xlsx").data[:2] == b"PK"
    again = upload(page, "\n".join(failed).replace("'-3", "33"))
    assert "修改 1 件" in page.get(again.location).text


@pytest.mark.parametrize("name", ["a.exe", "a.xlsx"])
def test_a_file_that_is_none_is_told_on_the_page(page, store, name):
    sent = page.post(
        "/bulk/files",
        data={"file": (io.BytesIO(b"\x00\x01\x02\xff" * 9), name), "_key": "key-of-this-one"},
    )
    assert sent.status_code == 422
    assert "认不出这是什么文件" in sent.text
    assert runs() == 0


def test_only_pictures_may_be_large(app, page, store, monkeypatch):
    """Beside a sheet more is read than elsewhere, and told to be no archive."""
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 9_000)
    large = b"x" * 20_000
    table = io.BytesIO("标题,售价\n杯,3\n".encode())
    data = {"file": (table, "a.csv"), "_key": "key-of-this-one"}
    sent = page.post("/bulk/files", data=data | {"pictures": (io.BytesIO(large), "a.zip")})
    assert (sent.status_code, runs()) == (422, 0)
    assert "图片包打不开" in sent.text
    more = {"pictures": (io.BytesIO(large), "a.zip"), "_key": "key-of-that-one"}
    assert page.post("/bulk/price", data=more).status_code == 413


def test_a_csv_has_no_more_columns_than_come_in_again(page, store, monkeypatch):
    listing(store=store)
    monkeypatch.setattr("app.sheets.MOST_COLUMNS", 20)
    assert page.get("/bulk/export.csv").status_code == 422
    monkeypatch.setattr("app.sheets.MOST_COLUMNS", 60)
    monkeypatch.setattr("app.sheets.MOST_ROWS", 1)
    assert page.get("/bulk/export.xlsx").status_code == 422


def test_no_file_is_told(page, store):
    sent = page.post("/bulk/files", data={})
    assert (sent.status_code, runs()) == (422, 0)
    assert "请选择一个文件" in sent.text


def test_a_template_for_each_category(page, store):
    body = page.get("/bulk/template.xlsx?category_code=kitchen.cups.mug").data
    assert body[:2] == b"PK"
    assert page.get("/bulk/template.xlsx?category_code=kitchen").status_code == 404
    assert page.get("/bulk/export.xlsx").status_code == 404  # nothing to write yet
    assert page.get("/bulk/export.pdf").status_code == 404


def test_runs_of_others_do_not_exist_here(app, page, store):
    one = listing(store=store)
    sent = upload(page, f"商品编号,售价\n{one.code},-1\n")
    other = make.browser(app, make.store().owner)
    for address in ("", "/failed.csv"):
        assert other.get(f"{sent.location}{address}").status_code == 404
    for deed in ("begin", "work", "undo"):
        assert other.post(f"{sent.location}/{deed}").status_code == 404
    assert other.get(f"/bulk/export.csv?ids={one.id}").status_code == 404


def test_the_grid_keeps_what_is_typed_over_pages(page, store, monkeypatch):
    monkeypatch.setattr("sim_market.bulk.queries.PER_PAGE", 1)
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    first, second = one.skus[0].id, two.skus[0].id
    assert f'name="price-{first}"' in page.get("/bulk/grid").text
    sent = page.post(
        "/bulk/grid", data={f"price-{first}": "45", f"stock-{first}": "8", "do": "page:2"}
    )
    assert sent.location.endswith("/bulk/grid?page=2")
    shown = page.get(sent.location).text
    assert f'name="price-{second}"' in shown
    assert "已改 1 格" in shown
    sent = page.post(
        sent.location,
        data={f"title-{two.id}": "粗陶手冲杯 厚壁款", f"price-{second}": "39.00", "do": "preview"},
    )
    assert "/bulk/runs/" in sent.location
    assert "45.00" in page.get(sent.location).text
    page.post(f"{sent.location}/begin")
    assert titles(store) == ["粗陶手冲杯 复古马克杯 280ml", "粗陶手冲杯 厚壁款"]
    assert [one.price_fen, two.price_fen] == [4500, 3900]
    assert "已改 0 格" in page.get("/bulk/grid").text
    page.post(f"{sent.location}/undo")
    assert titles(store) == ["粗陶手冲杯 复古马克杯 280ml", "粗陶手冲杯 另外一款"]


def test_the_grid_tells_what_is_wrong_and_keeps_it(page, store):
    one = listing(store=store)
    sku = one.skus[0].id
    sent = page.post(
        "/bulk/grid", data={f"price-{sku}": "-3", f"title-{one.id}": "", "do": "preview"}
    )
    shown = page.get(sent.location).text
    assert "不能是负数" in shown
    assert "不能清空" in shown
    assert 'value="-3"' in page.get("/bulk/grid").text
    page.post("/bulk/grid", data={"do": "discard"})
    assert 'value="-3"' not in page.get("/bulk/grid").text
    assert titles(store) == ["粗陶手冲杯 复古马克杯 280ml"]


def test_nothing_typed_is_told(page, store):
    one = listing(store=store)
    sent = page.post("/bulk/grid", data={f"price-{one.skus[0].id}": "39.00", "do": "preview"})
    assert (sent.status_code, runs()) == (409, 0)


def test_goods_of_others_cannot_be_typed_in(page, store):
    other = listing(store=make.store())
    mine = listing(store=store)
    said = {f"price-{other.skus[0].id}": "1", f"title-{other.id}": "我的了", "price-x": "1"}
    sent = page.post("/bulk/grid", data={**said, f"price-{mine.skus[0].id}": "40", "do": "preview"})
    page.post(f"{sent.location}/begin")
    db.session.expire_all()
    assert (other.title, other.price_fen, mine.price_fen) == (
        "粗陶手冲杯 复古马克杯 280ml",
        3900,
        4000,
    )


@pytest.mark.parametrize("deed", ["category", "freight", "compare"])
def test_more_deeds_have_their_pages(page, store, deed):
    listing(store=store)
    assert page.get(f"/bulk?deed={deed}").status_code == 200


def test_what_is_ticked_goes_out(page, store):
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    listing(store=store, title="粗陶手冲杯 第三款")
    sent = page.post("/bulk/export.csv", data={"ids": [str(two.id), str(one.id), "x", "-1"]})
    text = page.get(sent.location).data.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == [one.code, two.code]
    nothing = page.post("/bulk/export.csv", data={})
    assert page.get(nothing.location).status_code == 404
    many = {"ids": [str(n) for n in range(10_000)]}
    assert page.post("/bulk/export.csv", data=many).status_code == 422
