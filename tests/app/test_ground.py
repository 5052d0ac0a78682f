"""The ground floor: journal, jobs and clock, idempotency, flow."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import jobs, journal
from app.cohorts import clock as sandbox
from app.db import db, savepoint
from app.errors import Conflict
from app.journal import Entry, record
from app.verbs import Verb
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def test_entries_are_chained_and_a_changed_row_is_named(built_app):
    cohort = make.cohort()
    for hours in (1, 2, 3):
        record(Verb.CLOCK_STEPPED, cohort, actor=None, hours=hours)
    first, second, third = make.entries()
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert second.prev_hash == first.hash
    assert journal.verify(cohort.id) is None

    refuse = "DROP TRIGGER journal_no_update"
    if db.engine.dialect.name == "postgresql":
        refuse += " ON journal"
    db.session.execute(sa.text(refuse))
    db.session.execute(sa.update(Entry).where(Entry.seq == 2).values(facts={"hours": 9}))
    db.session.expire_all()

    assert "entry 2" in str(journal.verify(cohort.id))


def test_the_journal_refuses_to_be_changed():
    cohort = make.cohort()
    record(Verb.CLOCK_STEPPED, cohort, actor=None, hours=1)
    db.session.commit()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.update(Entry).values(verb="x"))
    db.session.rollback()


def test_what_is_undone_leaves_no_entry():
    cohort = make.cohort()
    record(Verb.CLOCK_STARTED, cohort, actor=None)
    with pytest.raises(Conflict):
        pause_and_fail(cohort)
    assert [entry.verb for entry in make.entries()] == [Verb.CLOCK_STARTED]


def pause_and_fail(cohort):
    with savepoint():
        record(Verb.CLOCK_PAUSED, cohort, actor=None)
        raise Conflict("no")


def test_a_float_is_no_fact():
    with pytest.raises(TypeError):
        record(Verb.CLOCK_STEPPED, make.cohort(), actor=None, hours=1.5)


@pytest.fixture
def handled(built_app):
    """A handler that notes what it was called for."""
    notes = []

    def note(job):
        notes.append((job.key, job.cohort.sim_at))
        if job.key == "broken":
            raise ValueError("broken")
        if job.key == "chained":
            jobs.schedule("test.note", "link", cohort_id=job.cohort_id, at=job.due_sim_at)

    built_app.extensions["handlers"]["test.note"] = note
    yield notes
    del built_app.extensions["handlers"]["test.note"]


def test_deadlines_are_handled_once_in_order_and_at_their_time(handled):
    cohort = make.cohort()
    start, hour = cohort.sim_at, timedelta(hours=1)
    for key, hours in (("c", 3), ("chained", 1), ("broken", 2), ("late", 9)):
        jobs.schedule("test.note", key, cohort_id=cohort.id, at=start + hours * hour)
    assert not jobs.schedule("test.note", "c", cohort_id=cohort.id, at=start)

    sandbox.advance(cohort.id, start + 5 * hour)
    sandbox.advance(cohort.id, start + 5 * hour)

    assert handled == [
        ("chained", start + hour), ("link", start + hour), ("broken", start + 2 * hour),
        ("c", start + 3 * hour),
    ]  # fmt: skip
    assert cohort.sim_at == start + 5 * hour
    assert ["broken" in problem for problem in jobs.failed()] == [True]


def test_an_overdue_deadline_is_handled_and_time_never_goes_back(handled):
    cohort = make.cohort()
    sandbox.advance(cohort.id, cohort.sim_at + timedelta(days=1))
    later = cohort.sim_at
    jobs.schedule("test.note", "overdue", cohort_id=cohort.id, at=later - timedelta(hours=3))
    sandbox.advance(cohort.id, later - timedelta(hours=1))
    assert handled == [("overdue", later)]
    assert cohort.sim_at == later


def test_a_cancelled_deadline_is_not_handled(handled):
    cohort = make.cohort()
    jobs.schedule("test.note", "a", cohort_id=cohort.id, at=cohort.sim_at)
    assert jobs.cancel("test.note", "a", cohort_id=cohort.id)
    sandbox.advance(cohort.id, cohort.sim_at + timedelta(hours=1))
    assert handled == []
