"""Preparing a change of many listings, doing it row by row, and undoing it for half an hour."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db, savepoint, taken
from app.errors import Conflict, DomainError, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.bulk.models import RUN_FLOW, BulkRow, BulkRun, Deed, RowState, RunState
from sim_market.bulk.operations.applying import apply, stands
from sim_market.bulk.plan import Plan, planned
from sim_market.bulk.queries import next_rows, own_listings
from sim_market.bulk.sheet.unpacking import Unpacked
from sim_market.listings.models import Listing
from sim_market.listings.operations.matrix import guard_compare
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.problems import Problem
from sim_market.stores.models import Store
from sim_market.verbs import Verb

MOST = 500
CHUNK = 50
ENOUGH = timedelta(seconds=4)  # real time of one request; pictures take long
UNDO_FOR = timedelta(minutes=30)  # real time: it is a person who thinks again


def prepare(
    store: Store, ids: Sequence[int], deed: Deed, said: Mapping[str, Any], *, actor: User
) -> BulkRun:
    """Work out what would change, for the merchant to see. Nothing is changed yet.

    Listings of others are left out. Raises Invalid for none or more than 500.
    """
    if not 0 < len(ids) <= MOST:
        message = _("一次选 1 到 %(n)s 件商品，现在选了 %(m)s 件", n=MOST, m=len(ids))
        raise Invalid(message, fields={"ids": message}, next_step=_("勾选商品后再试"), link="/bulk")
    own = own_listings(store, ids)
    if not own:
        raise Invalid(_("选中的商品不在您店里"), next_step=_("重新勾选"), link="/bulk")
    run = BulkRun(
        cohort_id=store.cohort_id, store_id=store.id, actor_id=actor.id, deed=deed,
        said=dict(said), state=RunState.PREVIEW,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    rules = pack(store.cohort)
    plans = [(each, planned(deed, said, each, rules)) for each in own]
    db.session.add_all(_row(run, each, _never_charged(deed, each, plan)) for each, plan in plans)
    db.session.flush()
    return run


def begin(run: BulkRun, *, actor: User) -> None:
    """Yes, do it. Who presses twice begins once."""
    RUN_FLOW.claim(run, RunState.RUNNING)
    said = {name: value for name, value in run.said.items() if name != "heads"}
    record(Verb.BULK_BEGUN, run, actor=actor, deed=run.deed.value, said=said)


def work(run: BulkRun, *, actor: User) -> int:
    """Do the next rows, each by itself; returns how many are left. Call again until none is.

    A row whose values have changed since the preview is left alone and says so.
    """
    undoing = run.state == RunState.UNDOING
    if run.state not in {RunState.RUNNING, RunState.UNDOING}:
        return 0
    state = RowState.OK if undoing else RowState.WAITING
    pictures, begun = Unpacked(run, actor), clock.now()
    for row in next_rows(run, state, CHUNK):
        _work_row(row, run, pictures, undoing=undoing, actor=actor)
        if clock.now() - begun > ENOUGH:
            break
    db.session.flush()
    left = _count(run, state)
    if not left:
        _end(run, actor=actor)
    return left


def undo(run: BulkRun, *, actor: User) -> None:
    """Put back what was changed, as long as half an hour has not passed."""
    if run.undo_until is None or clock.now() > run.undo_until:
        raise Conflict(
            _("超过 30 分钟，不能整批撤销"),
            next_step=_("可以再做一次批量修改，或到商品的版本记录里恢复"),
            link="/bulk",
        )
    RUN_FLOW.claim(run, RunState.UNDOING)
    record(Verb.BULK_UNDONE, run, actor=actor, deed=run.deed.value)


def _never_charged(deed: Deed, listing: Listing, plan: Plan) -> Plan:
    """A price struck through must have been charged (rule B-2): that is looked up, not reckoned."""
    if deed != Deed.COMPARE or plan.problem or plan.before == plan.after:
        return plan
    try:
        for sku in listing.skus:
            guard_compare(sku, plan.after[str(sku.id)])
    except DomainError as refusal:
        problem = Problem("compare", refusal.rule or RuleId.PRICE_SPOKEN, refusal.message)
        return replace(plan, problem=problem)
    return plan


def _row(run: BulkRun, listing: Listing, plan: Plan) -> BulkRow:
    state = RowState.WAITING
    if plan.before == plan.after:
        state = RowState.SAME
    if plan.problem:
        state = RowState.BLOCKED
    return BulkRow(
        cohort_id=run.cohort_id,
        bulk_run_id=run.id,
        listing_id=listing.id,
        state=state,
        before=plan.before,
        after=plan.after,
        message=plan.problem.message if plan.problem else "",
        rule=str(plan.problem.rule) if plan.problem else "",
    )


def _work_row(
    row: BulkRow, run: BulkRun, pictures: Unpacked, *, undoing: bool, actor: User
) -> None:
    """One row in a savepoint: what fails is undone alone and told."""
    done, failed = (RowState.UNDONE, RowState.KEPT) if undoing else (RowState.OK, RowState.FAILED)
    expected, wanted = (row.after, row.before) if undoing else (row.before, row.after)
    if not _claim(row, done):
        return
    if not stands(run.deed, row.listing, expected):
        _tell(row, failed, _("这期间被改过，没有动它"))
        return
    try:
        with savepoint():
            answer = apply(run, row, wanted, pictures, actor=actor)
            db.session.flush()
    except DomainError as refusal:
        pictures.forget()
        db.session.refresh(row)
        _tell(row, failed, refusal.message, refusal.rule or "")
        return
    if answer:
        _tell(row, failed, answer)
    else:
        row.state, row.message = done, ""


def _claim(row: BulkRow, to: RowState) -> bool:
    """Of two who work on the same run one gets the row."""
    return taken(
        sa.update(BulkRow)
        .where(BulkRow.id == row.id, BulkRow.state == row.state)
        .values(state=to)
        .execution_options(synchronize_session=False)
    )


def _tell(row: BulkRow, state: RowState, message: str, rule: str = "") -> None:
    row.state, row.message, row.rule = state, message, rule


def _count(run: BulkRun, state: RowState) -> int:
    rows = sa.select(sa.func.count()).where(
        BulkRow.cohort_id == run.cohort_id, BulkRow.bulk_run_id == run.id, BulkRow.state == state
    )
    return db.session.scalar(rows) or 0


def _end(run: BulkRun, *, actor: User) -> None:
    if run.state == RunState.UNDOING:
        RUN_FLOW.claim(run, RunState.UNDONE)
        return
    RUN_FLOW.claim(run, RunState.DONE, undo_until=clock.now() + UNDO_FOR)
    done, failed = _count(run, RowState.OK), _count(run, RowState.FAILED)
    record(Verb.BULK_DONE, run, actor=actor, deed=run.deed.value, done=done, failed=failed)
