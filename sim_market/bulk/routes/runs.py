"""Choosing goods and a deed, seeing what would change, doing it, undoing it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import requires, viewer
from app.drafts.operations import drop_draft
from app.errors import NotFound
from sim_market.bulk import operations, queries
from sim_market.bulk.forms import FORMS, DeedForm, FreightForm, chosen
from sim_market.bulk.models import AS_CONTENT, BulkRun, Deed, RowState, RunState
from sim_market.bulk.routes import bp
from sim_market.bulk.sheet.typed import place_of
from sim_market.bulk.words import content_words, value_words
from sim_market.freight.queries import list_templates
from sim_market.listings.models import ListingState
from sim_market.listings.queries import list_of_store
from sim_market.permissions import Permission
from sim_market.rules.categories import top_categories
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

SHOWN = 500  # as many as one run may change


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    store, deed = own_store(), deed_of(request.args.get("deed", Deed.PRICE.value))
    return shown(store, deed, form_of(deed, store, formdata=None))


@bp.post("/<deed>")
@requires(Permission.LISTING_MANAGE)
def prepare(deed: str) -> ResponseReturnValue:
    store, chosen_deed = own_store(), deed_of(deed)
    form = form_of(chosen_deed, store)
    if form.validate_on_submit() and form.does(
        operations.prepare, store, chosen(form), chosen_deed, form.said(), actor=viewer().user
    ):
        return back_to(form.result)
    return shown(own_store(), chosen_deed, form)


@bp.get("/runs/<int:run_id>")
@requires(Permission.LISTING_MANAGE)
def run(run_id: int) -> ResponseReturnValue:
    store = own_store()
    found = queries.get_run(store, run_id)
    page = max(1, min(100, request.args.get("page", 1, type=int)))
    only = request.args.get("only", "")
    counts = queries.count_rows([found])[found.id]
    names = {each.id: each.name for each in list_templates(store)}
    return render_template(
        "sim_market/bulk/run.html",
        run=found,
        rows=queries.list_rows(found, page, only),
        page=page,
        per_page=queries.PER_PAGE,
        counts=counts,
        shown=counts.get(only, 0) if only in set(RowState) else sum(counts.values()),
        total=sum(counts.values()),
        new=queries.count_new(found) if found.deed == Deed.IMPORT else 0,
        tabs=[(each, counts[each.value]) for each in RowState if counts.get(each.value)],
        whole=found.deed in AS_CONTENT,
        working=found.state in {RunState.RUNNING, RunState.UNDOING},
        may_undo=found.state == RunState.DONE
        and found.undo_until is not None
        and clock.now() <= found.undo_until,
        value_words=lambda row, values: value_words(found.deed, values, row.listing, names),
        changes_of=lambda row: content_words(row.before, row.after, names),
    )


@bp.get("/tasks")
@requires(Permission.LISTING_MANAGE)
def tasks() -> ResponseReturnValue:
    """All that ran or waits, newest first."""
    store = own_store()
    page = max(1, min(1_000, request.args.get("page", 1, type=int)))
    runs = queries.list_runs(store, queries.PER_PAGE, page=page)
    return render_template(
        "sim_market/bulk/tasks.html",
        runs=runs,
        counts=queries.count_rows(runs),
        page=page,
        per_page=queries.PER_PAGE,
        total=queries.count_runs(store),
        may_undo=lambda run: (
            run.state == RunState.DONE
            and run.undo_until is not None
            and clock.now() <= run.undo_until
        ),
    )


@bp.post("/runs/<int:run_id>/begin")
@requires(Permission.LISTING_MANAGE)
def begin(run_id: int) -> ResponseReturnValue:
    found = queries.get_run(own_store(), run_id)
    operations.begin(found, actor=viewer().user)
    if found.deed == Deed.GRID:
        drop_draft(place_of(found.cohort_id, found.store_id), actor=viewer().user)
    return work_on(found)


@bp.post("/runs/<int:run_id>/work")
@requires(Permission.LISTING_MANAGE)
def work(run_id: int) -> ResponseReturnValue:
    """The next rows. A page that was left behind goes on when it is opened again."""
    return work_on(queries.get_run(own_store(), run_id))


@bp.post("/runs/<int:run_id>/undo")
@requires(Permission.LISTING_MANAGE)
def undo(run_id: int) -> ResponseReturnValue:
    found = queries.get_run(own_store(), run_id)
    operations.undo(found, actor=viewer().user)
    return work_on(found)


def own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def deed_of(name: str) -> Deed:
    if name not in set(Deed) or name in set(AS_CONTENT):
        raise NotFound(_("没有这种批量修改"), next_step=_("选一种能做的"), link="/bulk")
    return Deed[name.upper()]


def form_of(deed: Deed, store: Store, **kwargs: Any) -> DeedForm:
    form = FORMS[deed](**kwargs)
    if isinstance(form, FreightForm):
        form.offer({each.id: each.name for each in list_templates(store)})
    return form


def work_on(run: BulkRun) -> ResponseReturnValue:
    left = operations.work(run, actor=viewer().user)
    if not left and run.state == RunState.DONE:
        flash(_("做完了，30 分钟内可以整批撤销"))
    return back_to(run)


def back_to(run: BulkRun) -> ResponseReturnValue:
    return redirect(url_for("bulk.run", run_id=run.id), 303)


def shown(store: Store, deed: Deed, form: DeedForm) -> ResponseReturnValue:
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    category = request.args.get("category", "")
    cards, total = list_of_store(store, text, state, category, 1, per_page=SHOWN)
    runs = queries.list_runs(store)
    return render_template(
        "sim_market/bulk/index.html",
        form=form,
        deed=deed,
        deeds=[each for each in Deed if each not in AS_CONTENT],
        cards=cards,
        total=total,
        picked=set(form.ids.data or request.args.getlist("ids", type=int)),
        states=[(each.value, each.word) for each in ListingState if each != ListingState.BINNED],
        categories=[(each.code, each.name) for each in top_categories()],
        runs=runs,
        counts=queries.count_rows(runs),
    ), form.status
