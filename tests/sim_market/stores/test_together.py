"""A class that applies in the same second: with real threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db, transaction
from app.errors import Conflict
from app.identity.models import User
from sim_market.stores.models import Store
from sim_market.stores.operations import apply_for_store
from tests import make
from tests.sim_market.stores.test_operations import application


def applied_together(served, names: list[str]) -> list[bool]:
    with served.app_context(), transaction():
        cohort_id = make.ordinary_cohort().id
        people = [make.member().user_id for _ in names]

    def apply(number: int) -> bool:
        with served.app_context():
            try:
                with transaction():
                    apply_for_store(
                        db.session.get_one(Cohort, cohort_id),
                        replace(application(), name=names[number]),
                        actor=db.session.get_one(User, people[number]),
                    )
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(apply, range(len(names))))


def test_everybody_with_a_name_of_their_own_gets_a_store(served):
    assert all(applied_together(served, [f"山野小铺{n}" for n in range(12)]))
    with served.app_context():
        codes = db.session.scalars(sa.select(Store.code).order_by(Store.code)).all()
        assert codes == [f"S{n:03d}" for n in range(1, 13)]


def test_one_name_goes_to_one_store(served):
    assert applied_together(served, ["山野小铺"] * 8).count(True) == 1
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Store.id))) == 1
