import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, DomainError, Invalid, NotAllowed
from sim_market.listings.models import Listing, ListingState
from sim_market.stores.models import StoreState
from supply_chain.sourcing.models import SourcedSku
from supply_chain.sourcing.operations import link_sku, list_product, list_products
from supply_chain.sourcing.price import PriceRule, Tail, margin_of, with_tail
from supply_chain.stock.models import Allotment
from supply_chain.suppliers.models import Product, Supplier
from supply_chain.suppliers.operations import load_catalogue
from supply_chain.suppliers.queries import Sort, Wish, get_product
from supply_chain.suppliers.queries import list_products as find
from supply_chain.verbs import Verb
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("fen", "tail", "price"),
    [
        (2_000, Tail.NINE, 1_990),
        (2_039, Tail.NINE, 1_990),
        (2_040, Tail.NINE, 2_090),
        (10, Tail.NINE, 90),
        (2_049, Tail.ZERO, 2_000),
        (2_050, Tail.ZERO, 2_100),
        (3, Tail.ZERO, 100),
        (2_041, Tail.FREE, 2_041),
        (0, Tail.FREE, 1),
    ],
)
def test_prices_end_as_wanted(fen, tail, price):
    assert with_tail(fen, tail) == price


def test_the_price_is_cost_times_pack_times_markup():
    assert PriceRule(220, Tail.FREE, 2).price_of(1_005) == 4_422
    assert PriceRule(133, Tail.FREE).price_of(1_005) == 1_337  # 1336.65 half up


def test_what_is_left_of_a_price():
    margin = margin_of(1_990, 1_000, 500)
    assert (margin.commission_fen, margin.profit_fen, margin.bp) == (100, 890, 4_472)
    assert margin_of(1_000, 1_000, 500).loses


def test_a_click_puts_goods_on_sale_and_remembers_where_they_come_from():
    product, store = goods.product(), goods.store()

    listing = list_product(store, product, goods.wanted(product), actor=store.owner)

    assert listing.state == ListingState.ON_SALE
    assert [(s.spec, s.price_fen, s.cost_fen, s.on_hand, s.supplied) for s in listing.skus] == [
        ("陶土红", 1_990, 1_000, 40, True),
        ("雾蓝", 2_390, 1_200, 40, True),
    ]
    assert [s.goods_code for s in listing.skus] == [s.code for s in product.skus]
    mapped = db.session.scalars(sa.select(SourcedSku).order_by(SourcedSku.id)).all()
    assert [m.product_sku_id for m in mapped] == [s.id for s in product.skus]
    allotments = db.session.scalars(sa.select(Allotment)).all()
    assert [(a.on_hand, a.allocated) for a in allotments] == [(40, 0), (40, 0)]
    [entry] = make.entries(Verb.PRODUCT_SOURCED)
    assert entry.facts["skus"] == {product.skus[0].code: 1_990, product.skus[1].code: 2_390}


def test_one_sku_in_packs_of_two_costs_twice_and_stocks_half():
    product, store = goods.product(), goods.store()
    code = product.skus[0].code

    wanted = goods.wanted(product, prices_fen={code: 3_990}, pack=2)
    listing = list_product(store, product, wanted, actor=store.owner)

    [sku] = listing.skus
    assert (sku.spec, sku.cost_fen, sku.on_hand, sku.weight_g) == ("陶土红 ×2", 2_000, 20, 700)


def test_the_same_goods_are_not_listed_twice_by_one_store_but_by_two():
    product, store = goods.product(), goods.store()
    goods.listing(of=product, by=store)

    with pytest.raises(Conflict, match="已经上架了"):
        goods.listing(of=product, by=store)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Listing)) == 1
    assert goods.listing(of=product, by=goods.store()).is_on_sale


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"prices_fen": {}}, "至少选一个规格"),
        ({"prices_fen": {"P99999-1": 100}}, "不属于"),
        ({"pack": 13}, "每份件数"),
        ({"title": "全网最低价陶瓷杯"}, "不合规则"),
        ({"title": ""}, "标题"),
        ({"title": "杯" * 41}, "标题"),
    ],
)
def test_what_a_rule_forbids_is_refused_whole(values, message):
    product, store = goods.product(), goods.store()

    with pytest.raises(Invalid, match=message):
        list_product(store, product, goods.wanted(product, **values), actor=store.owner)

    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SourcedSku)) == 0


def test_a_store_that_is_not_open_lists_nothing():
    product = goods.product()
    store = make.store(state=StoreState.DRAFT, opened_sim_at=None)
    with pytest.raises(NotAllowed, match="还没有开张"):
        list_product(store, product, goods.wanted(product), actor=store.owner)


def test_several_at_once_each_with_its_own_result():
    store, one, two = goods.store(), goods.product(), goods.product()
    wishes = [
        (one, goods.wanted(one)),
        (two, goods.wanted(two, title="国家级陶瓷杯送礼")),
        (one, goods.wanted(one)),
    ]

    outcomes = list_products(store, wishes, actor=store.owner)

    assert [outcome.listing is not None for outcome in outcomes] == [True, False, False]
    assert isinstance(outcomes[1].refusal, DomainError)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Listing)) == 1
    assert len(make.entries(Verb.PRODUCT_SOURCED)) == 1


def test_a_batch_has_a_limit_and_is_not_empty():
    store, product = goods.store(), goods.product()
    with pytest.raises(Invalid, match="一次最多"):
        list_products(store, [(product, goods.wanted(product))] * 21, actor=store.owner)
    with pytest.raises(Invalid, match="没有选中"):
        list_products(store, [], actor=store.owner)


def test_a_sku_made_by_hand_can_be_linked_once():
    store, product = goods.store(), goods.product()
    sku = make.sku(store=store)

    link_sku(store, sku, product.skus[0], pack=1, actor=store.owner)

    assert (sku.supplied, sku.cost_fen) == (True, 1_000)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Allotment)) == 1
    with pytest.raises(Conflict, match="已经关联"):
        link_sku(store, make.sku(store=store), product.skus[0], pack=1, actor=store.owner)


def test_loading_twice_adds_nothing():
    drafts = goods.Catalogue([goods.supplier_draft()], [goods.product_draft("P77001")])
    assert (load_catalogue(drafts), load_catalogue(drafts)) == (1, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Supplier)) == 1


def test_goods_are_found_by_words_price_lead_and_place():
    goods.product(code="P80001", name="青花陶瓷饭碗 家用餐具", lead_hours=30)
    goods.product(code="P80002", name="哑光马克杯 办公室喝水", province="福建", origin="福建德化")

    def codes(**wish):
        return {product.code for product in find(Wish(**wish))[0]}

    assert codes(text="陶瓷碗") == {"P80001"}
    assert codes(text="马克 哑光") == {"P80002"}
    assert codes(lead_hours=12) == {"P80002"}
    assert codes(province="福建") == {"P80002"}
    assert codes(category_code="kitchen", high_fen=999) == set()
    assert codes(category_code="kitchen.cups", low_fen=1_000) == {"P80001", "P80002"}
    assert codes(category_code="home") == set()
    assert len(find(Wish(sort=Sort.MARGIN))[0]) == find(Wish())[1] == 2
    assert get_product("P80001").supplier.city == "景德镇"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Product)) == 2
