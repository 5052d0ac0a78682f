"""Goods out as a file, and in again: tried first, done after a yes."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.errors import Invalid, NotFound
from app.identity.typed import clean_text
from sim_market.bulk import operations, queries
from sim_market.bulk.forms import ImportForm
from sim_market.bulk.models import BulkRun, Deed
from sim_market.bulk.routes import bp
from sim_market.bulk.routes.runs import own_store
from sim_market.bulk.sheet import failed, pictures, writing
from sim_market.freight.queries import list_templates
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.queries import list_of_store
from sim_market.permissions import Permission
from sim_market.rules.categories import find_category, leaf_categories, top_categories
from sim_market.stores.models import Store

MOST_OUT = 1_000  # listings of one file, as many as come in again
MOST_SENT = 40_000_000
LONGEST = 3_500  # characters of an address
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@bp.url_value_preprocessor
def allow_pictures(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Pictures beside a sheet may be larger than what other forms send."""
    if endpoint == "bulk.read_file":
        request.max_content_length = MOST_SENT


@bp.get("/files")
@requires(Permission.LISTING_MANAGE)
def show_files() -> ResponseReturnValue:
    return files_page(own_store(), ImportForm(formdata=None))


@bp.post("/files")
@requires(Permission.LISTING_MANAGE)
def read_file() -> ResponseReturnValue:
    """Try a file. What it would do is seen on the page of its run; nothing is changed yet."""
    store, form = own_store(), ImportForm()
    if form.validate_on_submit() and form.does(
        operations.prepare_import, store, form.file.data.stream.read(sheets.MOST_BYTES + 1),
        clean_text(form.file.data.filename or ""), sent_pictures(form), actor=viewer().user,
    ):  # fmt: skip
        return redirect(url_for("bulk.run", run_id=form.result.id), 303)
    return files_page(own_store(), form)


@bp.get("/export.<ending>")
@requires(Permission.LISTING_MANAGE)
def export(ending: str) -> ResponseReturnValue:
    """The chosen goods, those of the filters, or all: one row for each SKU."""
    store = own_store()
    return written(store, wanted(store), ending)


@bp.post("/export.<ending>")
@requires(Permission.LISTING_MANAGE)
def export_chosen(ending: str) -> ResponseReturnValue:
    """Those that were ticked, each id once; the file is fetched from an address of its own."""
    ids = [each for each in dict.fromkeys(request.form.getlist("ids", type=int)) if each > 0]
    chosen = "-".join(map(str, ids))
    if len(chosen) > LONGEST:
        raise Invalid(
            _("勾选得太多，一次导不了"), next_step=_("按状态或类目导出"), link="/bulk/files"
        )
    return redirect(url_for("bulk.export", ending=known(ending), of=chosen or "0"), 303)


def written(store: Store, goods: Sequence[Listing], ending: str) -> ResponseReturnValue:
    pages = writing.pages_of(goods, freights(store))
    if not pages:
        raise NotFound(
            _("没有可以导出的商品"), next_step=_("勾选商品，或换个筛选"), link="/bulk/files"
        )
    if known(ending) == "csv":
        pages = [writing.single(pages, _("商品"))]
    guard_size(pages)
    body = writing.as_csv(pages[0]) if ending == "csv" else writing.as_xlsx(pages)
    return sent(body, _("商品 %(name)s", name=store.name), ending)


@bp.get("/template.xlsx")
@requires(Permission.LISTING_MANAGE)
def template() -> ResponseReturnValue:
    """An empty sheet for goods of one category."""
    store, category = own_store(), find_category(request.args.get("category_code", ""))
    if category is None or not category.is_leaf:
        raise NotFound(_("没有这个类目"), next_step=_("从列表里选"), link="/bulk/files")
    page = writing.page_for(category, list(freights(store).values()))
    body = writing.as_xlsx([page], category)
    return sent(body, _("商品模板 %(name)s", name=category.name), "xlsx")


@bp.get("/runs/<int:run_id>/failed.<ending>")
@requires(Permission.LISTING_MANAGE)
def failed_rows(run_id: int, ending: str) -> ResponseReturnValue:
    """Only what did not go through, with a column that says why: put it right and send it again."""
    found = queries.get_run(own_store(), run_id)
    rows = queries.list_failed(found) if found.deed == Deed.IMPORT else ()
    if not rows:
        raise NotFound(
            _("没有没改成的行"), next_step=_("回结果页看看"), link=f"/bulk/runs/{run_id}"
        )
    body = failed.as_file(found.said["heads"], rows, known(ending))
    return sent(body, _("没导入的行 %(n)s", n=run_id), ending)


def guard_size(pages: Sequence[writing.Page]) -> None:
    """A file that goes out can come in again."""
    if any(len(page.rows) >= sheets.MOST_ROWS for page in pages):
        raise Invalid(
            _("一张表最多 %(n)s 行", n=sheets.MOST_ROWS),
            next_step=_("按状态或类目分几次导出"),
            link="/bulk/files",
        )
    if any(len(page.columns) > sheets.MOST_COLUMNS for page in pages):
        raise Invalid(
            _("类目太多，一张 .csv 放不下这么多列"),
            next_step=_("导出 .xlsx，或按类目导出"),
            link="/bulk/files",
        )


def wanted(store: Store) -> list[Listing]:
    chosen = [*request.args.get("of", "").split("-"), *request.args.getlist("ids")]
    ids = {int(each) for each in chosen if each.isascii() and each.isdecimal() and len(each) < 10}
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    category = request.args.get("category", "")
    if ids:
        return list(queries.own_listings(store, sorted(ids)[:MOST_OUT]))
    cards, total = list_of_store(store, text, state, category, 1, per_page=MOST_OUT)
    if total > MOST_OUT:
        raise Invalid(
            _("一次最多导出 %(n)s 件，现在有 %(m)s 件", n=MOST_OUT, m=total),
            next_step=_("按状态或类目分几次导出"),
            link="/bulk/files",
        )
    return sorted((card.listing for card in cards), key=lambda each: each.code)


def freights(store: Store) -> dict[int, str]:
    return {each.id: each.name for each in list_templates(store)}


def sent_pictures(form: ImportForm) -> bytes:
    upload = form.pictures.data
    return upload.stream.read(pictures.MOST_BYTES + 1) if upload else b""


def known(ending: str) -> str:
    if ending not in KINDS:
        raise NotFound(_("只有 .xlsx 和 .csv"), next_step=_("从页面上下载"), link="/bulk/files")
    return ending


def sent(body: bytes, name: str, ending: str) -> ResponseReturnValue:
    return send_file(
        BytesIO(body), KINDS[known(ending)], as_attachment=True, download_name=f"{name}.{ending}"
    )


def files_page(store: Store, form: ImportForm) -> ResponseReturnValue:
    runs = queries.list_runs(store, deed=Deed.IMPORT, limit=5)
    return render_template(
        "sim_market/bulk/files.html",
        form=form,
        states=[(each.value, each.word) for each in ListingState if each != ListingState.BINNED],
        categories=[(each.code, each.name) for each in top_categories()],
        leaves=leaf_categories(),
        runs=runs,
        counts=queries.count_rows(runs),
        said_of=said_of,
    ), form.status


def said_of(run: BulkRun) -> str:
    """What is remembered of a run in one line: the file of an import."""
    return str(run.said.get("file", "")) if run.deed == Deed.IMPORT else ""
