"""Several hands on one listing at the same moment: with real threads, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.cohorts.clock import advance
from app.db import db, transaction
from app.errors import Conflict, DomainError
from sim_market.listings import operations, queries
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.listings.invariants import wrong
from tests.sim_market.listings.test_saving import row

S = ListingState
GOOD, BAD = "粗陶手冲杯 厚壁 280ml", "国家级手冲杯"
Deed = Callable[[Listing], object]


@pytest.fixture
def goods(served):
    """The id of a draft with one SKU."""
    with served.app_context(), transaction():
        return listing(on_sale=False).id


def at_once(app, listing_id: int, *deeds: Deed) -> list[str]:
    """Each deed in a thread and a transaction of its own, begun together: 'ok' or the refusal."""
    gate = Barrier(len(deeds))

    def do(deed: Deed) -> str:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deed(db.session.get_one(Listing, listing_id))
            except Conflict:
                return "conflict"
            except DomainError:
                return "refused"
            return "ok"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def holds(app, listing_id: int) -> Listing:
    """The listing as it is now; nothing is wrong with it."""
    with app.app_context():
        assert wrong() == []
        return db.session.get_one(Listing, listing_id)


def submit(one: Listing) -> None:
    operations.submit_listing(one, actor=None)


def say(title: str, version: int = 1) -> Deed:
    return lambda one: operations.edit_listing(one, version=version, actor=None, title=title)


def test_five_tabs_post_and_nobody_sees_an_error_of_ours(served):
    with served.app_context(), transaction():
        owner = make.member().user
        listing_id = listing(store=make.store(owner=owner), on_sale=False).id
        clients = [make.browser(served, owner) for _ in range(5)]
    gate = Barrier(5)

    def press(client) -> int:
        gate.wait()
        return client.post(f"/listings/{listing_id}/on-sale").status_code

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(press, clients)) == [303, 409, 409, 409, 409]
    assert holds(served, listing_id).state == S.ON_SALE


def test_several_save_the_same_version_and_one_is_kept(served, goods):
    got = at_once(served, goods, *(say(f"{GOOD} 第{n}款") for n in range(4)))
    assert sorted(got) == ["conflict"] * 3 + ["ok"]
    assert holds(served, goods).title == f"{GOOD} 第{got.index('ok')}款"


@pytest.mark.parametrize("turn", range(3))
def test_whoever_comes_first_a_forbidden_title_is_never_on_sale(served, goods, turn):
    at_once(served, goods, say(BAD), submit, say(GOOD))
    holds(served, goods)


def test_a_price_set_elsewhere_is_not_put_back_by_an_older_page(served, goods):
    with served.app_context():
        rows = [row(sku) for sku in db.session.get_one(Listing, goods).skus]

    def save(one: Listing) -> None:
        operations.replace_skus(
            one, [row(one.skus[0], price_fen=rows[0].price_fen, weight_g=999)], spec_names=[],
            version=1, actor=None,
        )  # fmt: skip

    def cheaper(one: Listing) -> None:
        operations.change_price(one.skus[0], 2900, actor=None)

    got = at_once(served, goods, save, cheaper)
    made = holds(served, goods)
    with served.app_context():
        price = db.session.get_one(Listing, made.id).skus[0].price_fen
    assert price == (2900 if got[1] == "ok" else 3900)


def test_either_into_the_bin_or_on_sale(served, goods):
    got = at_once(served, goods, submit, lambda one: operations.bin_listing(one, actor=None))
    assert sorted(got) == ["conflict", "ok"]
    assert holds(served, goods).state == (S.ON_SALE if got[0] == "ok" else S.BINNED)


def test_frozen_while_it_is_saved(served):
    with served.app_context(), transaction():
        listing_id = listing().id
    at_once(
        served, listing_id, say(GOOD), lambda one: operations.freeze_listing(one, "L-4", actor=None)
    )
    assert holds(served, listing_id).state == S.FROZEN


@pytest.mark.parametrize("title", [GOOD, BAD])
def test_the_hour_comes_while_it_is_saved(served, goods, title):
    with served.app_context(), transaction():
        made = db.session.get_one(Listing, goods)
        at, cohort_id = made.cohort.sim_at + timedelta(hours=9), made.cohort_id
        operations.schedule_sale(made, at, actor=None)

    def strike(_one: Listing) -> None:
        db.session.rollback()
        advance(cohort_id, at)

    at_once(served, goods, say(title), strike)
    made = holds(served, goods)
    assert made.state == (S.ON_SALE if made.title != BAD else S.DRAFT)


def test_goods_sell_while_they_are_counted(served):
    with served.app_context(), transaction():
        skus = (SkuDraft(price_fen=3900, stock=20),)
        listing_id = listing(skus=skus).id

    def buy(number: int) -> Deed:
        return lambda one: operations.hold_stock(one.skus[0], 2, f"D{number}")

    def count(one: Listing) -> None:
        operations.count_stock(one.skus[0], 12, actor=None)

    got = at_once(served, listing_id, *(buy(n) for n in range(5)), count, buy(6))
    holds(served, listing_id)
    with served.app_context():
        sku = db.session.get_one(Listing, listing_id).skus[0]
        assert sku.reserved == 2 * (got[:5] + got[6:]).count("ok")
        assert sku.on_hand == (12 if got[5] == "ok" else 20)


def test_a_store_numbers_its_goods_each_once(served, goods):
    def copy(one: Listing) -> None:
        operations.copy_listing(one, actor=None)

    assert at_once(served, goods, *[copy] * 4) == ["ok"] * 4
    with served.app_context():
        store = db.session.get_one(Listing, goods).store
        assert len(queries.names_of(store)) == 5
        assert wrong() == []
