"""The editor's small buttons, its pictures and its drafts, as forms without scripts."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from lxml import html
from PIL import Image
from werkzeug.datastructures import MultiDict

from app.db import db
from app.drafts.models import Draft
from app.drafts.operations import keep_draft
from app.files import StoredFile
from sim_market.listings.album import album
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.rules.categories import find_category
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.listings.test_routes import NEW, TYPED, rows, said

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def mine(store):
    return listing(store=store)


def picture(colour: str = "red", size: tuple[int, int] = (400, 300), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def upload(*bodies: bytes, name: str = "photo.png") -> list:
    return [(BytesIO(body), name) for body in bodies]


def listings() -> int:
    return db.session.scalar(sa.select(sa.func.count(Listing.id)))


def files() -> list[StoredFile]:
    return list(db.session.scalars(sa.select(StoredFile).order_by(StoredFile.id)))


def test_the_grid_is_made_of_the_values_and_keeps_what_its_rows_said(client, store):
    typed = TYPED | {
        "specs-0-values": "陶土色，海浪蓝\n墨绿", "specs-1-name": "容量",
        "specs-1-values": "280ml、350ml", "do": "matrix",
    }  # fmt: skip
    page = client.post(NEW, data=typed)
    assert page.status_code == 200
    assert 'name="skus-5-price"' in page.text
    assert 'name="skus-6-price"' not in page.text
    assert page.text.count('value="39.90"') == 2
    assert "墨绿 / 350ml" in page.text
    assert TYPED["title"] in page.text
    assert listings() == 0


def test_more_than_sixty_variants_are_refused_and_nothing_typed_is_lost(client, store):
    values = "、".join(f"色{n}" for n in range(100))
    huge = TYPED | {"specs-0-values": values, "specs-1-name": "码", "specs-1-values": values}
    for do in ("matrix", "save", "publish"):
        page = client.post(NEW, data=huge | {"do": do})
        assert page.status_code == 422
        assert "10000 种，最多 60 种" in page.text
        assert "色99" in page.text
    assert listings() == 0


def test_ten_thousand_rows_are_not_read(client, store):
    flood = {f"skus-{n}-price": "1" for n in range(10_000)}
    assert client.post(NEW, data=TYPED | flood).status_code in {413, 422}
    assert listings() == 0


def test_numbers_are_filled_into_the_rows_that_contain_a_word(client, store):
    typed = TYPED | {"do": "fill", "fill-stock": "５０", "fill-only": "海浪"}
    page = client.post(NEW, data=typed)
    assert 'name="skus-1-stock" value="50"' in page.text
    assert 'name="skus-0-stock" value="8"' in page.text


def test_a_new_dimension_keeps_the_price_and_old_skus_go(client, mine):
    old = mine.skus[0]
    typed = said(mine) | rows(mine) | {"specs-0-name": "颜色", "specs-0-values": "红、蓝"}
    page = client.post(f"/listings/{mine.id}", data=typed | {"do": "matrix"})
    assert page.text.count('value="39.0"') == 2
    typed |= {
        "skus-0-id": "", "skus-0-one": "红", "skus-0-price": "39", "skus-0-stock": "5",
        "skus-1-one": "蓝", "skus-1-price": "41", "skus-1-stock": "6",
    }  # fmt: skip
    assert client.post(f"/listings/{mine.id}", data=typed).status_code == 303
    db.session.expire_all()
    assert [(sku.spec, sku.price_fen, sku.on_hand) for sku in mine.skus] == [
        ("红", 3900, 5), ("蓝", 4100, 6),
    ]  # fmt: skip
    assert mine.spec_names == ["颜色"]
    assert not db.session.get(Sku, old.id).active


def test_a_row_of_another_store_is_not_touched(client, mine):
    other = listing()
    typed = said(mine) | rows(mine, id=other.skus[0].id, price="1")
    assert client.post(f"/listings/{mine.id}", data=typed).status_code in {404, 422}
    assert other.skus[0].price_fen == 3900


@pytest.mark.parametrize(
    ("do", "first"),
    [("block-up:1", "热水放"), ("block-down:0", "热水放"), ("block-remove:0", "热水放"),
     ("block-up:0", "杯壁比"), ("block-down:9", "杯壁比"), ("block-up:x", "杯壁比")],
)  # fmt: skip
def test_blocks_are_moved_and_taken_out(client, store, do, first):
    page = client.post(NEW, data=TYPED | {"do": do})
    assert page.status_code == 200
    block = page.text.split('name="detail-0-text"')[1].split("</textarea>")[0]
    assert first in block
    assert listings() == 0


def test_all_kinds_of_block_are_kept_and_shown_to_buyers(client, mine):
    shot = mine.images[0]
    detail = {
        "detail-0-kind": "heading", "detail-0-text": "为什么选它",
        "detail-1-kind": "text", "detail-1-text": "<b>厚</b>一点<script>alert(1)</script>",
        "detail-2-kind": "image_text", "detail-2-text": "正面", "detail-2-picture": shot,
        "detail-3-kind": "table", "detail-3-text": "材质：粗陶\n容量：280ml",
        "detail-4-kind": "text", "detail-4-text": "  ",
    }  # fmt: skip
    assert client.post(f"/listings/{mine.id}", data=said(mine) | detail).status_code == 303
    assert [block["kind"] for block in mine.detail] == ["heading", "text", "image_text", "table"]
    page = client.get(f"/mall/listings/{mine.id}")
    assert "<h3>为什么选它</h3>" in page.text
    assert "厚一点" in page.text
    assert "alert(1)" not in page.text
    assert "<dd>280ml</dd>" in page.text


def test_pictures_are_uploaded_several_at_once_cut_square_and_kept(client, store, trainee):
    typed = TYPED | {"do": "upload", "crop": "centre"}
    typed["uploads"] = upload(picture("red"), picture("blue", (300, 500)))
    page = client.post(NEW, data=typed, content_type="multipart/form-data")
    assert page.status_code == 200
    squares = [file for file in files() if file.width == file.height == 300]
    assert len(squares) == 2
    for file in squares:
        assert f'name="images" value="{file.id}"' in page.text
        assert file.owner_id == trainee.id


def test_the_same_picture_twice_is_in_the_listing_once(client, store):
    same = picture("green", (300, 300))
    typed = TYPED | {"do": "upload", "uploads": upload(same, same)}
    page = client.post(NEW, data=typed, content_type="multipart/form-data")
    assert "没有重复放" in page.text
    first = files()[0]
    assert page.text.count(f'name="images" value="{first.id}"') == 1


@pytest.mark.parametrize(
    "body",
    [SVG, b"<html><script>1</script>", b"GIF89a" + SVG, b"", picture()[:80], b"\x89PNG\r\n" + SVG],
    ids=["svg", "html", "polyglot", "empty", "cut", "half"],
)
def test_what_is_no_picture_is_refused_by_name_and_the_rest_stays(client, store, body):
    for do in ("upload", "save"):
        typed = TYPED | {"do": do, "uploads": upload(body, name="图.svg")}
        page = client.post(NEW, data=typed, content_type="multipart/form-data")
        assert page.status_code == 422
        assert "图.svg" in page.text
        assert TYPED["title"] in page.text
    assert files() == []
    assert listings() == 0


def test_pictures_of_others_cannot_be_named(client, store):
    other = make.browser(client.application, make.store().owner)
    typed = TYPED | {"do": "upload", "uploads": upload(picture("red", (300, 300)))}
    other.post(NEW, data=typed, content_type="multipart/form-data")
    [foreign] = files()
    shown = album("kitchen.cups.mug")[:3]
    client.post(NEW, data=TYPED | {"images": [*shown, str(foreign.id), "mug-9-none", "../x"]})
    assert db.session.scalar(sa.select(Listing)).images == shown


def test_pictures_are_put_in_order_described_and_taken_out(client, store):
    one, two, three = TYPED["images"]
    page = client.post(NEW, data=TYPED | {"do": f"image-up:{two}"})
    assert page.text.index(f'data-shot="{two}"') < page.text.index(f'data-shot="{one}"')
    page = client.post(NEW, data=TYPED | {"do": f"image-remove:{one}"})
    assert f'data-shot="{one}"' not in page.text
    client.post(NEW, data=TYPED | {"images": [three, one, two], f"alt:{one}": "\u200b杯子 正面"})
    made = db.session.scalar(sa.select(Listing))
    assert made.images == [three, one, two]
    assert made.alts[one] == "杯子 正面"


def test_a_picture_is_cut_where_the_box_is(client, store):
    half = Image.new("RGB", (400, 200), "red")
    half.paste("blue", (200, 0, 400, 200))
    out = BytesIO()
    half.save(out, "PNG")
    typed = TYPED | {"do": "upload", "crop": "", "uploads": upload(out.getvalue())}
    client.post(NEW, data=typed, content_type="multipart/form-data")
    key = str(files()[-1].id)
    box = {f"box-left:{key}": "100", f"box-top:{key}": "0", f"box-side:{key}": "100"}
    typed = TYPED | {"images": [key], "do": f"image-cut:{key}"} | box
    page = client.post(NEW, data=typed)
    cut = files()[-1]
    assert (cut.width, cut.height) == (200, 200)
    assert f'data-shot="{cut.id}"' in page.text
    bad = typed | {f"box-side:{key}": "900"}
    assert client.post(NEW, data=bad).status_code == 422


def test_a_measure_is_kept_with_its_unit_and_checked_in_the_smallest(client, store):
    tea = {
        f"attribute:{each.name}": each.values[0] if each.values else "360"
        for each in find_category("tea.leaf.green").attributes
    } | {
        "title": "高山绿茶 春茶 袋装", "attribute:净含量": "１.5", "unit:净含量": "kg",
        "skus-0-price": "99",
    }  # fmt: skip
    new = "/listings/new?category_code=tea.leaf.green"
    for bad in ({"attribute:净含量": "51"}, {"attribute:净含量": "1.555"}, {"unit:净含量": "吨"}):
        assert client.post(new, data=tea | bad).status_code == 422
    assert listings() == 0
    assert client.post(new, data=tea).status_code == 303
    made = db.session.scalar(sa.select(Listing))
    assert made.attributes["净含量"] == "1.5 kg"


def test_hidden_characters_and_huge_titles(client, store):
    client.post(NEW, data=TYPED | {"title": "粗陶\u200b杯\u202e 280ml"})
    assert db.session.scalar(sa.select(Listing)).title == "粗陶杯 280ml"
    answer = client.post(NEW, data=TYPED | {"title": "长" * 4_000_000})
    assert answer.status_code == 413
    assert listings() == 1


def test_it_is_handed_in_from_the_editor_and_the_answer_is_shown(client, store):
    page = client.post(NEW, data=TYPED | {"do": "publish"}, follow_redirects=True)
    assert "已上架" in page.text
    made = db.session.scalar(sa.select(Listing))
    assert made.state == ListingState.ON_SALE
    bad = TYPED | {"do": "publish", "title": "国家级手冲杯 280ml"}
    page = client.post(NEW, data=bad, follow_redirects=True)
    assert "审核没有通过" in page.text
    assert "国家级”，请换个说法" in page.text
    assert listings() == 2


def test_it_is_saved_before_the_time_is_set(client, store):
    answer = client.post(NEW, data=TYPED | {"do": "schedule"})
    made = db.session.scalar(sa.select(Listing))
    assert answer.location == f"/listings/{made.id}/schedule"


def test_presale_and_limits_are_kept(client, mine):
    terms = {"presale": "y", "ship_hours": "480", "limit_per_buyer": "２"}
    assert client.post(f"/listings/{mine.id}", data=said(mine) | terms).status_code == 303
    assert (mine.presale, mine.ship_hours, mine.limit_per_buyer) == (True, 480, 2)
    late = said(mine) | {"ship_hours": "480"}
    page = client.post(f"/listings/{mine.id}", data=late)
    assert page.status_code == 422
    assert "L-10" in page.text
    assert mine.presale is True


def test_who_was_overtaken_is_told_and_may_save_over_it(client, mine):
    client.post(f"/listings/{mine.id}", data=said(mine, title="粗陶手冲杯 厚壁 280ml"))
    page = client.post(f"/listings/{mine.id}", data=said(mine, version="1", title="粗陶杯 另一个"))
    assert page.status_code == 409
    assert 'name="version" type="hidden" value="2"' in page.text


def test_while_one_types_the_page_says_what_it_thinks_and_keeps_nothing(client, store):
    typed = TYPED | {"title": "国家级手冲杯", "category_code": "kitchen.cups.mug"}
    page = client.post("/listings/look", data=typed)
    assert page.status_code == 200
    assert "<mark>国家级</mark>" in page.text
    assert "保本价" in page.text
    assert "分" in page.text
    assert listings() == 0
    assert client.post("/listings/look", data={"category_code": "x"}).status_code == 404


def test_a_draft_is_offered_restored_and_gone_once_it_is_saved(client, mine, trainee):
    page = client.get(f"/listings/{mine.id}")
    assert "自动保存" not in page.text
    place = page.text.split('data-server-draft="')[1].split('"')[0]
    client.post(f"/drafts/{place}", data=said(mine, title="写到一半的标题") | {"password": "x"})
    assert "自动保存" in client.get(f"/listings/{mine.id}").text
    page = client.get(f"/listings/{mine.id}?restore=1")
    assert "写到一半的标题" in page.text
    assert mine.title == TYPED["title"]
    client.post(f"/listings/{mine.id}", data=said(mine, title="写完的标题 粗陶杯"))
    assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0


def test_the_draft_of_another_is_not_shown(client, mine):
    other = make.user(name="别人")
    place = f"c{mine.cohort_id}-listing-{mine.id}"
    keep_draft(place, {"title": ["别人写的标题"]}, actor=other)
    assert "别人写的标题" not in client.get(f"/listings/{mine.id}?restore=1").text
    assert "自动保存" not in client.get(f"/listings/{mine.id}").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("马克杯 陶瓷", "kitchen.cups.mug"),
        ("T恤", "apparel.top.tshirt"),
        ("绿茶", "tea.leaf.green"),
    ],
)
def test_a_category_is_found_by_what_people_call_it(client, store, text, code):
    page = client.get("/listings/new", query_string={"q": text})
    assert f"category_code={code}" in page.text.split("全部类目")[0]


def test_what_is_no_category_is_said_and_those_used_last_are_offered(client, mine):
    page = client.get("/listings/new?q=量子火箭")
    assert "没有找到" in page.text
    assert "category_code=kitchen.cups.mug" in page.text.split("全部类目")[0]


@pytest.fixture
def wide(store):
    """Goods in sixty variants, the first with all that a row can say."""
    skus = tuple(
        SkuDraft(price_fen=3900, cost_fen=1800, stock=8, specs=(f"颜色{a}", f"尺码{b}"))
        for a in range(10)
        for b in range(6)
    )
    made = listing(store=store, skus=skus, spec_names=("颜色", "尺码"))
    first = made.skus[0]
    first.merchant_code, first.volume_cm3, first.picture = "M-1", 900, made.images[1]
    db.session.commit()
    return made


def fields_of(page) -> MultiDict:
    """What a browser would send of the page's editor."""
    form = html.fromstring(page.text).get_element_by_id("editor")
    return MultiDict([(name, value) for name, value in form.form_values() if name != "_key"])


