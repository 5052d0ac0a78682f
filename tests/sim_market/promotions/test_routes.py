"""The merchant's pages of promotions."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import Listing, Sku
from sim_market.promotions.forms import FORMS
from sim_market.promotions.models import Promotion, PromotionState
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.promotions.making import coupons, promotion

SAID = {
    "name": "试一试", "starts_day": "1", "starts_time": "00:00", "ends_day": "9",
    "ends_time": "22:30", "priority": "3",
}  # fmt: skip
TERMS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "time_discount": ({"how": "fold", "value": "８.5"}, {"off_bp": 1500}),
    "flash_sale": (
        {"how": "price", "value": "9.90", "quota": "20", "buyer_quota": "1"},
        {"price_fen": 990, "buyer_quota": 1},
    ),
    "group_price": (
        {"how": "price", "value": "9.90", "size": "3"},
        {"price_fen": 990, "size": 3},
    ),
    "member_price": (
        {"how": "fold", "value": "9", "from_level": "2"},
        {"off_bp": 1000},
    ),
    "live_price": (
        {"how": "fold", "value": "7.5", "quota": "30", "buyer_quota": "2"},
        {"off_bp": 2500, "buyer_quota": 2},
    ),
    "presale": (
        {"price": "50", "deposit": "10", "worth": "15"},
        {"price_fen": 5000, "deposit_fen": 1000, "worth_fen": 1500},
    ),
    "multi_buy": (
        {"how": "all", "count": "2", "value": "9", "count_2": "3", "value_2": "8"},
        {"tiers": [{"from_quantity": 2, "off_bp": 1000}, {"from_quantity": 3, "off_bp": 2000}]},
    ),
    "full_reduction": (
        {"from_1": "100", "off_1": "10", "from_2": "200", "off_2": "30"},
        {"tiers": [{"from_fen": 10000, "off_fen": 1000}, {"from_fen": 20000, "off_fen": 3000}]},
    ),
    "full_discount": (
        {"from_1": "100", "off_1": "8.5", "most": "50"},
        {"tiers": [{"from_fen": 10000, "off_bp": 1500}], "max_fen": 5000},
    ),
    "store_coupon": (
        {"how": "off", "value": "5", "from_": "50", "total": "10", "per_user": "2"},
        {"off_fen": 500, "from_fen": 5000},
    ),
    "item_coupon": (
        {"how": "off", "value": "5", "total": "10", "per_user": "1"},
        {"off_fen": 500, "from_fen": 0},
    ),
    "new_customer_coupon": (
        {"how": "fold", "value": "9", "most": "20", "total": "10", "per_user": "1"},
        {"off_bp": 1000, "max_fen": 2000, "from_fen": 0},
    ),
    "code_coupon": (
        {"how": "off", "value": "5", "total": "10", "per_user": "1", "code": "暗号"},
        {"off_fen": 500, "from_fen": 0},
    ),
    "gift": (
        {"from_count": "2", "sku_1": "1", "count_1": "1"},
        {"tiers": [{"from_quantity": 2, "gifts": [{"sku": "1", "quantity": 1}]}]},
    ),
    "bundle": (
        {"how": "price", "value": "99", "sku_1": "1", "sku_2": "2", "count_2": "2"},
        {
            "items": [{"sku": "1", "quantity": 1}, {"sku": "2", "quantity": 2}],
            "price_fen": 9900,
        },
    ),
    "free_shipping": ({"from_": "99", "most": "8"}, {"from_fen": 9900, "max_fen": 800}),
}


@pytest.fixture
def shop(app):
    """An open store with one SKU, and the browser of its merchant."""
    sku = make.sku(price_fen=6000, cost_fen=3000)
    store = sku.listing.store
    make.sku(store=store, price_fen=4000)  # SKU 2
    return store, sku, make.browser(app, store.owner)


def of_this_shop(said, store):
    """The same with the ids of this store's two SKUs where it says 1 and 2."""
    ids = db.session.scalars(
        sa.select(Sku.id).join(Sku.listing).where(Listing.store_id == store.id).order_by(Sku.id)
    ).all()
    known = {str(n): str(each) for n, each in enumerate(ids, 1)}

    def put(key, value):
        if isinstance(value, dict):
            return {name: put(name, each) for name, each in value.items()}
        if isinstance(value, list):
            return [put("", each) for each in value]
        return known[value] if key.startswith("sku") else value

    return put("", said)


def stored() -> Promotion:
    db.session.expire_all()
    return db.session.query(Promotion).one()


def test_there_is_a_form_for_each_of_these_kinds():
    assert {kind.value for kind in FORMS} == set(TERMS)


