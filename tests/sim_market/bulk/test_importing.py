"""Goods out and in as a file: written and read back the same; what is wrong is told by cell."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image

from app import clock, files, sheets
from app.db import db
from app.errors import Conflict, Invalid
from sim_market.bulk import operations
from sim_market.bulk.checks import rows_follow_their_run
from sim_market.bulk.models import BulkRow, RowState, RunState
from sim_market.bulk.sheet import writing
from sim_market.listings import operations as listings
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState
from sim_market.rules.categories import find_category
from tests import make
from tests.sim_market.listings.drafts import listing

MUG = find_category("kitchen.cups.mug")
COLOURS = {
    "spec_names": ("颜色",),
    "skus": (
        SkuDraft(price_fen=3900, cost_fen=1800, stock=8, specs=("陶土色",), merchant_code="A-1"),
        SkuDraft(price_fen=4190, cost_fen=1800, stock=3, specs=("雾蓝",)),
    ),
}


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def tried(store, body, pictures=b""):
    return operations.prepare_import(store, body, "商品.csv", pictures, actor=store.owner)


def rows_of(run) -> list[BulkRow]:
    db.session.flush()
    asked = sa.select(BulkRow).where(BulkRow.bulk_run_id == run.id).order_by(BulkRow.id)
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def states(run) -> list[str]:
    return [row.state.value for row in rows_of(run)]


def faults(run) -> list[tuple[int, str]]:
    return [(each["line"], each["column"]) for row in rows_of(run) for each in row.faults]


def done(run, store):
    operations.begin(run, actor=store.owner)
    while operations.work(run, actor=store.owner):
        pass
    return run


def undone(run, store):
    operations.undo(run, actor=store.owner)
    while operations.work(run, actor=store.owner):
        pass
    return run


def goods(store) -> list[Listing]:
    db.session.flush()
    db.session.expire_all()
    return list(
        db.session.scalars(
            sa.select(Listing).where(Listing.store_id == store.id).order_by(Listing.code)
        )
    )


def picture(colour="red", size=(200, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG", compress_level=1)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "."), body)
    return out.getvalue()


def exported(store, kind="xlsx") -> bytes:
    pages = writing.pages_of(goods(store), {})
    return (
        writing.as_xlsx(pages) if kind == "xlsx" else writing.as_csv(writing.single(pages, "商品"))
    )


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_written_comes_back_unchanged(store, kind):
    listing(store=store, title="=1+1 粗陶手冲杯", on_sale=False)
    listing(store=store, title="粗陶手冲杯 双色可选", **COLOURS)
    rich = [{"kind": "heading", "text": "为什么"}, {"kind": "text", "text": "拿着很稳的杯子。"}]
    listing(store=store, title="粗陶手冲杯 图文详情", detail=tuple(rich), on_sale=False)
    listing(
        store=store,
        title="大地色亚麻围巾",
        category_code="kitchen.cups.flask",
        attributes={},
        on_sale=False,
    )
    run = tried(store, exported(store, kind))
    assert (states(run), faults(run)) == (["same"] * 4, [])


def test_a_file_is_tried_and_nothing_changes(store):
    one = listing(store=store)
    before = (one.title, one.version, one.price_fen)
    run = tried(store, csv("商品编号,标题,售价", f"{one.code},粗陶手冲杯 新款厚壁,45"))
    assert (run.state, states(run)) == (RunState.PREVIEW, ["waiting"])
    one = goods(store)[0]
    assert (one.title, one.version, one.price_fen) == before


def test_what_is_there_is_changed_and_put_back(store):
    one = listing(store=store, **COLOURS)
    second = one.skus[1].code
    body = csv(
        "商品编号,SKU编号,标题,售价,库存,商家编码,属性：材质,每人限购",
        f"{one.code},{second},粗陶手冲杯 新款厚壁,45.5,9,B-2,陶瓷,2",
    )
    run = done(tried(store, body), store)
    one = goods(store)[0]
    assert states(run) == ["ok"]
    assert (one.title, one.limit_per_buyer, one.attributes["材质"]) == (
        "粗陶手冲杯 新款厚壁",
        2,
        "陶瓷",
    )
    assert [(s.price_fen, s.on_hand, s.merchant_code) for s in one.skus] == [
        (3900, 8, "A-1"),
        (4550, 9, "B-2"),
    ]
    assert one.is_on_sale
    undone(run, store)
    one = goods(store)[0]
    assert (one.title, one.limit_per_buyer, one.attributes["材质"]) == (
        "粗陶手冲杯 复古马克杯 280ml",
        0,
        "粗陶",
    )
    assert [(s.price_fen, s.on_hand, s.merchant_code) for s in one.skus] == [
        (3900, 8, "A-1"),
        (4190, 3, ""),
    ]
    assert states(run) == ["undone"]


def test_blank_leaves_and_the_mark_clears(store):
    one = listing(store=store, limit_per_buyer=3, **COLOURS)
    body = csv(
        "商品编号,SKU编号,商家编码,每人限购,属性：容量,标题",
        f"{one.code},{one.skus[0].code},「清空」,清空,,",
    )
    done(tried(store, body), store)
    one = goods(store)[0]
    assert (one.limit_per_buyer, one.skus[0].merchant_code, one.attributes["容量"]) == (0, "", 280)


def test_a_column_that_must_stay_is_not_cleared(store):
    one = listing(store=store)
    run = tried(store, csv("商品编号,标题,类目,售价,库存", f"{one.code},清空,「清空」,清空,清空"))
    assert states(run) == ["blocked"]
    assert {column for _line, column in faults(run)} == {"标题", "类目", "售价", "库存"}


def test_new_goods_are_drafts_with_their_variants(store):
    body = csv(
        "标题,类目,规格名1,规格值1,售价,库存,属性：材质,属性：容量",
        f"粗陶手冲杯 新款厚壁,{MUG.full_name},颜色,陶土色,39.9,5,粗陶,350",
        ",,,雾蓝,41.9,6,,",
        "白瓷马克杯 简约款,kitchen.cups.mug,,,25,,陶瓷,280",
    )
    run = done(tried(store, body), store)
    assert states(run) == ["ok", "ok"]
    one, two = goods(store)
    assert [(one.state, len(one.skus)), (two.state, len(two.skus))] == [
        (ListingState.DRAFT, 2),
        (ListingState.DRAFT, 1),
    ]
    assert [(s.specs, s.price_fen, s.on_hand) for s in one.skus] == [
        (["陶土色"], 3990, 5),
        (["雾蓝"], 4190, 6),
    ]
    assert (one.spec_names, one.attributes["容量"], two.skus[0].on_hand) == (["颜色"], 350, 0)
    undone(run, store)
    assert {each.state for each in goods(store)} == {ListingState.BINNED}


def test_a_new_variant_of_goods_that_are_there(store):
    one = listing(store=store, **COLOURS)
    done(tried(store, csv("商品编号,规格值1,售价,库存", f"{one.code},姜黄,42,4")), store)
    assert [(s.specs, s.price_fen) for s in goods(store)[0].skus] == [
        (["陶土色"], 3900),
        (["雾蓝"], 4190),
        (["姜黄"], 4200),
    ]


def test_the_same_new_file_twice_is_told(store):
    body = csv("标题,类目,售价", "白瓷马克杯 简约款,kitchen.cups.mug,25")
    done(tried(store, body), store)
    run = tried(store, body)
    assert (states(run), faults(run)) == (["blocked"], [(2, "标题")])
    assert rows_of(run)[0].rule == "L-13"


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("售价", "-5", "L-9"), ("售价", "19.999", "L-9"), ("售价", "0", "L-9"),
        ("售价", "一百", "L-9"), ("售价", "99999999", "L-9"), ("售价", "1e3", "L-9"),
        ("库存", "2.5", "L-9"), ("库存", "-1", "L-9"), ("库存", "100000", "L-9"),
        ("类目", "不存在的类目", "L-3"), ("类目", "厨房用品", "L-3"),
        ("属性：材质", "金子", "L-3"), ("属性：容量", "很大", "L-3"), ("属性：面料", "棉", "L-3"),
        ("预售", "也许", "L-10"), ("发货小时", "5", "L-10"), ("运费模板", "没有的", "A-8"),
        ("主图", "mug1.jpg", "L-2"), ("主图", "../../etc/passwd", "L-2"),
        ("每人限购", "1000", "L-9"),
        ("标题", "长" * 81, ""), ("标题", "2026-01-02", ""), ("商家编码", "x" * 41, ""),
        ("划线价", "99", "B-2"), ("标题", "全网第一的粗陶手冲杯", "L-4"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_rule(store, column, text, rule):
    one = listing(store=store)
    run = tried(store, csv(f"商品编号,{column}", f'{one.code},"{text}"'))
    assert (states(run), faults(run)[0]) == (["blocked"], (2, column))
    (fault, *_rest) = rows_of(run)[0].faults
    assert (fault["rule"], bool(fault["message"])) == (rule, True)
    done(run, store)
    assert goods(store)[0].version == 1


def test_a_half_bad_file_does_its_good_half(store):
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    run = tried(store, csv("商品编号,售价", f"{one.code},-1", f"{two.code},50"))
    assert states(run) == ["blocked", "waiting"]
    done(run, store)
    assert [each.price_fen for each in goods(store)] == [3900, 5000]


def test_what_was_changed_since_is_left_alone(store):
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    run = tried(store, csv("商品编号,售价", f"{one.code},40", f"{two.code},50"))
    listings.change_price(one.skus[0], 6000, actor=None)
    done(run, store)
    assert states(run) == ["failed", "ok"]
    assert [each.price_fen for each in goods(store)] == [6000, 5000]


def test_what_was_sold_since_stays_sold(store):
    one = listing(store=store)
    run = tried(store, csv("商品编号,库存", f"{one.code},20"))
    listings.hold_stock(one.skus[0], 3, "D1")
    listings.sell_stock(one.skus[0], 3, "D1")
    done(run, store)
    assert goods(store)[0].skus[0].on_hand == 17
    undone(run, store)
    assert goods(store)[0].skus[0].on_hand == 5


def test_goods_of_others_do_not_exist_here(store):
    other = listing(store=make.store())
    mine = listing(store=store)
    run = tried(
        store,
        csv("商品编号,SKU编号,售价", f"{other.code},,1", f"{mine.code},{other.skus[0].code},1"),
    )
    assert (states(run), faults(run)) == (["blocked"] * 2, [(2, "商品编号"), (3, "SKU编号")])
    none = tried(store, csv("商品编号,售价", "S99-9999,1"))
    message = rows_of(none)[0].message
    assert message.replace("S99-9999", other.code) == rows_of(run)[0].message


def test_a_file_of_another_encoding_and_width(store):
    one = listing(store=store)
    body = f"商品编号；标题；售价\n{one.code}；粗陶手冲杯 新款厚壁；４５．５".replace(
        "；", ","
    ).encode("gb18030")
    done(tried(store, body), store)
    assert (goods(store)[0].title, goods(store)[0].price_fen) == ("粗陶手冲杯 新款厚壁", 4550)


def book(*rows, merge="", formula=None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    if formula:
        sheet[formula] = "=1+1"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_formula_is_told_not_believed(store):
    one = listing(store=store)
    run = tried(store, book(["商品编号", "售价"], [one.code, 40], formula="B2"))
    assert faults(run) == [(2, "售价")]
    assert states(run) == ["blocked"]


@pytest.mark.parametrize(
    "body",
    [
        csv("名称,多少钱", "杯子,3"), csv("商品编号,售价,售 价", "a,1,2"), csv("商品编号,标题"),
        csv("商品编号,颜色", "a,b"), b"", b"\x00\x01\x02" * 40, b"PK\x03\x04broken",
        csv("标题", "字" * 3_000_000), csv("标题,售价", *["杯子,3"] * 10_000),
        csv("标题,售价", f'"{"字" * 200_000}",3'),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(store, body):
    with pytest.raises(Invalid) as refused:
        tried(store, body)
    assert (refused.value.next_step, "file" in refused.value.fields) != (None, False)
    assert rows_of_all() == 0


def rows_of_all() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(BulkRow)) or 0


def test_merged_cells_are_refused(store):
    with pytest.raises(Invalid, match="合并"):
        tried(store, book(["商品编号", "售价"], ["a", 40], ["b", 40], merge="A2:A3"))


def test_ten_thousand_rows_say_the_limit(store):
    with pytest.raises(Invalid, match=str(sheets.MOST_ROWS)):
        tried(store, csv("标题,售价", *["杯子,3"] * 10_000))


def test_more_goods_than_one_import_takes(store, monkeypatch):
    monkeypatch.setattr(operations.importing, "MOST", 2)
    with pytest.raises(Invalid, match="最多 2 件"):
        tried(store, csv("标题,类目,售价", *[f"杯子{n},x,3" for n in range(3)]))


def test_pictures_come_out_of_the_archive(store):
    body = csv("标题,类目,售价,主图", "白瓷马克杯 简约款,kitchen.cups.mug,25,A1.PNG、b2.png")
    run = tried(store, body, zipped(**{"pics/a1__png": picture(), "b2__png": picture("blue")}))
    assert states(run) == ["waiting"]
    done(run, store)
    assert (states(run), len(goods(store)[0].images)) == (["ok"], 2)


@pytest.mark.parametrize(
    "files",
    [
        {"a__svg": b"<svg/>"}, {"a__png": b"<svg xmlns='x'/>"}, {"a__png": b"<html>"},
        {"../a__png": picture()}, {"/a__png": picture()}, {"a__png": b"\x89PNG\r\n\x1a\nrubbish"},
        {"a__png": picture(), "x/A__PNG": picture("blue")}, {"a__png": picture(size=(9000, 9000))},
        {"a__png": b"\x00" * 6_000_000}, {"a__exe": b"MZ"},
    ],
)  # fmt: skip
def test_an_archive_with_other_things_is_refused(store, files):
    with pytest.raises(Invalid) as refused:
        tried(store, csv("标题,类目,售价", "白瓷马克杯,kitchen.cups.mug,25"), zipped(**files))
    assert "pictures" in refused.value.fields
    assert rows_of_all() == 0


def test_an_archive_that_is_a_bomb_is_refused(store):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", b"\x00" * 4_000_000)
    with pytest.raises(Invalid, match="大得不正常"):
        tried(store, csv("标题,类目,售价", "白瓷马克杯,kitchen.cups.mug,25"), out.getvalue())


def test_a_picture_that_breaks_later_fails_its_row_alone(store):
    cut = picture(size=(900, 900))[:400]  # its head is sound
    body = csv(
        "标题,类目,售价,主图",
        "白瓷马克杯 简约款,kitchen.cups.mug,25,a.png",
        "白瓷马克杯 另一款,kitchen.cups.mug,25,b.png",
    )
    run = done(tried(store, body, zipped(a__png=cut, b__png=picture())), store)
    assert states(run) == ["failed", "ok"]
    assert [each.title for each in goods(store)] == ["白瓷马克杯 另一款"]


def test_what_went_on_sale_since_is_not_thrown_away(store):
    body = csv("标题,类目,售价", "白瓷马克杯 简约款,kitchen.cups.mug,25")
    run = done(tried(store, body), store)
    made = goods(store)[0]
    made.state, made.first_on_sale_sim_at = ListingState.ON_SALE, store.cohort.sim_at
    undone(run, store)
    assert (states(run), goods(store)[0].state) == (["kept"], ListingState.ON_SALE)


def test_after_half_an_hour_an_import_stays(store):
    run = done(tried(store, csv("标题,类目,售价", "白瓷马克杯,kitchen.cups.mug,25")), store)
    with time_machine.travel(clock.now() + timedelta(minutes=31)), pytest.raises(Conflict):
        operations.undo(run, actor=store.owner)
    assert goods(store)[0].state == ListingState.DRAFT


def test_a_row_that_is_taken_is_not_done_twice(store):
    run = tried(store, csv("标题,类目,售价", "白瓷马克杯,kitchen.cups.mug,25"))
    operations.begin(run, actor=store.owner)
    row = rows_of(run)[0]
    db.session.execute(
        sa.update(BulkRow).where(BulkRow.id == row.id).values(state=RowState.OK),
        execution_options={"synchronize_session": False},
    )
    operations.runs._work_row(
        row, run, operations.runs.Unpacked(run, store.owner), undoing=False, actor=store.owner
    )
    assert goods(store) == []


def test_an_archive_is_forgotten_when_nobody_needs_it(store):
    body = csv("标题,类目,售价,主图", "白瓷马克杯 简约款,kitchen.cups.mug,25,a.png")
    packed = zipped(a__png=picture())
    run, waits = tried(store, body, packed), tried(store, csv("标题,售价", "另一款,3"), packed)
    place = files.path_of(run.said["pictures"])
    done(run, store)
    operations.forget_pictures()
    assert place.exists()  # another run waits with the same archive
    with time_machine.travel(clock.now() + timedelta(days=2)):
        operations.forget_pictures()
    assert (place.exists(), waits.said["pictures"], states(run)) == (False, None, ["ok"])


def test_pictures_that_are_gone_fail_their_row_alone(store):
    body = csv(
        "标题,类目,售价,主图",
        "白瓷马克杯 简约款,kitchen.cups.mug,25,a.png",
        "白瓷马克杯 另一款,kitchen.cups.mug,25,",
    )
    run = tried(store, body, zipped(a__png=picture()))
    with time_machine.travel(clock.now() + timedelta(days=2)):
        operations.forget_pictures()
        done(run, store)
    assert states(run) == ["failed", "ok"]


def test_an_import_that_is_cut_off_goes_on_where_it_was(store, monkeypatch):
    monkeypatch.setattr(operations.runs, "CHUNK", 2)
    rows = [f"白瓷马克杯 {n} 号款,kitchen.cups.mug,25" for n in range(5)]
    run = tried(store, csv("标题,类目,售价", *rows))
    operations.begin(run, actor=store.owner)
    assert [operations.work(run, actor=store.owner) for _time in range(3)] == [3, 1, 0]
    assert (run.state, len(goods(store))) == (RunState.DONE, 5)


def test_rows_follow_their_run_and_the_check_finds_those_that_do_not(store):
    run = tried(store, csv("标题,类目,售价", "白瓷马克杯,kitchen.cups.mug,25", "杯,x,1"))
    assert rows_follow_their_run() == []
    done(run, store)
    assert rows_follow_their_run() == []
    undone(run, store)
    assert rows_follow_their_run() == []
    rows_of(run)[0].state = RowState.WAITING
    db.session.flush()
    assert len(rows_follow_their_run()) == 1


def test_two_lines_for_one_variant_are_told(store):
    one = listing(store=store, **COLOURS)
    first, second = (sku.code for sku in one.skus)
    body = csv("商品编号,SKU编号,售价", f"{one.code},{first},40", f"{one.code},{first},50")
    run = tried(store, body)
    assert (states(run), faults(run)) == (["blocked"], [(3, "SKU编号")])
    sound = csv("商品编号,SKU编号,售价", f"{one.code},{first},40", f"{one.code},{second},50")
    assert states(tried(store, sound)) == ["waiting"]


def test_lines_that_say_different_things_of_one_listing_are_told(store):
    one = listing(store=store, **COLOURS)
    first, second = (sku.code for sku in one.skus)
    body = csv(
        "商品编号,SKU编号,标题",
        f"{one.code},{first},粗陶手冲杯 一",
        f"{one.code},{second},粗陶手冲杯 二",
    )
    assert faults(tried(store, body)) == [(3, "标题")]
