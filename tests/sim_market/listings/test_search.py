import pytest

from sim_market.listings.drafts import SkuDraft
from sim_market.listings.operations import edit_listing, put_on_sale, take_off_sale
from sim_market.listings.queries import Sort, Wish, find_listings
from sim_market.stores.models import StoreState
from tests import make
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def mug(app):
    return listing(title="粗陶手冲杯 复古马克杯 280ml")


@pytest.fixture
def scarf(mug):
    return listing(
        store=mug.store, title="格纹围巾 柔软加厚 羊毛 礼盒装", category_code="kitchen.cups.flask",
        attributes={"内胆材质": "玻璃", "容量": 300, "保温时长": 6},
    )  # fmt: skip


def titles(text: str, **wish) -> list[str]:
    cohort = make.ordinary_cohort()
    return [card.listing.title for card in find_listings(cohort.id, text, Wish(**wish)).cards]


@pytest.mark.parametrize(
    "text",
    ["马克杯", "粗陶", "手冲", "手冲杯", "复古 杯子", "280ML", "２８０ｍｌ", "makebei", "taoci",
     "make bei", "陶杯", "馬克杯", "的马克杯", "粗陶的杯", "餐厨用品", "mkb"],
)  # fmt: skip
def test_a_mug_is_found_as_people_type(mug, scarf, text):
    if text == "taoci":
        edit_listing(mug, version=1, attributes={"材质": "陶瓷", "容量": 280}, actor=None)
    assert titles(text)[:1] == [mug.title]


def test_what_fits_all_words_hides_what_fits_some(mug, scarf):
    assert titles("格纹围巾") == [scarf.title]
    found = find_listings(mug.cohort_id, "格纹围巾")
    assert (found.total, found.exact) == (1, True)


def test_if_nothing_fits_all_words_some_do(mug, scarf):
    found = find_listings(mug.cohort_id, "真丝围巾")
    assert [card.listing for card in found.cards] == [scarf]
    assert not found.exact


@pytest.mark.parametrize("text", ["洗衣机", "！！！", "%", "' OR 1=1 --", "\u200b", "x" * 5000])
def test_strange_words_find_nothing(mug, text):
    assert titles(text) == []


def test_no_words_show_everything_on_sale(mug, scarf):
    assert set(titles("")) == {mug.title, scarf.title}


def test_drafts_goods_taken_off_and_closed_stores_are_not_found(mug):
    listing(store=mug.store, on_sale=False, title="粗陶马克杯 还是草稿")
    take_off_sale(mug, actor=None)
    assert titles("马克杯") == []
    put_on_sale(mug, actor=None)
    mug.store.state = StoreState.CLOSED
    assert titles("马克杯") == []


def test_another_class_is_another_world(mug):
    other = make.cohort()
    assert find_listings(other.id, "马克杯").total == 0


def test_a_new_title_is_found_at_once_and_the_old_one_no_more(mug):
    edit_listing(mug, version=1, title="青花茶盏 手绘小茶杯", actor=None)
    assert titles("青花") == [mug.title]
    assert not find_listings(mug.cohort_id, "复古手冲").total


def test_sorting_and_narrowing(mug, scarf):
    cheap = listing(
        store=mug.store, title="小马克杯 白瓷 120ml", skus=(SkuDraft(price_fen=900, stock=3),)
    )
    gone = listing(
        store=mug.store, title="玻璃马克杯 已经卖完", skus=(SkuDraft(price_fen=800, stock=1),)
    )
    gone.skus[0].on_hand = 0
    assert titles("马克杯", sort=Sort.PRICE_UP) == [cheap.title, mug.title, gone.title]
    assert titles("马克杯", sort=Sort.PRICE_DOWN) == [mug.title, cheap.title, gone.title]
    assert titles("马克杯", high_fen=1000, in_stock=True) == [cheap.title]
    assert titles("马克杯", low_fen=2000) == [mug.title]
    assert titles("", category_code="kitchen.cups.flask") == [scarf.title]
    assert len(titles("", category_code="kitchen")) == 4
    assert titles("", store_id=make.store().id) == []


def test_pages_and_the_count_of_all(mug):
    for n in range(4):
        listing(store=mug.store, title=f"粗陶马克杯 第 {n} 款")
    first = find_listings(mug.cohort_id, "马克杯", page=1, per_page=2)
    third = find_listings(mug.cohort_id, "马克杯", page=3, per_page=2)
    assert (len(first.cards), first.total, len(third.cards)) == (2, 5, 1)
    assert find_listings(mug.cohort_id, "马克杯", page=9, per_page=2).cards == []