@pytest.mark.parametrize("kind", TERMS)
def test_each_kind_is_made_shown_changed_and_started(kind, shop):
    store, sku, browser = shop
    typed, parameters = (of_this_shop(each, store) for each in TERMS[kind])
    said = SAID | typed | {"goods": str(sku.listing_id)}
    answer = browser.post(f"/promotions/new/{kind}", data=said)
    assert answer.status_code == 303
    made = stored()
    assert (made.kind, made.state, made.parameters) == (Kind(kind), "draft", parameters)
    assert (made.batch is not None) == made.kind.is_coupon
    page = browser.get(answer.location).get_data(as_text=True)
    assert "试算" in page
    assert sku.listing.title in page
    form = browser.get(f"/promotions/{made.id}/edit").get_data(as_text=True)
    assert 'value="试一试"' in form
    for value in typed.values():
        assert value.replace("８", "8") in form
    changed = said | {"name": "改过的", "version": "1"}
    assert browser.post(f"/promotions/{made.id}/edit", data=changed).status_code == 303
    assert (stored().name, stored().parameters, stored().version) == ("改过的", parameters, 2)
    assert browser.post(f"/promotions/{made.id}/start").status_code == 303
    assert stored().state == PromotionState.RUNNING
    assert "改过的" in browser.get("/promotions").get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "wrong", "word"),
    [
        ("full_reduction", {"from_1": "-100"}, "不能是负数"),
        ("presale", {"deposit": "10.01"}, "定金最多是预售价的 20%"),
        ("presale", {"worth": "5"}, "不能比定金少"),
        ("group_price", {"size": "11"}, "2 到 10 人"),
        ("full_reduction", {"off_1": "0"}, "整数"),
        ("full_reduction", {"off_1": "很多"}, "不是金额"),
        ("full_reduction", {"name": ""}, "活动起个名字"),
        ("full_reduction", {"ends_day": "1", "ends_time": "00:00"}, "晚于开始"),
        ("full_reduction", {"starts_time": "25:00"}, "09:30"),
        ("full_reduction", {"priority": "100"}, "0 到 99"),
        ("full_discount", {"off_1": "85"}, "8.5"),
        ("time_discount", {"value": "85"}, "付原价的 85%<"),
        ("time_discount", {"goods": ""}, "要选商品"),
        ("store_coupon", {"total": "0"}, "发券数量"),
        ("store_coupon", {"per_user": "1000000"}, "每人限领"),
        ("code_coupon", {"code": ""}, "填口令"),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(kind, wrong, word, shop):
    _store, sku, browser = shop
    said = SAID | TERMS[kind][0] | {"goods": str(sku.listing_id)} | wrong
    answer = browser.post(f"/promotions/new/{kind}", data=said)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert word in page
    assert f'value="{said["ends_time"]}"' in page
    assert db.session.query(Promotion).count() == 0


def test_a_percent_sign_is_written_once(shop):
    page = shop[2].get("/promotions/new/presale").get_data(as_text=True)
    assert "20%；" in page


def test_selling_below_cost_is_warned_of(shop):
    store, sku, browser = shop
    made = promotion(
        store, started=False, kind=Kind.TIME_DISCOUNT, name="清仓",
        parameters={"price_fen": 2000}, listing_ids=(sku.listing_id,),
    )  # fmt: skip
    page = browser.get(f"/promotions/{made.id}").get_data(as_text=True)
    assert "会亏钱" in page


def test_stacking_is_shown(shop):
    store, _sku, browser = shop
    promotion(store, name="满减", parameters={"tiers": [{"from_fen": 100, "off_fen": 500}]})
    made = coupons(store, started=False)
    page = browser.get(f"/promotions/{made.id}").get_data(as_text=True)
    assert "还用上：满减" in page
    assert "¥55.00" in page  # alone
    assert "¥50.00" in page  # together


def test_promotions_of_others_do_not_exist(shop):
    other = promotion()
    _store, _sku, browser = shop
    for path in ("", "/edit"):
        assert browser.get(f"/promotions/{other.id}{path}").status_code == 404
    for deed in ("start", "pause", "end"):
        assert browser.post(f"/promotions/{other.id}/{deed}").status_code == 404
    assert browser.get("/promotions/new/cashback").status_code == 404
    assert stored().state == PromotionState.RUNNING


def test_what_runs_is_paused_before_it_is_changed(shop):
    store, _sku, browser = shop
    made = promotion(store)
    said = SAID | TERMS["full_reduction"][0] | {"version": "1"}
    assert browser.post(f"/promotions/{made.id}/edit", data=said).status_code == 403
    assert stored().name == "满 100 减 10"
    assert browser.post(f"/promotions/{made.id}/pause").status_code == 303
    assert browser.post(f"/promotions/{made.id}/edit", data=said).status_code == 303
    assert stored().name == "试一试"
    assert browser.post(f"/promotions/{made.id}/end").status_code == 303
    assert browser.post(f"/promotions/{made.id}/start").status_code == 409
    assert stored().state == PromotionState.ENDED


def test_pages_with_nothing_on_them(app, shop):
    _store, _sku, browser = shop
    assert "这里还没有活动" in browser.get("/promotions?state=paused").get_data(as_text=True)
    assert browser.get("/promotions?state=nonsense&page=x").status_code == 200
    new = make.browser(app, make.member().user)
    assert "先开店" in new.get("/promotions").get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [(Kind.LIVE_PRICE, {"price_fen": 4500}), (Kind.GROUP_PRICE, {"price_fen": 4500, "size": 2})],
)
def test_prices_for_a_way_of_buying_are_simulated_as_bought_that_way(kind, terms, shop):
    store, sku, browser = shop
    made = promotion(store, kind=kind, parameters=terms, listing_ids=(sku.listing_id,))
    page = browser.get(f"/promotions/{made.id}").text
    assert "45.00" in page
    assert "用不上" not in page
