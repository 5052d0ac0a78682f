import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.flow import IllegalMove
from sim_market.listings import checks
from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.models import Listing, ListingState, OutOfStock, StockMove
from sim_market.listings.operations import (
    change_price,
    count_stock,
    create_listing,
    edit_listing,
    hold_stock,
    put_on_sale,
    release_stock,
    return_stock,
    sell_stock,
    set_stock,
    take_off_sale,
)
from sim_market.stores.models import StoreState
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.listings.drafts import draft, listing

pytestmark = pytest.mark.usefixtures("app")


def test_a_listing_is_made_as_a_draft_with_codes_that_last():
    store = make.store(code="S001")
    made = create_listing(
        store,
        draft(
            skus=(
                SkuDraft(price_fen=3900, spec="陶土色", stock=5),
                SkuDraft(price_fen=4200, spec="海浪蓝"),
            )
        ),
        actor=store.owner,
    )
    assert (made.state, made.code) == (ListingState.DRAFT, "S001-0001")
    assert [sku.code for sku in made.skus] == ["S001-0001-01", "S001-0001-02"]
    assert [sku.goods_code for sku in made.skus] == ["S001-0001-01", "S001-0001-02"]
    assert (made.price_fen, made.highest_fen, made.available) == (3900, 4200, 5)
    assert create_listing(store, draft(), actor=store.owner).code == "S001-0002"
    assert checks.stock_adds_up() == []


def test_going_on_sale_and_off_leaves_evidence_and_remembers_the_first_time():
    made = listing(on_sale=False)
    put_on_sale(made, actor=made.store.owner)
    first = made.first_on_sale_sim_at
    take_off_sale(made, actor=made.store.owner)
    made.cohort.sim_at = first.replace(hour=9)
    put_on_sale(made, actor=made.store.owner)
    assert (made.state, made.first_on_sale_sim_at) == (ListingState.ON_SALE, first)
    verbs = [entry.verb for entry in make.entries()]
    assert verbs == [
        Verb.LISTING_CREATED,
        Verb.LISTING_ON_SALE,
        Verb.LISTING_OFF_SALE,
        Verb.LISTING_ON_SALE,
    ]


def test_each_fault_stands_at_its_field_and_nothing_is_sold():
    made = listing(on_sale=False, title="国家级好杯子", images=("a",), attributes={"容量": 9})
    with pytest.raises(Invalid) as refused:
        put_on_sale(made, actor=None)
    assert refused.value.rule == "L-4"
    assert set(refused.value.fields) == {"title", "images", "attribute:材质", "attribute:容量"}
    assert made.state == ListingState.DRAFT


def test_a_store_that_is_not_open_sells_nothing():
    made = listing(on_sale=False)
    made.store.state = StoreState.CLOSED
    with pytest.raises(NotAllowed):
        put_on_sale(made, actor=None)
    assert made.state == ListingState.DRAFT


def test_a_listing_goes_on_sale_once():
    made = listing()
    with pytest.raises(IllegalMove):
        put_on_sale(made, actor=None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"category_code": "no.such"}, "category_code"),
        ({"category_code": "kitchen.cups"}, "category_code"),
        ({"skus": ()}, "skus"),
        ({"skus": (SkuDraft(price_fen=0),)}, "skus"),
        ({"skus": (SkuDraft(price_fen=1, stock=-1),)}, "skus"),
        ({"skus": (SkuDraft(price_fen=1), SkuDraft(price_fen=1))}, "skus"),
        ({"skus": tuple(SkuDraft(price_fen=1, spec=str(n)) for n in range(61))}, "skus"),
    ],
)
def test_what_cannot_be_kept_at_all_is_refused(said, field):
    with pytest.raises(Invalid) as refused:
        create_listing(make.store(), draft(**said), actor=None)
    assert field in refused.value.fields
    assert db.session.scalar(sa.select(sa.func.count(Listing.id))) == 0


def test_an_edit_says_before_and_after_and_counts_the_version():
    made = listing()
    edit_listing(made, version=1, title="粗陶手冲杯 厚壁保温 280ml", actor=None)
    assert made.version == 2
    [entry] = make.entries(Verb.LISTING_CHANGED)
    assert entry.facts["after"] == {"title": "粗陶手冲杯 厚壁保温 280ml"}


def test_a_stale_edit_changes_nothing():
    made = listing()
    edit_listing(made, version=1, title="粗陶手冲杯 厚壁保温 280ml", actor=None)
    with pytest.raises(Conflict):
        edit_listing(made, version=1, title="另一个标题 粗陶杯子", actor=None)
    assert made.title == "粗陶手冲杯 厚壁保温 280ml"


