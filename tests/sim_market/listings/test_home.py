from contextlib import contextmanager

from flask import g

from app.identity.models import Role
from sim_market.listings import home, operations
from sim_market.stores.models import StaffState, StoreStaff
from tests import make
from tests.sim_market.listings.drafts import listing


@contextmanager
def request_of(app):
    """A request that remembers nothing of the one before."""
    g.pop("shop", None)
    with app.test_request_context("/"):
        yield


def state_of(viewer):
    return [(step.done, step.detail) for step in home.steps(viewer)]


def test_the_way_to_five_goods_ticks_itself(app):
    viewer = make.viewer()
    with request_of(app):
        assert state_of(viewer) == [(False, "还没申请"), (False, "已上架 0 件")]
    store = make.store(owner=viewer.user)
    for _ in range(4):
        listing(store=store)
    listing(store=store, on_sale=False)
    with request_of(app):
        assert state_of(viewer) == [(True, "营业中"), (False, "已上架 4 件")]
    listing(store=store)
    with request_of(app):
        assert state_of(viewer)[1] == (True, "已上架 5 件")


def test_what_waits_is_counted(app):
    viewer = make.viewer()
    store = make.store(owner=viewer.user)
    listing(store=store).skus[0].on_hand = 0
    listing(store=store)
    with request_of(app):
        assert home.sold_out(viewer).count == 1


def test_nothing_waits_for_someone_without_a_store(app):
    viewer = make.viewer()
    with request_of(app):
        assert home.sold_out(viewer) is None


def test_staff_see_what_waits_in_the_store_they_work_for(app):
    viewer = make.viewer(Role.STORE_OPERATOR)
    store = make.store()
    make.saved(
        StoreStaff(
            cohort_id=store.cohort_id, store_id=store.id, user=viewer.user,
            role=Role.STORE_OPERATOR, state=StaffState.WORKING,
        )
    )  # fmt: skip
    made = listing(store=store)
    operations.freeze_listing(made, "L-4", actor=None)
    listing(store=store).skus[0].on_hand = 0
    other = listing(store=make.store())
    operations.freeze_listing(other, "L-4", actor=None)
    with request_of(app):
        assert home.frozen(viewer).count == 1
        assert home.sold_out(viewer).count == 1
