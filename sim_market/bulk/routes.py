"""Choosing goods and a deed, seeing what would change, doing it, undoing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import requires, viewer
from app.errors import NotFound
from sim_market.bulk import operations, queries
from sim_market.bulk.forms import FORMS, DeedForm, chosen
from sim_market.bulk.models import BulkRun, Deed, RunState
from sim_market.bulk.words import value_words
from sim_market.listings.models import ListingState
from sim_market.listings.queries import list_of_store
from sim_market.permissions import Permission
from sim_market.rules.categories import top_categories
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

bp = Blueprint("bulk", __name__, url_prefix="/bulk")
SHOWN = 500  # as many as one run may change


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    deed = deed_of(request.args.get("deed", Deed.PRICE.value))
    return shown(own_store(), deed, FORMS[deed](formdata=None))


@bp.post("/<deed>")
@requires(Permission.LISTING_MANAGE)
def prepare(deed: str) -> ResponseReturnValue:
    store, chosen_deed = own_store(), deed_of(deed)
    form = FORMS[chosen_deed]()
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
    counts = queries.count_rows([found])[found.id]
    return render_template(
        "sim_market/bulk/run.html",
        run=found,
        rows=queries.list_rows(found, page),
        page=page,
        per_page=queries.PER_PAGE,
        counts=counts,
        total=sum(counts.values()),
        working=found.state in {RunState.RUNNING, RunState.UNDOING},
        may_undo=found.state == RunState.DONE
        and found.undo_until is not None
        and clock.now() <= found.undo_until,
        value_words=value_words,
    )


@bp.post("/runs/<int:run_id>/begin")
@requires(Permission.LISTING_MANAGE)
def begin(run_id: int) -> ResponseReturnValue:
    found = queries.get_run(own_store(), run_id)
    operations.begin(found, actor=viewer().user)
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
    if name not in set(Deed):
        raise NotFound(_("没有这种批量修改"), next_step=_("选一种能做的"), link="/bulk")
    return Deed[name.upper()]


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
        deeds=Deed,
        cards=cards,
        total=total,
        picked=set(form.ids.data or request.args.getlist("ids", type=int)),
        states=[(each.value, each.word) for each in ListingState if each != ListingState.BINNED],
        categories=[(each.code, each.name) for each in top_categories()],
        runs=runs,
        counts=queries.count_rows(runs),
    ), form.status
