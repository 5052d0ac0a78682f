"""A browser in use is noted now and then; the page that is read comes first."""

from datetime import timedelta

import pytest

from app import clock
from app.db import db
from app.identity.models import Login, Role
from app.identity.session import NOTED_EVERY
from tests import make
from tests.conftest import DATABASE

LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def reader(served):
    """A signed-in browser whose last visit was noted ten minutes ago, on a database of its own."""
    with served.app_context():
        client = make.browser(served, make.member(Role.PLATFORM_ADMIN).user)
        login = db.session.query(Login).one()
        login.last_seen_at = clock.now() - LONG_AGO
        db.session.commit()
    return client


def last_seen(served):
    with served.app_context():
        return db.session.query(Login).one().last_seen_at


def test_a_visit_is_noted(served, reader):
    assert reader.get("/account").status_code == 200
    assert clock.now() - last_seen(served) < NOTED_EVERY


@pytest.mark.skipif(bool(DATABASE), reason="SQLite has one writer")
def test_a_page_is_shown_while_somebody_else_writes(served, reader):
    with served.app_context(), db.engine.connect() as writer:
        writer.exec_driver_sql("UPDATE user SET name = name")
        assert reader.get("/account").status_code == 200
        writer.rollback()
    assert clock.now() - last_seen(served) > NOTED_EVERY
    assert reader.get("/account").status_code == 200
    assert clock.now() - last_seen(served) < NOTED_EVERY
