"""Applying for a store, the automatic review, opening, and what its owner may change."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, savepoint
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.problems import Problem, blocking, by_field
from sim_market.shoppers.operations import shopper_of
from sim_market.stores import queries
from sim_market.stores.applications import (
    LONGEST_INTRO,
    LONGEST_NAME,
    Application,
    application_problems,
    name_key,
)
from sim_market.stores.models import STORE_FLOW, Store, StoreReview, StoreState
from sim_market.verbs import Verb

SHIP_HOURS = (12, 24, 48)
PROFILE = {"intro", "notice", "logo", "ship_hours", "auto_capture", "opens", "closes"}
TRIES = 40  # as many as a class may send at once


def apply_for_store(cohort: Cohort, application: Application, *, actor: User) -> Store:
    """Apply, or correct an application that was returned; the review answers at once.

    The store is then OPEN, or RETURNED with the reasons in its last `StoreReview`. Raises Invalid
    for what cannot be kept, Conflict if the name is taken or the store has been opened.
    """
    guard_shape(application)
    store = queries.find_store_of(actor.id, cohort.id) or _new_store(cohort, actor)
    if not store.can_apply:
        raise Conflict(_("您已经有一家店了"), next_step=_("去店铺页看看"), link="/store")
    _save(store, application)
    STORE_FLOW.claim(store, StoreState.SUBMITTED)
    record(Verb.STORE_APPLIED, store, actor=actor, round=store.rounds, name=store.name)
    review_store(store, application)
    return store


def review_store(store: Store, application: Application) -> StoreReview:
    """Answer an application: open the store, or return it with a reason for each fault."""
    faults = blocking(application_problems(application, pack(store.cohort)))
    review = _keep_answer(store, application, faults)
    if faults:
        STORE_FLOW.claim(store, StoreState.RETURNED)
        rules = sorted({fault.rule for fault in faults})
        record(Verb.STORE_RETURNED, store, actor=None, round=store.rounds, rules=rules)
    else:
        open_store(store)
    return review


def open_store(store: Store) -> None:
    """Open: deposit and opening capital leave the owner's wallet (rules K-4, K-5)."""
    rules = pack(store.cohort)
    STORE_FLOW.claim(
        store, StoreState.OPEN, opened_sim_at=store.cohort.sim_at, ship_hours=rules.ship_hours
    )
    wallet = shopper_of(store.owner, store.cohort).purse
    for kind, to, amount in (
        (TxnKind.DEPOSIT, AccountKind.STORE_DEPOSIT, rules.deposit_fen),
        (TxnKind.OPENING_CAPITAL, AccountKind.STORE_FUNDS, rules.opening_capital_fen),
    ):
        purse = account(store.cohort_id, to, store.id)
        post(kind, f"store-{store.id}", [(wallet, -amount), (purse, amount)], about=store)
    record(
        Verb.STORE_OPENED,
        store,
        actor=None,
        name=store.name,
        deposit_fen=rules.deposit_fen,
        capital_fen=rules.opening_capital_fen,
    )


def change_store(store: Store, wanted: Mapping[str, Any], *, actor: User) -> None:
    """Change what an open store says of itself and promises; the name stays.

    `wanted`: those of intro, notice, logo, ship_hours, auto_capture, opens, closes that are given.
    """
    if not store.is_open:
        raise NotAllowed(_("店铺还没有开张"), next_step=_("先完成开店申请"), link="/store")
    if wanted.get("ship_hours", store.ship_hours) not in SHIP_HOURS:
        raise Invalid(_("请选一个发货时间"), fields={"ship_hours": _("请选一个发货时间")})
    said = {n: v.strip() if isinstance(v, str) else v for n, v in wanted.items() if n in PROFILE}
    changes = {name: value for name, value in said.items() if getattr(store, name) != value}
    if not changes:
        return
    _guard_profile(store, said.get("intro", store.intro))
    _guard_notice(store, said.get("notice", ""))
    for name, value in changes.items():
        setattr(store, name, value)
    record(Verb.STORE_CHANGED, store, actor=actor, changes=changes)


