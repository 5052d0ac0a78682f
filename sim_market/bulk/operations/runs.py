"""Preparing a change of many listings, doing it row by row, and undoing it for half an hour."""

from collections.abc import Callable, Mapping, Sequence
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
from sim_market.bulk.plan import Plan, planned
from sim_market.bulk.queries import next_rows, own_listings
from sim_market.listings import operations as listings
from sim_market.listings.models import Listing, ListingReview, ListingState, VersionReason
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.verbs import Verb

MOST = 500
CHUNK = 50
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
    db.session.add_all(_row(run, each, planned(deed, said, each, rules)) for each in own)
    db.session.flush()
    return run


def begin(run: BulkRun, *, actor: User) -> None:
    """Yes, do it. Who presses twice begins once."""
    RUN_FLOW.claim(run, RunState.RUNNING)
    record(Verb.BULK_BEGUN, run, actor=actor, deed=run.deed.value, said=run.said)


def work(run: BulkRun, *, actor: User) -> int:
    """Do the next rows, each by itself; returns how many are left. Call again until none is.

    A row whose values have changed since the preview is left alone and says so.
    """
    undoing = run.state == RunState.UNDOING
    if run.state not in {RunState.RUNNING, RunState.UNDOING}:
        return 0
    state = RowState.OK if undoing else RowState.WAITING
    for row in next_rows(run, state, CHUNK):
        _work_row(row, run, undoing=undoing, actor=actor)
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


def _work_row(row: BulkRow, run: BulkRun, *, undoing: bool, actor: User) -> None:
    """One row in a savepoint: what fails is undone alone and told."""
    done, failed = (RowState.UNDONE, RowState.KEPT) if undoing else (RowState.OK, RowState.FAILED)
    expected, wanted = (row.after, row.before) if undoing else (row.before, row.after)
    listing = row.listing
    if not _claim(row, done):
        return
    if now_of(run.deed, listing) != expected:
        _tell(row, failed, _("这期间被改过，没有动它"))
        return
    try:
        with savepoint():
            answer = _APPLY[run.deed](listing, wanted, actor)
            db.session.flush()
    except DomainError as refusal:
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


def now_of(deed: Deed, listing: Listing) -> dict[str, Any]:
    """The values that a deed changes, as they are now."""
    if deed == Deed.PRICE:
        return {str(sku.id): sku.price_fen for sku in listing.skus}
    if deed == Deed.STOCK:
        return {str(sku.id): sku.on_hand for sku in listing.skus if not sku.supplied}
    if deed == Deed.TITLE:
        return {"title": listing.title}
    if deed == Deed.LIMIT:
        return {"limit_per_buyer": listing.limit_per_buyer}
    return {"state": listing.state.value}


def _set_prices(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    prices = {int(key): int(fen) for key, fen in wanted.items()}
    listings.change_prices(listing, prices, actor=actor, why=VersionReason.BULK)


def _set_stock(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    for sku in listing.skus:
        if str(sku.id) in wanted:
            listings.count_stock(sku, wanted[str(sku.id)], actor=actor)


def _say(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    listings.edit_listing(
        listing, version=listing.version, actor=actor, why=VersionReason.BULK, **wanted
    )


def _move(listing: Listing, wanted: Mapping[str, Any], actor: User) -> str:
    """Returns what the review has against it; "" if it went through."""
    to = ListingState[wanted["state"].upper()]
    if listing.state == ListingState.BINNED:
        listings.restore_listing(listing, actor=actor)
    if to == ListingState.ON_SALE:
        return _first_fault(listings.submit_listing(listing, actor=actor))
    if to == ListingState.BINNED:
        listings.bin_listing(listing, actor=actor)
    elif listing.state == ListingState.ON_SALE:
        listings.take_off_sale(listing, actor=actor)  # a draft that was shown stays off sale
    return ""


def _first_fault(review: ListingReview) -> str:
    faults = [each["message"] for each in review.reasons if each["level"] == "forbidden"]
    return "" if review.passed else str(faults[0])


_APPLY: dict[Deed, Callable[[Listing, Mapping[str, Any], User], str | None]] = {
    Deed.PRICE: _set_prices,
    Deed.STOCK: _set_stock,
    Deed.TITLE: _say,
    Deed.LIMIT: _say,
    Deed.ON_SALE: _move,
    Deed.OFF_SALE: _move,
    Deed.BIN: _move,
}


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
