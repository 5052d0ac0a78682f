"""What home pages say of a store before it is open."""

import pytest
from flask import g

from app.identity.models import Role
from sim_market.stores import home
from sim_market.stores.models import StoreState
from tests import make

NOTHING_YET = {"opened_sim_at": None}


@pytest.fixture
def here(app):
    """A request that remembers nothing."""
    with app.test_request_context("/"):
        yield
        g.pop("own_store", None)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("state", "asked"),
    [(StoreState.RETURNED, home.returned), (StoreState.DRAFT, home.unfinished)],
)
def test_an_application_that_waits_for_the_trainee_is_named(state, asked):
    viewer = make.viewer()
    make.store(owner=viewer.user, state=state, **NOTHING_YET)
    assert asked(viewer).count == 1
    other = home.unfinished if asked is home.returned else home.returned
    assert other(viewer) is None


@pytest.mark.usefixtures("here")
def test_an_open_store_and_none_at_all_wait_for_nothing():
    assert home.returned(make.viewer()) is None
    g.pop("own_store", None)
    viewer = make.viewer()
    make.store(owner=viewer.user)
    assert (home.returned(viewer), home.unfinished(viewer)) == (None, None)


@pytest.mark.usefixtures("here")
def test_teachers_see_what_waits_in_their_own_class():
    teacher = make.viewer(Role.TEACHING_ASSISTANT)
    assert home.to_review(teacher) is None
    make.store(state=StoreState.SUBMITTED, **NOTHING_YET)
    make.store(of=make.cohort(), state=StoreState.SUBMITTED, **NOTHING_YET)
    assert home.to_review(teacher).count == 1
