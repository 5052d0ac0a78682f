"""Many listings at once: what would change, doing it, telling it row by row, undoing it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import clock
from app.db import db
from app.errors import Conflict, Invalid
from sim_market.bulk import operations, queries
from sim_market.bulk.models import BulkRow, BulkRun, Deed, RowState, RunState
from sim_market.bulk.plan import new_price, new_title
from sim_market.listings import operations as listings
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import ListingState
from tests import make
from tests.sim_market.listings.drafts import listing

UP_TEN = {"how": "percent", "value": 1000, "ending": ""}


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def goods(store):
    return [listing(store=store, title=f"粗陶手冲杯 厚壁款 {n} 号") for n in range(4)]


def prepared(store, goods, deed=Deed.PRICE, said=UP_TEN) -> BulkRun:
    return operations.prepare(store, [g.id for g in goods], deed, said, actor=store.owner)


def done(run, store) -> BulkRun:
    operations.begin(run, actor=store.owner)
    while operations.work(run, actor=store.owner):
        pass
    return run


def states(run) -> list[str]:
    rows = sa.select(BulkRow.state).where(BulkRow.bulk_run_id == run.id).order_by(BulkRow.id)
    return [state.value for state in db.session.scalars(rows)]


def prices(goods) -> list[int]:
    db.session.flush()
    db.session.expire_all()
    return [sku.price_fen for each in goods for sku in each.skus]


@pytest.mark.parametrize(
    ("fen", "said", "expected"),
    [
        (3900, {"how": "set", "value": 2500}, 2500),
        (3900, {"how": "add", "value": -400}, 3500),
        (3900, {"how": "percent", "value": 1000}, 4290),
        (3900, {"how": "percent", "value": -550}, 3686),
        (3905, {"how": "percent", "value": 0}, 3905),
        (3900, {"how": "set", "value": 2544, "ending": "9"}, 2490),
        (3900, {"how": "set", "value": 2590, "ending": "9"}, 2590),
        (3900, {"how": "set", "value": 40, "ending": "9"}, 90),
        (3900, {"how": "set", "value": 2550, "ending": "0"}, 2600),
        (3900, {"how": "set", "value": 30, "ending": "0"}, 100),
    ],
)
def test_a_new_price(fen, said, expected):
    assert new_price(fen, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"find": "粗陶", "put": "白瓷"}, "白瓷手冲杯"),
        ({"find": "粗陶"}, "手冲杯"),
        ({"prefix": "新款 "}, "新款 粗陶手冲杯"),
        ({"suffix": " 280ml"}, "粗陶手冲杯 280ml"),
        ({"find": "没有的字", "put": "x"}, "粗陶手冲杯"),
    ],
)
def test_a_new_title(said, expected):
    assert new_title("粗陶手冲杯", said) == expected


def test_nothing_changes_before_it_is_confirmed(store, goods):
    run = prepared(store, goods)
    assert (run.state, states(run)) == (RunState.PREVIEW, ["waiting"] * 4)
    assert prices(goods) == [3900] * 4
    assert operations.work(run, actor=store.owner) == 0
    assert prices(goods) == [3900] * 4


def test_all_are_changed_and_put_back(store, goods):
    run = done(prepared(store, goods), store)
    assert (run.state, states(run)) == (RunState.DONE, ["ok"] * 4)
    assert prices(goods) == [4290] * 4
    operations.undo(run, actor=store.owner)
    while operations.work(run, actor=store.owner):
        pass
    assert (run.state, states(run)) == (RunState.UNDONE, ["undone"] * 4)
    assert prices(goods) == [3900] * 4


def test_who_presses_twice_begins_once(store, goods):
    run = done(prepared(store, goods), store)
    with pytest.raises(Conflict):
        operations.begin(run, actor=store.owner)
    assert prices(goods) == [4290] * 4


def test_what_was_changed_meanwhile_is_left_alone_and_told(store, goods):
    run = prepared(store, goods)
    listings.change_price(goods[1].skus[0], 5000, actor=None)
    done(run, store)
    assert states(run) == ["ok", "failed", "ok", "ok"]
    assert prices(goods) == [4290, 5000, 4290, 4290]
    listings.change_price(goods[2].skus[0], 6000, actor=None)
    operations.undo(run, actor=store.owner)
    operations.work(run, actor=store.owner)
    assert states(run) == ["undone", "failed", "kept", "undone"]
    assert prices(goods) == [3900, 5000, 6000, 3900]


def test_after_half_an_hour_it_stays(store, goods):
    run = done(prepared(store, goods), store)
    with time_machine.travel(clock.now() + timedelta(minutes=31)), pytest.raises(Conflict):
        operations.undo(run, actor=store.owner)
    assert prices(goods) == [4290] * 4


def test_a_run_that_is_cut_off_goes_on_where_it_was(store, goods, monkeypatch):
    monkeypatch.setattr(operations.runs, "CHUNK", 3)
    run = prepared(store, goods)
    operations.begin(run, actor=store.owner)
    assert operations.work(run, actor=store.owner) == 1
    assert prices(goods) == [4290, 4290, 4290, 3900]
    assert operations.work(run, actor=store.owner) == 0
    assert (run.state, prices(goods)) == (RunState.DONE, [4290] * 4)


@pytest.mark.parametrize(
    ("deed", "said", "rule"),
    [
        (Deed.PRICE, {"how": "set", "value": 0}, "L-9"),
        (Deed.PRICE, {"how": "add", "value": -9900}, "L-9"),
        (Deed.PRICE, {"how": "set", "value": 99_999_999}, "L-9"),
        (Deed.STOCK, {"how": "add", "value": -100}, "L-9"),
        (Deed.TITLE, {"prefix": "全国第一 "}, "L-4"),
        (Deed.TITLE, {"suffix": "长" * 40}, "L-1"),
        (Deed.BIN, {}, "L-9"),
    ],
)
def test_what_a_rule_forbids_is_marked_and_never_done(store, goods, deed, said, rule):
    run = prepared(store, goods, deed, said)
    assert states(run) == ["blocked"] * 4
    assert {row.rule for row in queries.list_rows(run, 1)} == {rule}
    done(run, store)
    assert prices(goods) == [3900] * 4
    assert {each.state for each in goods} == {ListingState.ON_SALE}


def test_goods_come_off_sale_go_to_the_bin_and_come_back(store, goods):
    off = done(prepared(store, goods, Deed.OFF_SALE, {}), store)
    binned = done(prepared(store, goods, Deed.BIN, {}), store)
    assert {each.state for each in goods} == {ListingState.BINNED}
    operations.undo(binned, actor=store.owner)
    operations.work(binned, actor=store.owner)
    operations.undo(off, actor=store.owner)
    operations.work(off, actor=store.owner)
    assert {each.state for each in goods} == {ListingState.ON_SALE}
    assert states(off) == ["undone"] * 4


def test_supplied_stock_is_not_changed_by_hand(store):
    supplied = listing(store=store, skus=(SkuDraft(price_fen=3900, stock=8, supplied=True),))
    run = prepared(store, [supplied], Deed.STOCK, {"how": "set", "value": 99})
    assert states(run) == [RowState.BLOCKED]
    done(run, store)
    assert supplied.skus[0].on_hand == 8


def test_no_more_than_five_hundred_and_no_one_elses(store, goods):
    other = listing()
    with pytest.raises(Invalid):
        operations.prepare(store, range(1, 502), Deed.PRICE, UP_TEN, actor=store.owner)
    with pytest.raises(Invalid):
        operations.prepare(store, [other.id], Deed.PRICE, UP_TEN, actor=store.owner)
    run = prepared(store, [*goods, other])
    assert len(states(run)) == 4
    done(run, store)
    assert prices([other]) == [3900]


def test_the_pages(client, store, goods):
    ids = [str(each.id) for each in goods]
    assert "看看会怎么改" in client.get("/bulk").text
    form = {"ids": ids, "how": "percent", "value": "-10", "ending": "9"}
    page = client.post("/bulk/price", data=form, follow_redirects=True)
    assert "还没有改，请核对" in page.text
    assert "34.90" in page.text
    run = db.session.scalars(sa.select(BulkRun)).one()
    page = client.post(f"/bulk/runs/{run.id}/begin", follow_redirects=True)
    assert "改了 4 件" in page.text
    assert prices(goods) == [3490] * 4
    page = client.post(f"/bulk/runs/{run.id}/undo", follow_redirects=True)
    assert "已经撤销" in page.text
    assert prices(goods) == [3900] * 4


@pytest.mark.parametrize(
    "data",
    [{"value": "abc"}, {"value": ""}, {"value": "1.999"}, {"value": "9" * 5000}, {"ids": []},
     {"how": "twice"}, {"how": "set", "value": "-1"}],
)  # fmt: skip
def test_bad_input_is_refused_and_kept(client, store, goods, data):
    form = {"ids": [str(goods[0].id)], "how": "percent", "value": "10", "ending": ""} | data
    assert client.post("/bulk/price", data=form).status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(BulkRun.id))) == 0


def test_other_peoples_runs_do_not_exist(client, store, goods):
    theirs = make.store()
    run = prepared(theirs, [listing(store=theirs)])
    for way in ("begin", "work", "undo"):
        assert client.post(f"/bulk/runs/{run.id}/{way}").status_code == 404
    assert client.get(f"/bulk/runs/{run.id}").status_code == 404
    assert client.post("/bulk/nonsense", data={}).status_code == 404
    assert states(run) == ["waiting"]


@pytest.mark.parametrize("ids", [["99999999999999999999"], ["-1"], ["0"]])
def test_an_id_too_large_for_a_key_names_nothing(client, store, goods, ids):
    form = {"ids": ids, "how": "percent", "value": "10", "ending": ""}
    assert client.post("/bulk/price", data=form).status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(BulkRun.id))) == 0
