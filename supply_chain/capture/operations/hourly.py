"""Every full hour of the sandbox: automatic pulls, second tries, stock kept in step."""

from datetime import timedelta

from app import jobs
from app.cohorts.models import Cohort
from app.db import db, savepoint
from app.errors import DomainError
from app.jobs import Job
from app.journal import Entry
from supply_chain.capture import queries
from supply_chain.capture.operations.confirming import try_confirm
from supply_chain.capture.operations.pulling import pull_orders
from supply_chain.stock.operations import supplier_day, sync_cohort

HOUR = timedelta(hours=1)
SUPPLIERS_HOUR = 5


def begin_hours(entry: Entry) -> None:
    """The reaction: the first store of a sandbox opened, so its hours begin to count."""
    cohort = db.session.get(Cohort, entry.chain)
    if cohort is not None:
        _schedule_next(cohort)


def play_hour(job: Job) -> None:
    """The timer, on the hour: pull where stores want it, try again what waited, sync stock."""
    cohort = job.cohort
    if job.due_sim_at.hour == SUPPLIERS_HOUR:
        supplier_day(cohort)
    for store in queries.stores_to_pull(cohort.id):
        try:
            with savepoint():
                pull_orders(store, actor=None)
        except DomainError:
            continue  # the next hour tries again
    for supply in queries.list_to_retry(cohort.id):
        try_confirm(supply, actor=None)
    sync_cohort(cohort.id)
    _schedule_next(cohort)


def _schedule_next(cohort: Cohort) -> None:
    hours = (cohort.sim_at - cohort.sim_start_at) // HOUR + 1
    at = cohort.sim_start_at + hours * HOUR
    jobs.schedule("supply.hour", f"h{hours}", cohort_id=cohort.id, at=at)
