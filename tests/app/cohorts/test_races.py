"""Many at once, on a database with real commits: caps, roles, counters of wrong passwords."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.cohorts import queries
from app.cohorts.models import Cohort
from app.cohorts.operations import enrol
from app.db import db, transaction
from app.errors import DomainError
from app.identity import entrance, operations, passwords
from app.identity.browser import Source
from app.identity.grants import Scope
from app.identity.models import Knock, Membership, Role, User
from tests import make

pytestmark = pytest.mark.database
AT_ONCE = 8


def all_at_once(app, work):
    """Run `work(number)` in threads that start together; what each refused or returned."""
    start = Barrier(AT_ONCE)

    def run(number):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    return work(number)
            except DomainError as refusal:
                return type(refusal).__name__
            finally:
                db.session.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.fixture
def people(served):
    with served.app_context(), transaction():
        cohort = make.cohort(scheme=make.scheme(cap=3))
        users = [make.user() for _ in range(AT_ONCE)]
        users[0].username, users[0].password_hash = "one", passwords.hash_of("right")
        return cohort.id, [user.id for user in users]


def test_the_cap_holds_when_all_come_at_once(served, people):
    cohort_id, users = people

    def join(number):
        cohort = db.session.get_one(Cohort, cohort_id)
        enrol(cohort, db.session.get_one(User, users[number]), actor=None, grantor=None)
        return "in"

    assert sorted(all_at_once(served, join)) == ["ClassIsFull"] * 5 + ["in"] * 3
    with served.app_context():
        assert queries.count_trainees(db.session.get_one(Cohort, cohort_id)) == 3


def test_a_role_is_granted_once(served, people):
    _cohort, users = people

    def grant(_number):
        user = db.session.get_one(User, users[0])
        operations.grant_role(user, Role.PLATFORM_ADMIN, Scope(), actor=None, grantor=None)
        return "granted"

    assert sorted(all_at_once(served, grant)) == ["Conflict"] * 7 + ["granted"]
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_no_guess_is_free_because_many_are_made_at_once(served, people):
    source = Source("203.0.113.9", "the-same-browser")

    def guess(_number):
        with served.test_request_context("/login", method="POST"):
            entrance.check("one", "wrong", source)

    said = all_at_once(served, guess) + all_at_once(served, guess)
    with served.app_context():
        own = db.session.scalars(sa.select(Knock.failures).order_by(Knock.failures)).all()
    assert said.count("WrongPassword") == own[0] == 5
    assert said.count("TooMany") == 11
