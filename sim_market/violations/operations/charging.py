"""Writing a finding into the ledger of violations, with all that follows from it."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.journal import record
from sim_market.listings.models import Listing, ListingState
from sim_market.orders.models import Order
from sim_market.rules.pack import Pack, pack
from sim_market.stores.models import Store
from sim_market.verbs import Verb
from sim_market.violations.finding import Finding, calculation
from sim_market.violations.models import DROPPED, Offence, Violation, ViolationState
from sim_market.violations.operations.deposit import compensate
from sim_market.violations.operations.freezing import freeze
from sim_market.violations.operations.penalties import reach_nodes


def lock_store(store_id: int) -> None:
    """Of several who charge or judge the same store one goes first."""
    db.session.execute(sa.select(Store.id).where(Store.id == store_id).with_for_update())


def charge(finding: Finding, *, cohort: Cohort) -> Violation | None:
    """Write a violation, pay the buyer, count the points; None if it stands there already.

    What was found before on the same subject is found again only when its time to cure has passed.
    The first offence against a rule costs no points (V-4).
    """
    lock_store(finding.store_id)
    rules = pack(cohort)
    period = _next_period(finding, cohort, rules)
    if period is None:
        return None
    violation = _written(finding, period, cohort, rules)
    if violation is None:
        return None
    _follow(violation, finding)
    return violation


def _next_period(finding: Finding, cohort: Cohort, rules: Pack) -> int | None:
    """1 for the first time; None while the last one still stands, or if once is all there is."""
    last = db.session.execute(
        sa.select(Violation.period, Violation.found_sim_at, Violation.cured_sim_at, Violation.state)
        .where(
            Violation.cohort_id == cohort.id,
            Violation.rule == finding.rule,
            Violation.subject_type == finding.subject_type,
            Violation.subject_id == finding.subject_id,
        )
        .order_by(Violation.period.desc())
        .limit(1)
    ).first()
    if last is None:
        return 1
    graced = cohort.sim_at < last.found_sim_at + timedelta(days=rules.cure_days)
    if finding.once or last.state in {*DROPPED, ViolationState.APPEALED}:
        return None
    if graced and last.cured_sim_at is None:
        return None
    return int(last.period) + 1


def _written(finding: Finding, period: int, cohort: Cohort, rules: Pack) -> Violation | None:
    first = is_first(finding, cohort, rules)
    points = 0 if first else rules.points_of(finding.rule)
    due = finding.reckoning.result_fen if finding.reckoning else 0
    with force_locale("zh_CN"):
        reckoned = calculation(finding.reckoning, points, first=first)
    now = cohort.sim_at
    made = insert_unless_there(
        Violation, cohort_id=cohort.id, store_id=finding.store_id, rule=finding.rule,
        offence=Offence[rules.rule(finding.rule).offence or "A"], period=period,
        subject_type=finding.subject_type, subject_id=finding.subject_id,
        subject_name=finding.subject_name, says=finding.says, evidence=finding.evidence(),
        calculation=reckoned, points=points, compensation_fen=due, paid_fen=0, first=first,
        curable=finding.curable, found_sim_at=now, end_note="",
        state=ViolationState.WARNED if first else ViolationState.STANDING,
        cure_by_sim_at=now + timedelta(days=rules.cure_days),
        appeal_until_sim_at=now + timedelta(days=rules.appeal_days),
    )  # fmt: skip
    return _found(finding, period, cohort) if made else None


def _found(finding: Finding, period: int, cohort: Cohort) -> Violation:
    return db.session.scalars(
        sa.select(Violation).where(
            Violation.cohort_id == cohort.id,
            Violation.rule == finding.rule,
            Violation.subject_type == finding.subject_type,
            Violation.subject_id == finding.subject_id,
            Violation.period == period,
        )
    ).one()


def is_first(finding: Finding, cohort: Cohort, rules: Pack) -> bool:
    """Nobody has been taught this rule yet: no warning was learned from, none is older than the
    time to cure. Several faults that were found together are one lesson.
    """
    taught = sa.or_(
        Violation.learned_sim_at.is_not(None),
        Violation.found_sim_at <= cohort.sim_at - timedelta(days=rules.cure_days),
    )
    found = db.session.scalar(
        sa.select(Violation.id)
        .where(
            Violation.cohort_id == cohort.id,
            Violation.store_id == finding.store_id,
            Violation.rule == finding.rule,
            Violation.state.not_in(DROPPED),
            taught,
        )
        .limit(1)
    )
    return found is None


def _follow(violation: Violation, finding: Finding) -> None:
    """The journal, the buyer's compensation, uncounted orders, frozen goods, the nodes."""
    record(
        Verb.VIOLATION_FOUND, violation, actor=None, rule=violation.rule,
        about=violation.subject_name, points=violation.points, first=violation.first,
        compensation_fen=violation.compensation_fen,
    )  # fmt: skip
    if violation.compensation_fen:
        compensate(violation)
    if fake := finding.facts.get("order_ids"):
        db.session.execute(
            sa.update(Order)
            .where(Order.cohort_id == violation.cohort_id, Order.id.in_(fake))
            .values(counted=False)
        )
    if finding.serious and not violation.first:
        _freeze(violation)
    if violation.points:
        reach_nodes(violation)


def _freeze(violation: Violation) -> None:
    """Serious words for the second time: the listing leaves the mall until they are gone."""
    listing = db.session.get_one(Listing, violation.subject_id)
    if listing.state != ListingState.ON_SALE:
        return
    if not freeze(listing, violation.rule):
        return
    note = _("商品已冻结，改正后自动解冻")
    violation.evidence = violation.evidence | {"frozen": note}
