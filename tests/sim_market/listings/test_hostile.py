"""Bad input to the pages of goods: refused with the rule and the next step, nothing half done."""

# word data: forbidden words as people hide them

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Invalid
from sim_market.listings import operations
from sim_market.listings.content import content_of
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import (
    Listing,
    ListingReview,
    ListingState,
    ListingVersion,
    Sku,
    StockMove,
)
from tests import make
from tests.sim_market.listings.drafts import draft, listing
from tests.sim_market.listings.invariants import wrong
from tests.sim_market.listings.test_routes import NEW, TYPED, said

ROWS = (Listing, Sku, ListingVersion, ListingReview, StockMove)
HUGE = "长" * 3_500_000  # 10 MB as it is sent
NUMBERS = [
    "-1", "－1", "−0.01", "1e3", "0x10", "NaN", "inf", "1.005", "1,5", "٣", "½", "50000.01",
    "9" * 40, "1" * 5000, "１２.３４５", "0.001", "三十", "1 000 000", "--5", "5-", "'; drop table",
]  # fmt: skip
COUNTS = ["-1", "1.5", "100000", "1e3", "NaN", "9" * 40, "٣", "⑤x", "0x1", "abc"]
HIDDEN = [
    "国家级手冲杯 粗陶马克杯", "國家級手冲杯 粗陶马克杯", "国 家 级手冲杯 粗陶马克杯",
    "国\u200b家\u200d级手冲杯 粗陶马克杯", "国\u2060家\ufeff级手冲杯 粗陶马克杯",
    "国\u00ad家级手冲杯 粗陶马克杯", "最 佳手冲杯 粗陶马克杯", "加ＶＸ：ａｂｃ１２３ 手冲杯",
    "加 微 信 立减 手冲杯", "加微\u200b信 立减手冲杯", "电话１３８００１３８０００手冲杯",
    "電話 138 0013 8000 手冲杯", "全網最低價手冲杯 粗陶", "頂級粗陶手冲杯 马克杯",
    "絕對保温 粗陶手冲杯", "第\u3000一 粗陶手冲杯",
]  # fmt: skip


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def mine(store):
    return listing(store=store)


@pytest.fixture
def unchanged(store):
    """Nothing is added, and what was there says what it said."""
    db.session.commit()
    yield
    db.session.expire_all()
    assert wrong() == []


def counts() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(sa.select(sa.func.count(noun.id))) or 0 for noun in ROWS]


def refused(client, url: str, data: dict, statuses=(422,)) -> str:
    """The page after a refusal; nothing was changed anywhere."""
    db.session.commit()
    before = counts(), [content_of(each) for each in db.session.scalars(sa.select(Listing))]
    page = client.post(url, data=data)
    assert page.status_code in statuses, page.status_code
    after = counts(), [content_of(each) for each in db.session.scalars(sa.select(Listing))]
    assert after == before
    assert wrong() == []
    return str(page.text)


@pytest.mark.parametrize("field", ["title", "detail-0-text", "specs-0-values", "skus-0-code"])
@pytest.mark.parametrize("do", ["save", "publish", "matrix", "fill"])
def test_ten_megabytes_of_words_are_refused(client, store, field, do):
    page = refused(client, NEW, TYPED | {field: HUGE, "do": do}, (413,))
    assert "太大" in page
    assert len(page) < 100_000


@pytest.mark.parametrize(
    "field", ["title", "detail-0-text", "skus-0-one", "skus-0-code", "specs-0-name"]
)
def test_what_is_too_long_is_refused_where_it_stands(client, store, field):
    refused(client, NEW, TYPED | {field: "长" * 20_000})


@pytest.mark.parametrize("price", NUMBERS)
def test_prices_that_are_none_are_refused(client, store, price):
    page = refused(client, NEW, TYPED | {"skus-0-price": price})
    assert "skus-0-price-e" in page


@pytest.mark.parametrize("stock", COUNTS)
@pytest.mark.parametrize("field", ["stock", "weight"])
def test_counts_that_are_none_are_refused(client, store, field, stock):
    refused(client, NEW, TYPED | {f"skus-0-{field}": stock})


@pytest.mark.parametrize("field", ["limit_per_buyer", "ship_hours", "freight_id"])
@pytest.mark.parametrize("value", ["-1", "1e9", "9" * 30, "99999", "x"])
def test_terms_that_are_none_do_no_harm(client, mine, field, value):
    """A number that is none is refused; a choice that is none counts as not chosen."""
    page = client.post(f"/listings/{mine.id}", data=said(mine, **{field: value}))
    assert page.status_code in ({303} if field == "ship_hours" else {422})
    db.session.expire_all()
    assert (mine.limit_per_buyer, mine.ship_hours, mine.freight_id) == (0, None, None)


def test_ten_thousand_rows_are_refused_at_the_gate(client, store):
    rows = {f"skus-{n}-price": "1" for n in range(10_000)}
    page = refused(client, NEW, TYPED | rows, (413, 422))
    assert len(page) < 200_000


def test_ten_thousand_combinations_are_refused_with_what_was_typed(client, store):
    values = "、".join(f"值{n}" for n in range(100))
    typed = TYPED | {"specs-0-values": values, "specs-1-name": "码", "specs-1-values": values}
    page = refused(client, NEW, typed)
    assert "10000 种" in page
    assert "最多 60 种" in page
    assert "规则 L-" in page or "看规则" in page


