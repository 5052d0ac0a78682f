"""A strip of coupons on a decorated page, and a coupon that the desk sends."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.customer_service.models import Message
from sim_market.customer_service.operations import ask, open_talk
from sim_market.decoration.models import PageVersion, StorePage
from sim_market.promotions import checks
from sim_market.promotions.models import Coupon
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.promotions.making import coupons

STRIP = {"id": 1, "kind": "coupons", "show": "all", "title": "先领再买"}


@pytest.fixture
def goods():
    return make.sku()


def decorated(store) -> None:
    key = {"cohort_id": store.cohort_id, "store_id": store.id}
    make.saved(StorePage(**key, blocks=[STRIP], version=1, published=1))
    make.saved(
        PageVersion(
            **key, number=1, blocks=[STRIP], actor_id=store.owner_id,
            published_sim_at=store.cohort.sim_at,
        )
    )  # fmt: skip


def test_a_strip_shows_what_can_be_claimed_now(client, goods):
    store = goods.listing.store
    decorated(store)
    assert "现在没有可以领的券" in client.get(f"/mall/stores/{store.id}").text
    made = coupons(store, name="店里的券")
    page = client.get(f"/mall/stores/{store.id}").text
    assert "先领再买" in page
    assert page.count(f"/mall/coupons/{made.batch.id}/claim") == 1
    owner = make.browser(client.application, store.owner)
    assert "/claim" not in owner.get(f"/mall/stores/{store.id}").text
    assert "店里的券" in owner.get("/decoration?block=1").text


def test_the_merchant_adds_it_like_any_block(app, goods):
    store = goods.listing.store
    owner = make.browser(app, store.owner)
    owner.post("/decoration/add", data={"kind": "coupons", "version": "1"})
    page = db.session.query(StorePage).one()
    assert [block["kind"] for block in page.blocks] == ["coupons"]
    said = {"title": "领券", "show": "all", "version": str(page.version)}
    assert owner.post("/decoration/blocks/1", data=said).status_code == 303
    db.session.expire_all()
    assert db.session.query(StorePage).one().blocks[0]["title"] == "领券"


@pytest.fixture
def talk(trainee, goods):
    """A trainee asks a store about its goods."""
    shopper = shopper_of(trainee, goods.cohort)
    talk = open_talk(shopper, goods.listing.store, listing=goods.listing)
    ask(talk, "还能便宜点吗", actor=trainee)
    db.session.commit()
    return talk


def given() -> list[Coupon]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Coupon)))


def test_the_desk_sends_one_and_the_buyer_has_it(app, client, talk):
    made = coupons(talk.store, name="专门给您")
    desk = make.browser(app, talk.store.owner)
    url = f"/service/{talk.id}"
    assert "专门给您" not in desk.get(url).text
    assert "专门给您" in desk.get(f"{url}?coupon=1").text
    answer = desk.post(f"{url}/coupon", data={"batch": made.batch.id})
    assert answer.status_code == 303
    assert [each.shopper_id for each in given()] == [talk.shopper_id]
    last = db.session.scalars(sa.select(Message).order_by(Message.no.desc())).first()
    assert "专门给您" in last.text
    assert "专门给您" in client.get("/mall/coupons/mine").text
    again = desk.post(f"{url}/coupon", data={"batch": made.batch.id})
    assert (again.status_code, len(given())) == (409, 1)
    assert "每人最多领 1 张" in again.text
    assert checks.claims_add_up() == []


@pytest.mark.parametrize("whose", ["another", "nobody", "old"])
def test_what_is_not_to_give_is_not_given(app, talk, goods, whose):
    desk = make.browser(app, talk.store.owner)
    if whose == "another":
        batch, status = coupons().batch.id, 404
    elif whose == "nobody":
        batch, status = "-1", 404
    else:
        make.order(of=goods, by=talk.shopper)
        batch, status = coupons(talk.store, kind=Kind.NEW_CUSTOMER_COUPON).batch.id, 403
    answer = desk.post(f"/service/{talk.id}/coupon", data={"batch": batch})
    assert (answer.status_code, given()) == (status, [])
