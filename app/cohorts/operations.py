"""Planning, opening and closing a class, and who belongs to it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts import queries
from app.cohorts.models import COHORT_FLOW, Cohort, CohortState, Institution, TrainingScheme
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity import operations as identity
from app.identity.grants import Scope
from app.identity.models import Membership, Role, User
from app.journal import record
from app.verbs import Verb

LARGEST_SEED = 2**31 - 1


class ClassIsFull(Conflict):
    """The scheme's cap is reached."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a class is to be. Without `seed` one is drawn; the same seed gives the same market."""

    name: str
    starts_on: date
    seed: int | None = None
    day_minutes: int = 60
    scenario: str = "steady"


def plan_cohort(
    institution: Institution, scheme: TrainingScheme, plan: Plan, *, actor: User | None
) -> Cohort:
    """A new class under a scheme; Conflict if the institution has one of this name."""
    start = sandbox_start(plan.starts_on)
    seed = plan.seed if plan.seed is not None else secrets.randbelow(LARGEST_SEED) + 1
    made = insert_unless_there(
        Cohort, institution_id=institution.id, scheme_id=scheme.id, name=plan.name,
        state=CohortState.PLANNED, starts_on=plan.starts_on, seed=seed, scenario=plan.scenario,
        sim_start_at=start, sim_at=start, clock_runs=False, day_minutes=plan.day_minutes,
    )  # fmt: skip
    if not made:
        raise Conflict(_("班级没有建立"), fields={"name": _("本机构已有同名的班")})
    wanted = sa.select(Cohort).filter_by(institution_id=institution.id, name=plan.name)
    cohort = db.session.scalars(wanted).one()
    record(
        Verb.COHORT_PLANNED, cohort, actor=actor, name=plan.name, scheme=scheme.code,
        scheme_version=scheme.version, starts_on=plan.starts_on.isoformat(),
    )  # fmt: skip
    return cohort


def sandbox_start(starts_on: date) -> datetime:
    """A sandbox begins on a Monday at 00:00: that of the week in which the class begins."""
    monday = starts_on - timedelta(days=starts_on.weekday())
    return datetime.combine(monday, time(), UTC)


def open_cohort(cohort: Cohort, *, actor: User | None) -> None:
    """Open the sandbox at its Monday midnight, with the clock standing still.

    Invalid until the scheme's lecturers and assistants are named.
    """
    if missing := missing_staff(cohort):
        raise Invalid(
            _("还不能开班：%(what)s", what="；".join(missing)),
            next_step=_("先在“讲师和助教”里补齐，再开班"),
        )
    COHORT_FLOW.claim(cohort, CohortState.OPEN, sim_at=cohort.sim_start_at)
    record(
        Verb.COHORT_OPENED, cohort, actor=actor, seed=cohort.seed, scenario=cohort.scenario,
        scheme=cohort.scheme.code, scheme_version=cohort.scheme.version,
    )  # fmt: skip


def missing_staff(cohort: Cohort) -> list[str]:
    """Whom the scheme asks for and who is not named yet, in words."""
    terms, held = cohort.terms, queries.count_members([cohort])
    asked = (
        (Role.TEACHING_LECTURER, terms.lecturers_least),
        (Role.TEACHING_ASSISTANT, terms.assistants_least),
    )
    short = [(role, least - held.get((cohort.id, role), 0)) for role, least in asked]
    return [_("还差 %(n)s 位%(role)s", n=n, role=role.word) for role, n in short if n > 0]


def close_cohort(cohort: Cohort, *, actor: User | None) -> None:
    """End the class for good: the sandbox stands still and takes no more changes."""
    COHORT_FLOW.claim(cohort, CohortState.CLOSED, clock_runs=False, target_sim_at=None)
    record(Verb.COHORT_CLOSED, cohort, actor=actor, day=cohort.day)


def name_staff(
    cohort: Cohort, role: Role, *, name: str, phone: str | None, actor: User | None,
    grantor: Membership | None,
) -> Membership:  # fmt: skip
    """Name a teaching lecturer or an assistant; no more of them than the scheme allows."""
    _lock(cohort)
    most = most_of(cohort, role)
    if queries.count_members([cohort]).get((cohort.id, role), 0) >= most:
        raise Conflict(
            _("这个班的%(role)s已满 %(n)s 位", role=role.word, n=most),
            next_step=_("先结束一位，再添加"),
        )
    user = identity.find_or_create(
        name=name, phone=phone, prefix=f"js{cohort.institution_id}-", cohort=cohort, actor=actor
    )
    return identity.grant_role(user, role, Scope(cohort=cohort), actor=actor, grantor=grantor)


def most_of(cohort: Cohort, role: Role) -> int:
    """How many of a role the scheme lets a class have."""
    terms = cohort.terms
    return {
        Role.TRAINEE: terms.cap,
        Role.TEACHING_LECTURER: terms.lecturers_most,
        Role.TEACHING_ASSISTANT: terms.assistants_most,
    }[role]


def enrol(
    cohort: Cohort, user: User, *, actor: User | None, grantor: Membership | None
) -> Membership:
    """Take a person into a class as a trainee; ClassIsFull at the scheme's cap."""
    room_for(cohort, 1)
    return identity.grant_role(
        user, Role.TRAINEE, Scope(cohort=cohort), actor=actor, grantor=grantor
    )


def room_for(cohort: Cohort, newcomers: int) -> None:
    """Raise ClassIsFull unless so many more fit in. The class is locked until the commit."""
    _lock(cohort)
    there, cap = queries.count_trainees(cohort), cohort.terms.cap
    if there + newcomers > cap:
        raise ClassIsFull(
            _(
                "这个班最多 %(cap)s 人，已有 %(there)s 人，放不下再来的 %(n)s 人",
                cap=cap, there=there, n=newcomers,
            ),
            next_step=_("请减少人数，或另开一个班；上限由培训方案规定"),
            link=f"/schemes/{cohort.scheme_id}",
        )  # fmt: skip


def end_member(membership: Membership, *, actor: User, grantor: Membership | None) -> None:
    """Take a person out of a class; what they did stays."""
    identity.end_role(membership, actor=actor, grantor=grantor)


def _lock(cohort: Cohort) -> None:
    """Those who change who is in a class take turns; a closed class takes nobody."""
    state = db.session.scalar(
        sa.select(Cohort.state).where(Cohort.id == cohort.id).with_for_update()
    )
    if state == CohortState.CLOSED:
        raise Conflict(_("这个班已结束，不能再改名单"), next_step=_("需要的话另开一个班"))