@pytest.mark.parametrize("numbers", [("0", "0"), ("0", "999999"), ("-1", "٣"), ("0", "1e1")])
def test_rows_with_strange_numbers_are_no_rows_of_others(client, mine, numbers):
    """Row numbers only order the rows; what is none is left out."""
    other = listing(store=make.store())
    rows = {f"skus-{n}-id": str(other.skus[0].id) for n in numbers}
    rows |= {f"skus-{n}-price": "1" for n in numbers}
    before = content_of(other)
    page = client.post(f"/listings/{mine.id}", data=said(mine, **rows))
    assert page.status_code in {404, 422}
    db.session.expire_all()
    assert content_of(other) == before


def test_skus_of_other_stores_are_not_there(client, mine):
    other = listing(store=make.store())
    row = {"skus-0-id": str(other.skus[0].id), "skus-0-price": "1", "skus-0-stock": "1"}
    page = refused(client, f"/listings/{mine.id}", said(mine, **row), (404,))
    assert "有的规格不属于这件商品" in page
    assert other.skus[0].price_fen == 3900


def test_skus_of_another_listing_of_ones_own_are_not_there_either(client, mine):
    second = listing(store=mine.store, title="青瓷碗 汤碗 六寸 家用")
    row = {"skus-0-id": str(second.skus[0].id), "skus-0-price": "1", "skus-0-stock": "1"}
    refused(client, f"/listings/{mine.id}", said(mine, **row), (404,))


@pytest.mark.parametrize(
    "way",
    [
        "",
        "/on-sale",
        "/off-sale",
        "/schedule",
        "/unschedule",
        "/copy",
        "/bin",
        "/restore",
        "/history/1",
    ],
)
@pytest.mark.parametrize("whose", ["store", "class", "nobody"])
def test_goods_of_others_do_not_exist(client, mine, way, whose):
    other = listing(store=make.store(of=make.cohort()) if whose == "class" else make.store())
    number = 99_999_999 if whose == "nobody" else other.id
    data = said(other, day="2", time="09:30")
    refused(client, f"/listings/{number}{way}", data, (404,))


@pytest.mark.parametrize("version", ["0", "2", "-1", "", "x", "1.0", "9" * 40, "٣"])
def test_a_version_that_was_not_read_saves_nothing(client, mine, version):
    page = refused(
        client, f"/listings/{mine.id}", said(mine, version=version, title="别的标题 粗陶杯"), (409,)
    )
    assert "别的标题 粗陶杯" in page
    data = {"version": version}
    refused(client, f"/listings/{mine.id}/history/1", data, (303, 409))


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_a_version_that_never_was_is_not_restored(client, mine, number):
    refused(client, f"/listings/{mine.id}/history/{number}", {"version": "1"}, (404,))


@pytest.mark.parametrize("title", HIDDEN)
def test_forbidden_words_do_not_go_on_sale_however_they_hide(client, store, title):
    made = listing(store=store, on_sale=False)
    page = client.post(f"/listings/{made.id}", data=said(made, title=title, do="publish"))
    assert page.status_code in {303, 422}
    db.session.expire_all()
    assert made.state == ListingState.DRAFT
    if page.status_code == 303:
        page = client.get(page.location)
        assert "规则 L-" in page.text


@pytest.mark.parametrize("title", HIDDEN)
def test_forbidden_words_do_not_get_into_what_is_on_sale(client, mine, title):
    page = refused(client, f"/listings/{mine.id}", said(mine, title=title))
    assert "/rules" in page
    refused(client, f"/listings/{mine.id}", said(mine, **{"detail-0-text": title}))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}}",
        "javascript:alert(1)",
    ],
)
def test_markup_is_shown_as_the_words_it_is(client, store, markup):
    made = listing(store=store, on_sale=False)
    typed = said(made, title=f"杯 {markup}", **{"detail-0-text": markup})
    assert client.post(f"/listings/{made.id}", data=typed).status_code == 303
    for page in (f"/listings/{made.id}", f"/listings/{made.id}/history", "/listings"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "杯 49" not in text


@pytest.mark.parametrize(
    "extra", ["state", "store_id", "cohort_id", "quality_pm", "code", "first_on_sale_sim_at"]
)
def test_fields_that_the_form_does_not_have_change_nothing(client, mine, extra):
    kept = getattr(mine, extra)
    client.post(f"/listings/{mine.id}", data=said(mine, **{extra: "frozen"}))
    db.session.expire_all()
    assert getattr(mine, extra) == kept


@pytest.mark.parametrize(
    "said",
    [
        {"price_fen": 10**12},
        {"compare_fen": 10**12},
        {"cost_fen": 10**12},
        {"stock": 10**9},
        {"weight_g": 10**12},
        {"volume_cm3": 10**12},
        {"merchant_code": "x" * 4000},
        {"picture": "p" * 4000},
    ],
)
def test_whoever_calls_the_operation_rows_that_no_table_holds_are_refused(app, said):
    """Imports and machines call operations without a form."""
    sku = SkuDraft(**({"price_fen": 3900} | said))
    with pytest.raises(Invalid):
        operations.create_listing(make.store(), draft(skus=(sku,)), actor=None)
    made = listing()
    with pytest.raises(Invalid):
        operations.replace_skus(made, [sku], spec_names=[], version=1, actor=None)
    assert wrong() == []
