"""Two at the same time: with real threads, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app.db import db, transaction
from app.errors import DomainError
from app.identity.models import Role, User
from app.identity.viewer import Viewer
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.stores.models import Store, StoreReview, StoreStaff, StoreState
from sim_market.stores.operations import (
    apply_for_store,
    close_store,
    pass_application,
    return_application,
    set_policy,
    submit_application,
)
from sim_market.stores.operations import staff as staff_operations
from tests import make
from tests.sim_market.stores.test_operations import application


def together(served, deeds: list[Callable[[Store, User], object]]) -> list[bool]:
    """Each deed in a thread and a transaction of its own; which of them were done."""

    def do(deed: Callable[[Store, User], object]) -> bool:
        with served.app_context():
            try:
                with transaction():
                    store = db.session.scalars(sa.select(Store)).one()
                    deed(store, store.owner)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(do, deeds))


def waiting(served) -> None:
    """A store that waits for the teacher."""
    with served.app_context(), transaction():
        who = make.member().user
        cohort = make.ordinary_cohort()
        set_policy(cohort, True, actor=who)
        apply_for_store(cohort, application(), actor=who)


def test_of_a_pass_and_a_return_one_counts(served):
    waiting(served)
    deeds = [
        lambda store, who: pass_application(store, actor=who),
        lambda store, who: return_application(store, {"name": "再改改"}, actor=who),
    ] * 4
    assert together(served, deeds).count(True) == 1
    with served.app_context():
        [review] = db.session.scalars(sa.select(StoreReview)).all()
        store = db.session.scalars(sa.select(Store)).one()
        assert store.state == (StoreState.OPEN if review.passed else StoreState.RETURNED)
        held = balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id)
        assert held == (100_000 if review.passed else 0)


def test_an_application_is_sent_once(served):
    waiting(served)
    with served.app_context(), transaction():
        store = db.session.scalars(sa.select(Store)).one()
        return_application(store, {"name": "再改改"}, actor=store.owner)
    send = [lambda store, who: submit_application(store, actor=who)] * 6
    assert together(served, send).count(True) == 1
    with served.app_context():
        assert db.session.scalars(sa.select(Store.rounds)).one() == 2


def test_a_store_is_closed_once_and_paid_back_once(served):
    with served.app_context(), transaction():
        apply_for_store(make.ordinary_cohort(), application(), actor=make.member().user)
    close = [lambda store, who: close_store(store, actor=who)] * 6
    assert together(served, close).count(True) == 1
    with served.app_context():
        store = db.session.scalars(sa.select(Store)).one()
        assert store.state == StoreState.CLOSED
        assert balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id) == 0


def test_no_more_are_hired_than_there_is_room_for(served):
    with served.app_context(), transaction():
        apply_for_store(make.ordinary_cohort(), application(), actor=make.member().user)

    def hire(store: Store, who: User) -> None:
        by = Viewer(who, make.viewer_of(who).membership)
        staff_operations.hire(store, Role.STORE_SERVICE, "客服小林", by=by)

    done = together(served, [hire] * 9).count(True)
    with served.app_context():
        hired = db.session.scalars(sa.select(StoreStaff)).all()
        assert len(hired) == done
        assert 0 < done <= staff_operations.MOST
        assert len({each.user_id for each in hired}) == done
