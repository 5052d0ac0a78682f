import pytest

from app.errors import NotFound
from sim_market.stores.models import StoreState
from sim_market.stores.queries import get_store, get_store_of, list_open_stores
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def test_open_stores_are_listed_by_their_codes_in_their_own_class():
    second, first = make.store(code="S002"), make.store(code="S001")
    make.store(state=StoreState.DRAFT, opened_sim_at=None)
    make.store(of=make.cohort())
    assert list_open_stores(first.cohort_id) == [first, second]


def test_a_store_is_seen_in_its_own_class_only():
    store = make.store()
    assert get_store(store.id, seen_by=make.viewer()) is store
    with pytest.raises(NotFound):
        get_store(store.id, seen_by=make.viewer(of=make.cohort()))


def test_a_store_that_never_opened_is_seen_by_its_owner_only():
    store = make.store(state=StoreState.RETURNED, opened_sim_at=None)
    assert get_store(store.id, seen_by=make.viewer_of(store.owner)) is store
    with pytest.raises(NotFound):
        get_store(store.id, seen_by=make.viewer())


def test_without_a_store_the_way_to_open_one_is_named():
    with pytest.raises(NotFound) as refused:
        get_store_of(make.user(), make.ordinary_cohort().id)
    assert refused.value.link == "/store/apply"
