"""A promotion's days without it: the same as a store that never had it, order by order; what was
given away; and plain words where the market does not feel it.
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.paying import paid_micro
from sim_market.buyers.models import TrafficHour
from sim_market.buyers.shelves import shelves_of
from sim_market.buyers.unpromoted import without_promotion
from sim_market.promotions.operations import end_promotion
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.buyers.test_freight import template
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.promotions.test_platform_borne import given

EVERYWHERE = [{"first_fen": 800, "step_fen": 0}]
TIERS = {"tiers": [{"from_fen": 1500, "off_fen": 400}]}
FELT = {
    "discount": (Kind.TIME_DISCOUNT, {"off_bp": 2500}),
    "flash": (Kind.FLASH_SALE, {"price_fen": 1200}),
    "tiers": (Kind.FULL_REDUCTION, TIERS),
    "shipping": (Kind.FREE_SHIPPING, {}),
    "several": (Kind.MULTI_BUY, {"tiers": [{"from_quantity": 2, "off_bp": 3000}]}),
}


@pytest.fixture(scope="module")
def hours() -> int:
    return 20


@pytest.fixture
def shops(app, trainee, hours):
    """A plain store and one for each kind of promotion, all with the same goods, for a day; the
    promotions end after 14 hours.
    """
    cohort = make.ordinary_cohort()
    made = {}
    for name in ("plain", *FELT, "coupon"):
        store, _skus = stocked(cohort, price_fen=2000, reference_fen=2000, cost_fen=900)
        template(store, EVERYWHERE)
        made[name] = store
    made["discount"].owner = trainee
    on = {
        name: promotion(made[name], kind=kind, parameters=terms, name=name,
                        **({"quota": 500} if kind == Kind.FLASH_SALE else {}))
        for name, (kind, terms) in FELT.items()
    } | {"coupon": coupons(made["coupon"], total=500)}  # fmt: skip
    lively(cohort, 600)
    run(cohort, 14)
    for each in on.values():
        end_promotion(each, actor=None)
    run(cohort, hours)
    return made, on


def recorded(store, until: int) -> int:
    total = db.session.scalar(
        sa.select(sa.func.sum(TrafficHour.expected_micro)).where(
            TrafficHour.store_id == store.id, TrafficHour.hour < until
        )
    )
    return int(total)


def test_every_kind_that_is_felt_has_its_days_without_it(shops, hours, client):
    made, on = shops
    usual = recorded(made["plain"], hours)
    for name, each in on.items():
        found = without_promotion(each)
        assert found.why_not == ""
        was, other = found.was, found.other
        assert was.orders == pytest.approx(
            paid_micro(recorded(made[name], hours)) / MICRO, abs=1e-3
        )
        assert other.orders == pytest.approx(paid_micro(usual) / MICRO, abs=1e-3)  # as if never
        assert was.orders > other.orders
        assert 0 < found.anyway_fen < found.given_fen
        assert found.strong
        assert other.margin_fen == pytest.approx(other.gmv_fen * 0.95 - 900 * other.units, rel=0.02)
    more = {name: without_promotion(each) for name, each in on.items()}
    cheap = more["discount"]
    assert more["several"].given_fen < cheap.given_fen / 4  # few buy two
    assert more["shipping"].was.gmv_fen > more["shipping"].other.gmv_fen
    page = client.get(f"/promotions/{on['discount'].id}/effect")
    assert page.status_code == 200
    for said in ("如果没有这个活动", "给了自然成交", "自然成交。", "有这个活动多"):
        assert said in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        (Kind.GROUP_PRICE, {"price_fen": 900, "size": 2}, "拼团"),
        (Kind.MEMBER_PRICE, {"off_bp": 1000}, "一部分人"),
        (Kind.LIVE_PRICE, {"price_fen": 900}, "直播"),
        (Kind.NEW_CUSTOMER_COUPON, {"off_fen": 200}, "一部分人"),
    ],
)
def test_what_the_market_does_not_feel_has_words_and_no_figure(app, kind, parameters, said):
    store, _skus = stocked(make.cohort(), price_fen=2000)
    each = promotion(store, kind=kind, parameters=parameters, started=False,
                     **({"coupons": (5, 1)} if kind.is_coupon else {}))  # fmt: skip
    with app.test_request_context():
        found = without_promotion(each)
    assert said in found.why_not
    assert "不编数字" in found.why_not
    assert found.days == ()


def test_before_it_has_begun_there_is_nothing_to_compare(app):
    store, _skus = stocked(make.cohort(), price_fen=2000)
    now = store.cohort.sim_at
    later = promotion(
        store, starts_sim_at=now + timedelta(days=1), ends_sim_at=now + timedelta(days=2)
    )
    with app.test_request_context():
        assert "还没有开始" in without_promotion(later).why_not


def test_what_the_platform_gives_is_felt_in_every_store(app):
    cohort = make.cohort()
    stores = [stocked(cohort, price_fen=2000)[0] for _n in range(2)]
    for store in stores:
        template(store, EVERYWHERE)
    given(stores[0])  # free shipping
    shelves = shelves_of(cohort, cohort.sim_at)
    assert len(shelves) == 12
    assert {v.shipping_fen for each in shelves for v in each.offer.variants} == {0}
    assert {each.offer.badge_pm for each in shelves} == {1000}
    [told] = {str(each.promoted.told(["g"], [2000])["felt"]["all"]) for each in shelves}
    assert told == "{'g': [[0, 800, 800], [0, 800, 800], [0, 800, 800]]}"  # the platform bears it
