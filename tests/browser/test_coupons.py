"""Coupons, buying together and a presale in a real browser, as one buyer meets them on a phone."""

from datetime import timedelta

import pytest

from app.db import db
from app.identity.models import User
from sim_market.listings.models import Listing
from sim_market.promotions.operations import PromotionDraft, make_promotion, start_promotion
from sim_market.promotions.pricing import Kind
from tests import make
from tests.browser.conftest import Opener, Site

pytestmark = pytest.mark.browser


def buyer() -> User:
    return db.session.query(User).filter_by(username="coupon-buyer").one()


def friend() -> User:
    return db.session.query(User).filter_by(username="coupon-friend").one()


def merchant() -> User:
    return db.session.query(User).filter_by(username="coupon-merchant").one()


def fair() -> None:
    """A class with a store that gives a coupon, sells a cup to groups and a pot in advance."""
    cohort = make.cohort(name="领券班")
    for name in ("buyer", "friend", "merchant"):
        make.member(of=cohort).user.username = f"coupon-{name}"
    store = make.store(of=cohort, owner=merchant(), name="领券小铺")
    cup = make.sku(store=store, price_fen=5000, stock=20, title="一起买的杯子 两人便宜")
    pot = make.sku(store=store, price_fen=10000, stock=20, title="先付定金的锅 到时付尾款")
    said = {
        Kind.STORE_COUPON: ("店里的券", {"off_fen": 500}, (), (9, 1)),
        Kind.GROUP_PRICE: ("一起买", {"price_fen": 3000, "size": 2}, (cup.listing_id,), None),
        Kind.PRESALE: (
            "先付定金", {"price_fen": 8000, "deposit_fen": 1000, "worth_fen": 1500},
            (pot.listing_id,), None,
        ),
    }  # fmt: skip
    for kind, (name, parameters, listings, coupons) in said.items():
        draft = PromotionDraft(
            kind=kind, name=name, parameters=parameters, listing_ids=listings, coupons=coupons,
            starts_sim_at=cohort.sim_at, ends_sim_at=cohort.sim_at + timedelta(days=3),
        )  # fmt: skip
        start_promotion(make_promotion(store, draft, actor=store.owner), actor=store.owner)
    db.session.commit()


@pytest.fixture(scope="module", autouse=True)
def goods(site: Site) -> dict[str, int]:
    """Word in the title -> id of the listing."""
    site.do(fair)

    def numbers() -> dict[str, int]:
        return {
            word: db.session.query(Listing.id).filter(Listing.title.contains(word)).scalar()
            for word in ("一起买的杯子", "先付定金的锅")
        }

    return site.do(numbers)


def test_claim_a_coupon_open_a_group_and_have_it_joined(
    window: Opener, site: Site, goods: dict[str, int]
):
    cup = goods["一起买的杯子"]
    mine = window("phone", site.cookies_of(buyer))
    page = mine.go(f"/mall/listings/{cup}")
    page.get_by_role("button", name="领取 店里的券").click()
    page.get_by_text("领到了").first.wait_for()
    mine.go("/mall/coupons/mine")
    assert page.get_by_text("店里的券").first.is_visible()
    mine.look("my-coupons")

    mine.go(f"/mall/listings/{cup}/group")
    mine.look("together")
    page.get_by_role("button", name="下单开团").click()
    pay(page)
    mine.go("/mall/groups")
    page.get_by_role("link", name="一起买的杯子").first.click()
    page.get_by_text("还差 1 人").first.wait_for()
    mine.look("group")

    theirs = window("desk", site.cookies_of(friend))
    other = theirs.go(page.url.removeprefix(site.address))
    other.get_by_role("button", name="下单参团").click()
    pay(other)
    page.reload()
    page.get_by_text("已经成团").first.wait_for()


def test_pay_a_deposit_in_advance(window: Opener, site: Site, goods: dict[str, int]):
    mine = window("phone", site.cookies_of(buyer))
    page = mine.go(f"/mall/listings/{goods['先付定金的锅']}/presale")
    page.get_by_label("我知道").check()
    mine.look("presale")
    page.get_by_role("button", name="下单，付定金").click()
    pay(page)
    mine.go("/mall/presales")
    page.get_by_role("link", name="先付定金的锅").first.click()
    page.get_by_text("还没到付尾款的时间").first.wait_for()
    mine.look("deposit")


def test_the_merchant_sees_groups_presales_members_and_effects(window: Opener, site: Site):
    desk = window("desk", site.cookies_of(merchant))
    for url in ("/groups", "/presales", "/orders/members", "/promotions/1/effect"):
        desk.go(url)
        desk.look(url.replace("/", "-")[1:])


def pay(page) -> None:
    """From the till, if it stands before it, through the provider's page."""
    page.wait_for_url("**/mall/**")
    if "/mall/till" in page.url:
        page.get_by_role("main").get_by_role("button").last.click()
    page.get_by_role("button", name="确认付款").click()
    page.wait_for_url("**/mall/payments/**")
