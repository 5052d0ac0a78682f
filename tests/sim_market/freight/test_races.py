"""Several tabs at the same moment: a store keeps one default, names stay apart."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.db import db, transaction
from app.errors import DomainError
from sim_market.freight.checks import CHECKS
from sim_market.freight.models import FreightTemplate
from sim_market.freight.operations import begin_with, delete_template, make_default
from sim_market.freight.queries import get_template, list_templates
from sim_market.stores.models import Store
from tests import make

pytestmark = pytest.mark.database


def at_once(app, deeds) -> list[str]:
    gate = Barrier(len(deeds))

    def run(deed) -> str:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deed()
            except DomainError:
                return "refused"
            return "ok"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def problems(app) -> list[str]:
    with app.app_context():
        return [fault for check in CHECKS.values() for fault in check()]


@pytest.fixture
def store_id(served) -> int:
    with served.app_context(), transaction():
        return make.store().id


def start(store_id: int, name: str = "free"):
    return lambda: begin_with(db.session.get_one(Store, store_id), name, actor=None)


def test_the_same_start_pressed_in_four_tabs_makes_one(served, store_id):
    said = at_once(served, [start(store_id)] * 4)
    assert said == ["ok", "refused", "refused", "refused"]
    assert problems(served) == []


def test_of_several_first_templates_one_is_the_default(served, store_id):
    assert (
        at_once(served, [start(store_id, name) for name in ("free", "piece", "weight")])
        == ["ok"] * 3
    )
    assert problems(served) == []


def test_making_it_the_default_and_deleting_it_leave_one_default(served, store_id):
    with served.app_context(), transaction():
        for name in ("free", "piece"):
            start(store_id, name)()
        second = list_templates(db.session.get_one(Store, store_id))[1].id

    def choose() -> None:
        store = db.session.get_one(Store, store_id)
        make_default(get_template(second, store), store, actor=None)

    def away() -> None:
        store = db.session.get_one(Store, store_id)
        delete_template(get_template(second, store), store, actor=None)

    assert at_once(served, [choose, away]) == ["ok", "refused"]
    assert problems(served) == []


def test_two_defaults_and_zones_that_are_none_are_noticed(app):
    store = make.store()
    for name in ("free", "piece"):
        begin_with(store, name, actor=None)
    assert [check() for check in CHECKS.values()] == [[], []]
    db.session.execute(sa.update(FreightTemplate).values(is_default=True, zones=[]))
    assert [len(check()) for check in CHECKS.values()] == [1, 2]
