"""A merchant's shipping templates: the list, one template, what sending costs, files."""

from collections.abc import Sequence
from urllib.parse import quote as in_address

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.db import db
from app.errors import Conflict, Invalid
from sim_market.freight import operations, queries, sheet
from sim_market.freight.asking import Question, Trial
from sim_market.freight.forms import FileForm, TemplateForm, blank, stepped, typed
from sim_market.freight.models import UNITS, FreightKind, FreightTemplate
from sim_market.freight.provinces import PROVINCES
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("freight", __name__, url_prefix="/freight")


@bp.get("")
@requires(Permission.FREIGHT_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None or not store.opened_sim_at:
        return render_template("sim_market/freight/closed.html")
    return list_page(store, FileForm(formdata=None))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.FREIGHT_MANAGE)
def create() -> ResponseReturnValue:
    store = own_store()
    form = TemplateForm(data=None if request.method == "POST" else blank())
    if drawn := step(form):
        return edit_page(store, None, drawn)
    if form.validate_on_submit() and form.does(make, form, store):
        flash(_("运费模板已保存"))
        return redirect(url_for("freight.index"), 303)
    return edit_page(own_store(), None, form)


@bp.route("/<int:template_id>", methods=["GET", "POST"])
@requires(Permission.FREIGHT_MANAGE)
def edit(template_id: int) -> ResponseReturnValue:
    store = own_store()
    template = queries.get_template(template_id, store)
    form = TemplateForm(data=None if request.method == "POST" else typed(template))
    if drawn := step(form):
        return edit_page(store, template, drawn)
    if form.validate_on_submit() and form.does(change, form, template, store):
        flash(_("运费模板已保存，新下的订单按新的算"))
        return redirect(url_for("freight.index"), 303)
    store = own_store()
    template = queries.get_template(template_id, store)
    if isinstance(form.refusal, Conflict):
        form.version.data = str(template.version)
    return edit_page(store, template, form)


@bp.post("/start")
@requires(Permission.FREIGHT_MANAGE)
def start() -> ResponseReturnValue:
    """Begin with a ready-made template."""
    made = operations.begin_with(own_store(), request.form.get("start", ""), actor=viewer().user)
    flash(_("已建好“%(name)s”，可以再改", name=made.name))
    return redirect(url_for("freight.index"), 303)


@bp.post("/<int:template_id>/copy")
@requires(Permission.FREIGHT_MANAGE)
def copy(template_id: int) -> ResponseReturnValue:
    store = own_store()
    operations.copy_template(queries.get_template(template_id, store), store, actor=viewer().user)
    flash(_("已复制"))
    return redirect(url_for("freight.index"), 303)


@bp.post("/<int:template_id>/default")
@requires(Permission.FREIGHT_MANAGE)
def make_default(template_id: int) -> ResponseReturnValue:
    store = own_store()
    operations.make_default(queries.get_template(template_id, store), store, actor=viewer().user)
    flash(_("没有选模板的商品，从现在起都按这个算"))
    return redirect(url_for("freight.index"), 303)


@bp.post("/<int:template_id>/delete")
@requires(Permission.FREIGHT_MANAGE)
def delete(template_id: int) -> ResponseReturnValue:
    store = own_store()
    operations.delete_template(queries.get_template(template_id, store), store, actor=viewer().user)
    flash(_("已删除，下过的订单不受影响"))
    return redirect(url_for("freight.index"), 303)


@bp.get("/templates.<ending>")
@requires(Permission.FREIGHT_MANAGE)
def export(ending: str) -> ResponseReturnValue:
    """All templates as a table; with none an example of how it is filled in."""
    rows = sheet.rows_of(queries.list_templates(own_store()) or [example()])
    name = in_address(f"{_('运费模板')}.{ending}")
    kinds = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
    if ending not in kinds:
        raise Invalid(_("只有 .xlsx 和 .csv"), next_step=_("从页面上下载"), link="/freight")
    body = sheets.as_csv(rows) if ending == "csv" else sheets.as_xlsx(rows, _("运费模板"))
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(body, content_type=kinds[ending], headers=disposition)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.post("/import")
@requires(Permission.FREIGHT_MANAGE)
def import_file() -> ResponseReturnValue:
    """Templates from a table: all or none. The first button only says what would be done."""
    form = FileForm()
    if form.validate_on_submit() and form.does(take_in, form, own_store()):
        flash(told(*form.result, only=form.only_looks))
        return redirect(url_for("freight.index"), 303)
    return list_page(own_store(), form)


