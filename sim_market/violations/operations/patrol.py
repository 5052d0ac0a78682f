"""The daily patrol of a class, at a fixed hour of the sandbox."""

from datetime import datetime, timedelta
from itertools import chain

import sqlalchemy as sa
from flask_babel import force_locale

from app import jobs
from app.cohorts.models import DAY, Cohort
from app.db import db
from app.jobs import Job
from app.journal import Entry, record
from sim_market.listings.models import Listing, ListingState
from sim_market.rules.pack import Pack, pack
from sim_market.stores.models import SELLING, Store
from sim_market.verbs import Verb
from sim_market.violations import detect
from sim_market.violations.finding import Finding
from sim_market.violations.models import (
    VIOLATION_FLOW,
    Offence,
    Violation,
    ViolationState,
)
from sim_market.violations.operations.charging import charge
from sim_market.violations.operations.curing import cure_what_is_gone

NEVER_CLEARED = 24  # C points at and above this node are not cleared at the end of the year (V-2)
TEXT_SUBJECTS = {"store", "page", "question", "answer"}


def start_patrols(entry: Entry) -> None:
    """The first store of a class has opened: have it patrolled from now on."""
    cohort = db.session.get_one(Store, entry.subject_id).cohort
    schedule_next(cohort)


def patrol(job: Job) -> None:
    """The timer: look through the class, and come again tomorrow."""
    patrol_cohort(job.cohort)
    schedule_next(job.cohort)


def patrol_cohort(cohort: Cohort) -> list[Violation]:
    """Look at everything once: what is gone is cured, what is new is charged. Twice is as once."""
    rules = pack(cohort)
    expire_old(cohort)
    with force_locale("zh_CN"):
        found = list(findings(cohort, rules))
        still = {finding.key for finding in found}
        cure_what_is_gone(cohort.id, still, {"listing", *TEXT_SUBJECTS})
        _let_stand(cohort)
        sellable = _on_sale(cohort, found)
        charged = [charge(each, cohort=cohort) for each in found if _counts(each, sellable)]
    return [violation for violation in charged if violation is not None]


def findings(cohort: Cohort, rules: Pack) -> chain[Finding]:
    """Everything that the detectors see now, in a fixed order."""
    return chain(
        detect.listing_findings(cohort.id, rules),
        detect.repeat_findings(cohort.id),
        detect.text_findings(cohort.id, rules),
        detect.false_findings(cohort, rules),
        detect.slow_findings(cohort, rules),
        detect.fake_findings(cohort, rules),
    )


def _let_stand(cohort: Cohort) -> None:
    """Warnings whose time to cure has passed without anything done."""
    late = db.session.scalars(
        sa.select(Violation).where(
            Violation.cohort_id == cohort.id,
            Violation.state == ViolationState.WARNED,
            Violation.cure_by_sim_at < cohort.sim_at,
        )
    ).all()
    for violation in late:
        VIOLATION_FLOW.claim(violation, ViolationState.STANDING)


def expire_old(cohort: Cohort) -> None:
    """A new calendar year of the sandbox: points are cleared, except C of 24 and more (V-2)."""
    year = datetime(cohort.sim_at.year, 1, 1, tzinfo=cohort.sim_at.tzinfo)
    old = db.session.scalars(
        sa.select(Violation)
        .where(
            Violation.cohort_id == cohort.id,
            Violation.found_sim_at < year,
            Violation.state.in_([s for s in ViolationState if _may_expire(s)]),
        )
        .order_by(Violation.id)
    ).all()
    kept = _grave_stores(old)
    for violation in old:
        if violation.offence != Offence.C or violation.store_id not in kept:
            VIOLATION_FLOW.claim(violation, ViolationState.EXPIRED, ended_sim_at=cohort.sim_at)
            record(Verb.VIOLATIONS_EXPIRED, violation, actor=None, rule=violation.rule)


def _may_expire(state: ViolationState) -> bool:
    return ViolationState.EXPIRED in VIOLATION_FLOW.moves[state]


def _grave_stores(old: object) -> set[int]:
    sums: dict[int, int] = {}
    for violation in old:  # type: ignore[attr-defined]
        if violation.offence == Offence.C:
            sums[violation.store_id] = sums.get(violation.store_id, 0) + violation.points
    return {store_id for store_id, points in sums.items() if points >= NEVER_CLEARED}


def _on_sale(cohort: Cohort, found: list[Finding]) -> set[int]:
    """Of the listings found, those that buyers can buy; frozen ones are not charged again."""
    wanted = {finding.subject_id for finding in found if finding.subject_type == "listing"}
    if not wanted:
        return set()
    rows = db.session.scalars(
        sa.select(Listing.id)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.cohort_id == cohort.id,
            Listing.id.in_(wanted),
            Listing.state == ListingState.ON_SALE,
            Store.state.in_(SELLING),
        )
    )
    return set(rows)


def _counts(finding: Finding, sellable: set[int]) -> bool:
    return finding.subject_type != "listing" or finding.subject_id in sellable


def schedule_next(cohort: Cohort) -> None:
    """The next time it is the patrol's hour; once for each day."""
    hour = timedelta(hours=pack(cohort).patrol_hour)
    at = cohort.day_starts(cohort.day) + hour
    if at <= cohort.sim_at:
        at += DAY
    day = cohort.day_of(at)
    jobs.schedule("violations.patrol", f"day-{day}", cohort_id=cohort.id, at=at)