def test_goods_on_sale_cannot_be_edited_into_breaking_a_rule():
    made = listing()
    db.session.commit()
    with pytest.raises(Invalid) as refused:
        edit_listing(made, version=1, title="全国第一的手冲杯", actor=None)
    db.session.rollback()
    assert refused.value.rule == "L-4"
    assert (made.title, made.version) == (draft().title, 1)


def test_a_draft_may_have_faults():
    made = listing(on_sale=False)
    edit_listing(made, version=1, title="全国第一的手冲杯", actor=None)
    assert made.title == "全国第一的手冲杯"


def test_a_price_change_is_journaled_and_the_same_price_is_not():
    sku = listing().skus[0]
    change_price(sku, 3500, actor=None)
    change_price(sku, 3500, actor=None)
    [entry] = make.entries(Verb.PRICE_CHANGED)
    assert entry.facts == {"sku": sku.code, "from_fen": 3900, "to_fen": 3500}


@pytest.mark.parametrize("fen", [0, -1, 5_000_001])
def test_an_impossible_price_is_refused(fen):
    sku = listing().skus[0]
    with pytest.raises(Invalid):
        change_price(sku, fen, actor=None)
    assert sku.price_fen == 3900


def test_stock_is_held_sold_released_and_returned():
    sku = listing().skus[0]
    hold_stock(sku, 3, "D1")
    assert (sku.on_hand, sku.reserved, sku.available) == (8, 3, 5)
    sell_stock(sku, 2, "D1")
    assert (sku.on_hand, sku.reserved, sku.sold) == (6, 1, 2)
    release_stock(sku, 1, "D1")
    return_stock(sku, 1, "R1")
    assert (sku.on_hand, sku.reserved, sku.sold) == (7, 0, 2)
    assert checks.stock_adds_up() == []


def test_more_than_is_available_cannot_be_held():
    sku = listing().skus[0]
    hold_stock(sku, 6, "D1")
    with pytest.raises(OutOfStock):
        hold_stock(sku, 3, "D2")
    assert (sku.on_hand, sku.reserved) == (8, 6)
    assert db.session.scalar(sa.select(sa.func.count(StockMove.id)).filter_by(ref="D2")) == 0


@pytest.mark.parametrize("deed", [release_stock, sell_stock])
def test_what_was_not_held_is_neither_sold_nor_released(deed):
    sku = listing().skus[0]
    with pytest.raises(Conflict):
        deed(sku, 1, "D1")
    assert (sku.on_hand, sku.reserved) == (8, 0)


def test_a_sync_never_goes_below_what_is_reserved_and_a_repeat_does_nothing():
    sku = listing().skus[0]
    hold_stock(sku, 5, "D1")
    assert set_stock(sku, 2, "sync-1") == 5
    assert set_stock(sku, 2, "sync-1") == 5
    assert set_stock(sku, -7, "sync-2") == 5
    assert set_stock(sku, 20, "sync-3") == 20
    assert (sku.on_hand, sku.reserved) == (20, 5)
    assert checks.stock_adds_up() == []


def test_a_merchant_counts_own_goods_but_not_supplied_ones():
    own = listing().skus[0]
    count_stock(own, 30, actor=None)
    assert own.on_hand == 30
    [entry] = make.entries(Verb.STOCK_COUNTED)
    assert entry.facts == {"sku": own.code, "was": 8, "now": 30}

    supplied = listing(skus=(SkuDraft(price_fen=3900, stock=8, supplied=True),)).skus[0]
    with pytest.raises(NotAllowed):
        count_stock(supplied, 30, actor=None)
    assert supplied.on_hand == 8


@pytest.mark.parametrize("count", [-1, 100_000])
def test_a_strange_count_is_refused(count):
    sku = listing().skus[0]
    with pytest.raises(Invalid):
        count_stock(sku, count, actor=None)
    assert sku.on_hand == 8


def test_the_check_names_a_sku_whose_stock_was_changed_by_hand():
    sku = listing().skus[0]
    sku.on_hand = 9
    db.session.flush()
    assert checks.stock_adds_up() == [
        f"sku {sku.code}: on_hand 9, reserved 0, sold 0; movements say 8, 0, 0"
    ]


def test_the_database_itself_refuses_to_oversell():
    sku = listing().skus[0]
    sku.reserved = 9
    with pytest.raises(sa.exc.IntegrityError, match="never_oversold"):
        db.session.flush()
    db.session.rollback()


def test_a_draft_is_plain_data():
    assert isinstance(draft(), ListingDraft)