def take_in(form: FileForm, store: Store) -> tuple[list[str], list[str]]:
    """The names made and changed; undone at once if the merchant only looks."""
    sent = request.files.get("file")
    found = sheets.read(sent.stream.read(sheets.MOST_BYTES + 1) if sent else b"")
    drafts = sheet.drafts_of(sheets.named(found[0]) if found else [])
    if not form.only_looks:
        return operations.take_in(store, drafts, actor=viewer().user)
    with db.session.begin_nested() as trial:
        said = operations.take_in(store, drafts, actor=viewer().user)
        trial.rollback()
    return said


def told(made: Sequence[str], changed: Sequence[str], *, only: bool) -> str:
    """What an import did, or would do."""
    parts = [_("新建 %(names)s", names="、".join(made))] if made else []
    parts += [_("更新 %(names)s", names="、".join(changed))] if changed else []
    what = "；".join(parts)
    if only:
        return _("这个文件没有错。导入会：%(what)s。现在还没有改动", what=what)
    return _("已导入：%(what)s", what=what)


def list_page(store: Store, form: FileForm) -> ResponseReturnValue:
    templates = queries.list_templates(store)
    chosen = request.args.get("template", type=int)
    tried = next((each for each in templates if each.id == chosen), next(iter(templates), None))
    return render_template(
        "sim_market/freight/index.html",
        templates=templates,
        uses=operations.uses_of(store),
        starts=[(key, start()[0]) for key, start in operations.STARTS.items()],
        not_served=queries.not_served,
        tried=tried,
        trial=Trial.of(Question.read(request.args), tried) if tried else None,
        provinces=PROVINCES,
        form=form,
    ), form.status


def step(form: TemplateForm) -> TemplateForm | None:
    """The form after a small button, nothing saved; None if it was no small button."""
    do = request.form.get("do", "")[:20]
    if request.method != "POST" or not do:
        return None
    said = {name: form[name].data for name in ("version", "name", "kind", "ships_from")}
    zones = [{k: v for k, v in each.items() if k != "csrf_token"} for each in form.zones.data]
    return TemplateForm(formdata=None, data=said | {"zones": stepped(do, zones) or zones})


def trial_of(form: TemplateForm) -> Trial:
    """What would be charged by the template as it is typed."""
    asked = Question.read(request.form)
    try:
        draft = form.draft()
        zones = operations.guard_zones(draft.zones)
    except (Invalid, KeyError) as wrong:
        return Trial(asked, wrong=getattr(wrong, "message", "") or _("先把模板填完整"))
    return Trial.of(asked, FreightTemplate(name=draft.name, kind=draft.kind, zones=zones))


def edit_page(
    store: Store, template: FreightTemplate | None, form: TemplateForm
) -> ResponseReturnValue:
    return render_template(
        "sim_market/freight/edit.html",
        store=store,
        template=template,
        form=form,
        trial=trial_of(form),
        provinces=PROVINCES,
        unit=UNITS.get(form.kind.data, UNITS[FreightKind.PIECE]),
        most_zones=operations.MOST_ZONES,
    ), form.status


def make(form: TemplateForm, store: Store) -> FreightTemplate:
    return operations.make_template(store, form.draft(), actor=viewer().user)


def change(form: TemplateForm, template: FreightTemplate, store: Store) -> None:
    operations.change_template(
        template, store, form.draft(), version=form.read_version(), actor=viewer().user
    )


def example() -> FreightTemplate:
    """What the empty table shows."""
    name, kind, zones = operations.STARTS["piece"]()
    kept = operations.guard_zones(zones)
    return FreightTemplate(name=name, kind=kind, ships_from=operations.HOME, zones=kept)


def own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)
