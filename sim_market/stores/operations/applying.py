"""Applying for a store: step by step, each kept on its own, then sent to the review."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, savepoint
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.rules.pack import RuleId, pack
from sim_market.stores import queries
from sim_market.stores.applications import (
    LOGO,
    LONGEST_INTRO,
    LONGEST_NAME,
    Application,
    name_key,
)
from sim_market.stores.models import STORE_FLOW, Store, StoreState
from sim_market.stores.operations.reviewing import review_store
from sim_market.stores.steps import ApplyStep, steps_with
from sim_market.verbs import Verb

TRIES = 40  # as many as a class may send at once
KEPT = {
    ApplyStep.SUBJECT: {"operator_kind", "operator_name"},
    ApplyStep.PAPERS: set[str](),
    ApplyStep.CATEGORY: {"category_code"},
    ApplyStep.LOOK: {"name", "intro", "logo"},
    ApplyStep.PROMISE: {"ship_hours", "opens", "closes", "promises"},
    ApplyStep.QUIZ: set[str](),
    ApplyStep.DEPOSIT: set[str](),
}  # what each step fills in


def save_step(cohort: Cohort, step: ApplyStep, values: Mapping[str, Any], *, actor: User) -> Store:
    """Keep one step of an application; the first one begins the draft.

    `values` are columns of the store that the step fills in. Faults against the rules are kept,
    too: the review answers them. Raises Invalid for what no row can hold, Conflict if the name is
    taken or the application is not to be changed now.
    """
    store = queries.find_own_store(actor.id, cohort.id) or _begin(cohort, actor)
    if not store.can_apply:
        raise _not_now(store)
    said = _tidied(step, values)
    done = steps_with(list(store.steps_done), step)
    if step == ApplyStep.SUBJECT and said["operator_kind"] != store.operator_kind:
        done = [each for each in done if each != ApplyStep.PAPERS.value]  # other papers
    _keep(store, {**said, "steps_done": done})
    record(Verb.STORE_DRAFTED, store, actor=actor, step=step.value)
    return store


def submit_application(store: Store, *, actor: User) -> Store:
    """Send an application to the review, which answers at once; then the teacher, if so wanted.

    The store is then OPEN, or RETURNED with the reasons in its last `StoreReview`, or SUBMITTED
    while it waits for the teacher. Raises Invalid while a step is missing.
    """
    if not store.can_apply:
        raise _not_now(store)
    if step := store.next_step:
        raise Invalid(
            _("还差一步：%(step)s", step=step.word),
            next_step=_("填好这一步再提交"),
            link=f"/store/apply/{step.value}",
        )
    STORE_FLOW.claim(store, StoreState.SUBMITTED, rounds=store.rounds + 1)
    record(Verb.STORE_APPLIED, store, actor=actor, round=store.rounds, name=store.name)
    review_store(store)
    return store


def withdraw_application(store: Store, *, actor: User) -> None:
    """Take an application back that still waits for the teacher, to change it."""
    STORE_FLOW.claim(store, StoreState.DRAFT)
    record(Verb.STORE_WITHDRAWN, store, actor=actor, round=store.rounds)


def apply_for_store(cohort: Cohort, application: Application, *, actor: User) -> Store:
    """All steps at once, and sent: for those who apply without pages. As `submit_application`."""
    guard_shape(application)
    store = queries.find_own_store(actor.id, cohort.id) or _begin(cohort, actor)
    if not store.can_apply:
        raise _not_now(store)
    values = {
        "name": application.name.strip(),
        "name_key": name_key(application.name),
        "intro": application.intro.strip(),
        "category_code": application.category_code,
        "logo": application.logo,
        "operator_kind": application.operator_kind,
        "operator_name": application.operator_name.strip(),
        "steps_done": [step.value for step in ApplyStep],
    }
    _keep(store, values)
    return submit_application(store, actor=actor)


def guard_shape(application: Application) -> None:
    """What no row could hold, or what says nothing at all."""
    fields: dict[str, str] = {}
    if _is_no_name(application.name):
        fields["name"] = _("请写店名，最多 15 个字")
    if len(application.intro.strip()) > LONGEST_INTRO:
        fields["intro"] = _("简介最多 200 个字")
    if _is_no_operator(application.operator_name):
        fields["operator_name"] = _("请写模拟主体名称，最多 40 个字")
    if not application.agreed:
        fields["agreed"] = _("请先读规则并勾选同意")
    _refuse(fields)


def _tidied(step: ApplyStep, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a step fills in, without blanks around it; Invalid for what no row can hold."""
    said = {n: v.strip() if isinstance(v, str) else v for n, v in values.items() if n in KEPT[step]}
    if isinstance(said.get("operator_kind"), str):
        said["operator_kind"] = values["operator_kind"]  # a State is a word, too
    fields: dict[str, str] = {}
    if step == ApplyStep.SUBJECT and _is_no_operator(said["operator_name"]):
        fields["operator_name"] = _("请写模拟主体名称，最多 40 个字")
    if step == ApplyStep.LOOK:
        if _is_no_name(said["name"]):
            fields["name"] = _("请写店名，最多 15 个字")
        if len(said["intro"]) > LONGEST_INTRO:
            fields["intro"] = _("简介最多 200 个字")
        said["name_key"] = name_key(said["name"])
    _refuse(fields)
    return said


def _is_no_name(name: str) -> bool:
    return not name_key(name) or len(name.strip()) > LONGEST_NAME


def _is_no_operator(name: str) -> bool:
    return not 0 < len(name.strip()) <= 40


def _refuse(fields: dict[str, str]) -> None:
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields, next_step=_("填好后再提交"))


def _begin(cohort: Cohort, owner: User) -> Store:
    """A new draft. Who loses the race for a store code takes the next."""
    if not cohort.is_open:
        raise NotAllowed(_("这个班现在不在练习中"), next_step=_("等老师开班后再来"), link="/")
    for _try in range(TRIES):
        store = Store(
            cohort_id=cohort.id,
            owner_id=owner.id,
            code=f"S{queries.count_stores(cohort.id) + 1:03d}",
            name="",
            category_code="",
            logo=LOGO,
            operator_name="",
            agreed_pack=pack(cohort).version,
            ship_hours=pack(cohort).ship_hours,
            state=StoreState.DRAFT,
        )
        try:
            with savepoint():
                db.session.add(store)
                db.session.flush()
        except sa.exc.IntegrityError:
            if found := queries.find_own_store(owner.id, cohort.id):
                return found
        else:
            return store
    raise Conflict(_("很多人同时在提交，没有保存"), next_step=_("请再提交一次"))


def _keep(store: Store, values: Mapping[str, Any]) -> None:
    """Set columns. The database decides who was first with a name (rule K-1)."""
    try:
        with savepoint():
            for name, value in values.items():
                setattr(store, name, value)
            db.session.flush()
    except sa.exc.IntegrityError as error:
        raise _name_taken() from error


def _name_taken() -> Conflict:
    message = _("班里已经有叫这个名字的店")
    return Conflict(
        message, rule=RuleId.STORE_NAME, next_step=_("换一个店名再提交"), fields={"name": message}
    )


def _not_now(store: Store) -> Conflict:
    if store.state == StoreState.SUBMITTED:
        return Conflict(
            _("申请正在等老师审核，现在不能改"),
            next_step=_("想改就先撤回申请"),
            link="/store/apply",
        )
    return Conflict(_("您已经有一家店了"), next_step=_("去店铺页看看"), link="/store")
