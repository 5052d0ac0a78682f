"""A merchant's shipping templates: the list, one template, what sending costs, files."""

from typing import Any
from urllib.parse import quote as in_address

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.errors import Conflict, Invalid
from sim_market.freight import operations, queries, sheet
from sim_market.freight.forms import FileForm, TemplateForm, blank, typed, with_zone, without_zone
from sim_market.freight.models import FreightTemplate
from sim_market.freight.price import Load, Quote
from sim_market.freight.provinces import PROVINCES
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

bp = Blueprint("freight", __name__, url_prefix="/freight")
MOST = 99_999


@bp.get("")
@requires(Permission.FREIGHT_MANAGE)
def index() -> ResponseReturnValue:
    return list_page(own_store(), FileForm(formdata=None))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.FREIGHT_MANAGE)
def create() -> ResponseReturnValue:
    store = own_store()
    form = TemplateForm(data=None if request.method == "POST" else blank())
    if stepped := step(form):
        return edit_page(store, None, stepped)
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
    if stepped := step(form):
        return edit_page(store, template, stepped)
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
    """New templates from a table: all or none."""
    form = FileForm()
    if form.validate_on_submit() and form.does(take_in, form, own_store()):
        flash(_("已导入 %(n)s 个运费模板", n=form.result))
        return redirect(url_for("freight.index"), 303)
    return list_page(own_store(), form)


def take_in(form: FileForm, store: Store) -> int:
    sent = request.files.get("file")
    found = sheets.read(sent.stream.read(sheets.MOST_BYTES + 1) if sent else b"")
    drafts = sheet.drafts_of(sheets.named(found[0]) if found else [])
    for draft in drafts:
        operations.make_template(store, draft, actor=viewer().user)
    return len(drafts)


def list_page(store: Store, form: FileForm) -> ResponseReturnValue:
    templates = queries.list_templates(store)
    asked = Question(templates)
    return render_template(
        "sim_market/freight/index.html",
        templates=templates,
        starts=[(key, start()[0]) for key, start in operations.STARTS.items()],
        not_served=queries.not_served,
        asked=asked,
        provinces=PROVINCES,
        form=form,
    ), form.status


class Question:
    """What a merchant asks of the calculator, from the address, and its answer."""

    def __init__(self, templates: Any) -> None:
        chosen = request.args.get("template", type=int)
        self.template: FreightTemplate | None = next(
            (each for each in templates if each.id == chosen), templates[0] if templates else None
        )
        place = request.args.get("to", "")
        self.to = place if place in PROVINCES else PROVINCES[0]
        self.quantity = self._number("quantity", 1)
        self.weight_g = self._number("weight", 500)
        self.volume_cm3 = self._number("volume", 1000)
        self.goods_yuan = self._number("goods", 0)

    @property
    def answer(self) -> Quote | None:
        if self.template is None:
            return None
        load = Load(
            self.template.id, self.quantity, self.weight_g, self.volume_cm3, self.goods_yuan * 100
        )
        return queries.quote_for([self.template], [load], self.to)

    def _number(self, name: str, otherwise: int) -> int:
        return max(0, min(MOST, request.args.get(name, otherwise, type=int)))


def step(form: TemplateForm) -> TemplateForm | None:
    """The form after a small button: one zone more or less; None if it was no small button."""
    verb, _colon, place = request.form.get("do", "").partition(":")
    if request.method != "POST" or verb not in {"add", "remove"}:
        return None
    said = {name: form[name].data for name in ("version", "name", "kind", "ships_from")}
    zones = [{k: v for k, v in each.items() if k != "csrf_token"} for each in form.zones.data]
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else -1
    changed = with_zone(zones) if verb == "add" else without_zone(zones, number)
    return TemplateForm(formdata=None, data=said | {"zones": changed})


def edit_page(
    store: Store, template: FreightTemplate | None, form: TemplateForm
) -> ResponseReturnValue:
    return render_template(
        "sim_market/freight/edit.html", store=store, template=template, form=form
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