def test_a_page_of_sixty_variants_is_light_and_saves_what_it_shows(client, wide):
    page = client.get(f"/listings/{wide.id}")
    assert len(page.data) <= 150_000
    page = client.post(f"/listings/{wide.id}", data=dict(fields_of(page).lists()))
    assert page.status_code == 303
    db.session.expire_all()
    assert [wide.version, len(wide.skus)] == [1, 60]
    assert (wide.skus[0].merchant_code, wide.skus[0].volume_cm3) == ("M-1", 900)


def test_a_row_of_many_shows_the_rest_when_asked(client, wide):
    typed = dict(fields_of(client.get(f"/listings/{wide.id}")).lists())
    page = client.post(f"/listings/{wide.id}", data=typed | {"do": "more:0"})
    again = fields_of(page)
    assert (again["skus-0-code"], again["skus-0-volume"]) == ("M-1", "900")
    assert 'name="skus-1-compare"' not in page.text
    typed = dict(again.lists()) | {"skus-0-code": "M-2", "skus-0-picture": ""}
    assert client.post(f"/listings/{wide.id}", data=typed).status_code == 303
    db.session.expire_all()
    first = wide.skus[0]
    assert (first.merchant_code, first.picture, first.volume_cm3) == ("M-2", None, 900)


@pytest.mark.parametrize("number", ["-1", "60", "x", "", "9" * 400])
def test_a_row_that_is_not_there_shows_nothing(client, wide, number):
    typed = dict(fields_of(client.get(f"/listings/{wide.id}")).lists())
    page = client.post(f"/listings/{wide.id}", data=typed | {"do": f"more:{number}"})
    assert page.status_code == 200
    assert "lt-more-cells" not in page.text