def set_auto_capture(store: Store, on: bool, *, actor: User) -> None:
    """Have new orders copied into the supply system by themselves, or not."""
    if store.auto_capture == on:
        return
    store.auto_capture = on
    record(Verb.STORE_CHANGED, store, actor=actor, changes={"auto_capture": on})


def guard_shape(application: Application) -> None:
    """What no row could hold, or what says nothing at all."""
    name, intro = application.name.strip(), application.intro.strip()
    fields: dict[str, str] = {}
    if not name_key(name) or len(name) > LONGEST_NAME:
        fields["name"] = _("请写店名，最多 15 个字")
    if len(intro) > LONGEST_INTRO:
        fields["intro"] = _("简介最多 200 个字")
    if not 0 < len(application.operator_name.strip()) <= 40:
        fields["operator_name"] = _("请写模拟主体名称，最多 40 个字")
    if not application.agreed:
        fields["agreed"] = _("请先读规则并勾选同意")
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields, next_step=_("填好后再提交"))


def _new_store(cohort: Cohort, owner: User) -> Store:
    if not cohort.is_open:
        raise NotAllowed(_("这个班现在不在练习中"), next_step=_("等老师开班后再来"), link="/")
    return Store(
        cohort_id=cohort.id,
        cohort=cohort,
        owner=owner,
        state=StoreState.DRAFT,
        rounds=0,
    )


def _save(store: Store, application: Application) -> None:
    """Keep what was applied with. The database decides who was first with a name (rule K-1).

    A whole class may apply in the same second: who loses the race for a store code takes the next.
    """
    cohort_id, own_id, turn = store.cohort_id, store.id, store.rounds + 1
    for _try in range(TRIES):
        try:
            with savepoint():
                with db.session.no_autoflush:
                    _fill(store, application, turn)
                db.session.add(store)
                db.session.flush()
        except sa.exc.IntegrityError as error:
            if own_id or queries.name_is_taken(cohort_id, name_key(application.name), but=None):
                raise _name_taken() from error
        else:
            return
    raise Conflict(_("很多人同时在提交，没有保存"), next_step=_("请再提交一次"))


def _fill(store: Store, application: Application, turn: int) -> None:
    store.name = application.name.strip()
    store.name_key = name_key(store.name)
    store.intro = application.intro.strip()
    store.category_code = application.category_code
    store.logo = application.logo
    store.operator_kind = application.operator_kind
    store.operator_name = application.operator_name.strip()
    store.agreed_pack = pack(store.cohort).version
    store.rounds = turn
    if store.id is None:
        store.code = f"S{queries.count_stores(store.cohort_id) + 1:03d}"


def _name_taken() -> Conflict:
    message = _("班里已经有叫这个名字的店")
    return Conflict(
        message, rule=RuleId.STORE_NAME, next_step=_("换一个店名再提交"), fields={"name": message}
    )


def _keep_answer(
    store: Store, application: Application, faults: tuple[Problem, ...]
) -> StoreReview:
    review = StoreReview(
        cohort_id=store.cohort_id,
        store=store,
        round=store.rounds,
        passed=not faults,
        reasons=[
            {"field": fault.field, "rule": fault.rule, "message": fault.message} for fault in faults
        ],
        applied={
            "name": store.name,
            "intro": store.intro,
            "category_code": store.category_code,
            "logo": store.logo,
        },
        answered_sim_at=store.cohort.sim_at,
    )
    db.session.add(review)
    return review


def _guard_notice(store: Store, notice: str) -> None:
    faults = blocking(text_problems("notice", notice, pack(store.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            next_step=_("改好后再保存"),
            fields=by_field(faults),
        )


def _guard_profile(store: Store, intro: str) -> None:
    application = Application(
        name=store.name,
        intro=intro,
        category_code=store.category_code,
        logo=store.logo,
        operator_name=store.operator_name,
    )
    faults = blocking(application_problems(application, pack(store.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            next_step=_("改好后再保存"),
            fields=by_field(faults),
        )
