from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort, Institution
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role, User
from app.identity.viewer import Viewer
from grading.draw import protocol
from grading.draw.models import Assignment, AssignmentState, Draw, Purpose, Relation, Round
from grading.draw.plan import Plan, plan_of
from grading.draw.pool import Candidate, pool_of
from grading.submissions.models import Submission, SubmissionState
from grading.submissions.queries import staff_scope

WAITING = {
    Purpose.FIRST: SubmissionState.HANDED_IN,
    Purpose.THIRD: SubmissionState.DISPUTED,
}
SCORING = (SubmissionState.DRAWN, SubmissionState.THIRD)


def get_draw(draw_id: int, *, seen_by: Viewer) -> Draw:
    """A draw of a class that one runs or oversees."""
    found = db.session.scalar(
        sa.select(Draw)
        .join(Cohort, Cohort.id == Draw.cohort_id)
        .join(Institution, Institution.id == Cohort.institution_id)
        .where(Draw.id == draw_id, staff_scope(seen_by))
        .options(
            joinedload(Draw.rounds),
            joinedload(Draw.cohort).options(
                joinedload(Cohort.institution), joinedload(Cohort.scheme)
            ),
        )
    )
    if found is None:
        raise NotFound(_("没有这次抽签"), next_step=_("请从“考核”里打开"))
    return found


def list_draws(cohort_id: int) -> Sequence[Draw]:
    return db.session.scalars(
        sa.select(Draw).where(Draw.cohort_id == cohort_id).order_by(Draw.number.desc())
    ).all()


def list_works(cohort_id: int, *states: SubmissionState) -> Sequence[Submission]:
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.cohort_id == cohort_id, Submission.state.in_(states))
        .order_by(Submission.code)
    ).all()


def list_assignments(cohort_id: int) -> Sequence[Assignment]:
    return db.session.scalars(
        sa.select(Assignment)
        .where(Assignment.cohort_id == cohort_id)
        .order_by(Assignment.submission_id, Assignment.seat, Assignment.id)
        .options(joinedload(Assignment.lecturer), joinedload(Assignment.submission))
    ).all()


def plan_for(
    cohort: Cohort, purpose: Purpose, pool: Sequence[Candidate] | None = None
) -> Plan | None:
    """The draw that waits to be published; None if no work waits for one."""
    works = list_works(cohort.id, WAITING[purpose])
    if not works:
        return None
    each = scorers_of(cohort) if purpose == Purpose.FIRST else 1
    return _plan(cohort, purpose, dict.fromkeys(works, each), pool)


def substitutes_for(cohort: Cohort, pool: Sequence[Candidate] | None = None) -> Plan | None:
    """The draw for places that lecturers gave back; None if every place is taken."""
    works = list_works(cohort.id, *SCORING)
    held = Counter(one.submission_id for one in list_assignments(cohort.id) if one.is_live)
    missing = {work: seats_of(cohort, work) - held[work.id] for work in works}
    needed = {work: number for work, number in missing.items() if number > 0}
    return _plan(cohort, Purpose.FIRST, needed, pool) if needed else None


def seats_of(cohort: Cohort, work: Submission) -> int:
    return scorers_of(cohort) + (1 if work.state == SubmissionState.THIRD else 0)


def scorers_of(cohort: Cohort) -> int:
    """How many lecturers score each work (training scheme; rubric.md 2)."""
    return int(cohort.params.get("scorers", 2))


def record_of(draw: Draw, one: Round) -> dict[str, Any]:
    """What anyone needs to redo one round: the input of `protocol.verify`."""
    return {
        "roster": one.roster,
        "roster_hash": one.roster_hash,
        "commitment": draw.commitment,
        "round": one.number,
        "reveal": one.reveal,
        "public_value": draw.public_value,
        "result": one.result,
    }


def unfair_draws() -> list[str]:
    """Draws that do not come out the same when redone, or gave a barred lecturer a work (I11)."""
    problems = []
    for draw in db.session.scalars(sa.select(Draw).order_by(Draw.id).options(_rounds())).unique():
        for one in draw.rounds:
            wrong = protocol.verify(record_of(draw, one))
            problems += [f"draw {draw.id} round {one.number}: {line}" for line in wrong]
        if draw.rounds and draw.rounds[0].roster_hash != draw.roster_hash:
            problems.append(f"draw {draw.id}: not run over the roster that was published")
    return problems + _barred_scorers() + _not_drawn()


def _barred_scorers() -> list[str]:
    """Assigned lecturers whom the pool bars now: also those who came to teach after the draw."""
    problems = []
    cohorts = sa.select(Assignment.cohort_id).where(Assignment.state == AssignmentState.ASSIGNED)
    for cohort in db.session.scalars(sa.select(Cohort).where(Cohort.id.in_(cohorts))):
        barred = {one.user.id for one in pool_of(cohort) if not one.is_eligible}
        problems += [
            f"assignment {one.id}: {one.lecturer.username} may not score this class"
            for one in list_assignments(cohort.id)
            if one.is_live and one.lecturer_id in barred
        ]
    return problems


def _not_drawn() -> list[str]:
    """Assignments that no round's result holds."""
    rows = db.session.scalars(
        sa.select(Assignment).options(
            joinedload(Assignment.lecturer), joinedload(Assignment.submission)
        )
    )
    rounds = {one.id: one for one in db.session.scalars(sa.select(Round))}
    return [
        f"assignment {one.id}: was not drawn"
        for one in rows
        if one.lecturer.username not in rounds[one.draw_round_id].result[one.submission.code]
    ]


def _rounds() -> Any:
    return joinedload(Draw.rounds)


def _plan(
    cohort: Cohort,
    purpose: Purpose,
    needed: dict[Submission, int],
    pool: Sequence[Candidate] | None,
) -> Plan:
    sitting = list_assignments(cohort.id)
    return plan_of(
        list(needed),
        pool if pool is not None else pool_of(cohort),
        purpose=purpose,
        needed={work.code: number for work, number in needed.items()},
        sitting=sitting,
        load=Counter(one.lecturer.username for one in sitting if one.is_live),
    )


def has_relation(cohort_id: int, lecturer_id: int, trainee_id: int | None) -> bool:
    query = sa.select(Relation.id).where(
        Relation.cohort_id == cohort_id,
        Relation.lecturer_id == lecturer_id,
        Relation.trainee_id.is_(None) if trainee_id is None else Relation.trainee_id == trainee_id,
    )
    return db.session.scalar(query) is not None


def is_third_round(cohort: Cohort) -> bool:
    """Works in dispute are drawn before new ones."""
    return bool(list_works(cohort.id, SubmissionState.DISPUTED))


def list_trainees(cohort_id: int) -> Sequence[User]:
    return db.session.scalars(
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.cohort_id == cohort_id, Membership.role == Role.TRAINEE)
        .order_by(User.username)
    ).all()


def get_user(user_id: int) -> User:
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound(_("没有这个人"), next_step=_("请从名单里选"))
    return found


def names_of(draw: Draw) -> dict[str, str]:
    """The names behind the lecturers' codes of a draw, for those who run or oversee it."""
    codes = [who["code"] for who in draw.roster["lecturers"]]
    codes += [who["code"] for one in draw.rounds for who in one.roster["lecturers"]]
    rows = db.session.execute(sa.select(User.username, User.name).where(User.username.in_(codes)))
    return {row.username: row.name for row in rows}
