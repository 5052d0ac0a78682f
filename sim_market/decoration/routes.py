"""Building the store's page: blocks, preview in two widths, versions, the store's categories."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.db import db
from sim_market.decoration import operations, queries
from sim_market.decoration.blocks import KINDS, Screen, find, outline
from sim_market.decoration.forms import FORMS, BlockForm, GroupForm, GroupGoodsForm, StepForm
from sim_market.decoration.models import StoreCategory, StorePage
from sim_market.decoration.page_check import field_of, page_problems
from sim_market.decoration.starts import STARTS
from sim_market.listings.queries import names_of
from sim_market.permissions import Permission
from sim_market.promotions.offers import Offer, list_offers
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("decoration", __name__, url_prefix="/decoration")


@bp.get("")
@requires(Permission.STORE_DECORATE)
def index() -> ResponseReturnValue:
    """The page as it is being built: its blocks, one of them open, and how it looks."""
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None or not store.opened_sim_at:
        return render_template("sim_market/decoration/closed.html")
    return shown(store)


@bp.post("/start")
@requires(Permission.STORE_DECORATE)
def start() -> ResponseReturnValue:
    store, form = own_store(), StepForm()
    name = request.form.get("start", "")[:20]
    return step(store, form, operations.start_from, store, name, said=_("已换成模板，可以撤销"))


@bp.post("/add")
@requires(Permission.STORE_DECORATE)
def add() -> ResponseReturnValue:
    store, form = own_store(), StepForm()
    page = operations.page_of(store)
    kind = request.form.get("kind", "")[:20]
    if form.does(operations.add_block, page, kind, version=form.read_version()):
        return opened(form.result)
    return refused(form)


@bp.post("/blocks/<int:block_id>")
@requires(Permission.STORE_DECORATE)
def change(block_id: int) -> ResponseReturnValue:
    store = own_store()
    page = operations.page_of(store)
    block = find(page.blocks, block_id)
    if block is None:
        flash(_("这个模块已经不在页面上，没有保存"), "warn")
        return redirect(url_for("decoration.index"), 303)
    form = FORMS[block["kind"]](queries.shelf_of(store), block)
    if form.validate_on_submit() and form.does(keep, form, page, store, block_id):
        flash(_("模块已保存，发布后买家才看得到"))
        return opened(block_id)
    return shown(own_store(), form=form, block_id=block_id)


@bp.post("/blocks/<int:block_id>/<any(move, copy, remove):deed>")
@requires(Permission.STORE_DECORATE)
def handle(block_id: int, deed: str) -> ResponseReturnValue:
    store, form = own_store(), StepForm()
    if deed == "move":
        to = request.form.get("to", "")[:5]
        return step(store, form, operations.move_block, block_id, to)
    if deed == "copy":
        return step(store, form, operations.copy_block, block_id, said=_("已复制一个"))
    return step(store, form, operations.remove_block, block_id, said=_("已删除，可以撤销"))


@bp.post("/undo")
@requires(Permission.STORE_DECORATE)
def undo() -> ResponseReturnValue:
    return step(own_store(), StepForm(), operations.undo, said=_("已撤销上一步"))


@bp.post("/publish")
@requires(Permission.STORE_DECORATE)
def publish() -> ResponseReturnValue:
    store, form = own_store(), StepForm()
    page = operations.page_of(store)
    version = form.read_version()
    if form.does(operations.publish, page, store, version=version, actor=viewer().user):
        flash(_("已发布第 %(n)s 版，买家进店就能看到", n=form.result.number))
        return redirect(url_for("decoration.index"), 303)
    return refused(form)


@bp.get("/versions")
@requires(Permission.STORE_DECORATE)
def versions() -> ResponseReturnValue:
    store = own_store()
    return render_template(
        "sim_market/decoration/versions.html",
        store=store,
        page=queries.find_page(store),
        versions=queries.list_versions(store),
        kinds=KINDS,
        outline=outline,
    )


@bp.post("/versions/<int:number>")
@requires(Permission.STORE_DECORATE)
def roll_back(number: int) -> ResponseReturnValue:
    store = own_store()
    old, page = queries.get_version(store, number), operations.page_of(store)
    made = operations.roll_back(page, store, old, actor=viewer().user)
    flash(_("已恢复第 %(old)s 版，作为第 %(new)s 版发布", old=number, new=made.number))
    return redirect(url_for("decoration.versions"), 303)


@bp.route("/groups", methods=["GET", "POST"])
@requires(Permission.STORE_DECORATE)
def groups() -> ResponseReturnValue:
    """The store's own categories, and a new one."""
    store, user = own_store(), viewer().user
    shelf = queries.shelf_of(store)
    form = GroupForm(shelf.tops())
    if form.validate_on_submit() and form.does(
        operations.add_group, store, form.name.data, **form.place, actor=user
    ):
        return redirect(url_for("decoration.group", group_id=form.result.id), 303)
    return groups_page(form)


@bp.route("/groups/<int:group_id>", methods=["GET", "POST"])
@requires(Permission.STORE_DECORATE)
def group(group_id: int) -> ResponseReturnValue:
    store = own_store()
    found, shelf = queries.get_group(store, group_id), queries.shelf_of(store)
    data = {
        "name": found.name, "parent": found.parent_id or 0, "rule": found.rule.value,
        "listings": list(shelf.standing.get(found.id, ())),
    }  # fmt: skip
    tops = [each for each in shelf.tops() if each is not found]
    form = GroupGoodsForm(tops, names_of(store), data=data)
    if form.validate_on_submit() and form.does(fill, form, found, store):
        flash(_("分类已保存，买家马上能看到"))
        return redirect(url_for("decoration.groups"), 303)
    name = data["name"]
    return render_template("sim_market/decoration/group.html", form=form, name=name), form.status


@bp.post("/groups/<int:group_id>/<any(up, down, remove):deed>")
@requires(Permission.STORE_DECORATE)
def handle_group(group_id: int, deed: str) -> ResponseReturnValue:
    store, form, user = own_store(), GroupForm([]), viewer().user
    found = queries.get_group(store, group_id)
    if deed == "remove":
        done = form.does(operations.remove_group, found, store, actor=user)
    else:
        done = form.does(operations.move_group, found, store, up=deed == "up", actor=user)
    if not done:
        return groups_page(GroupForm(queries.shelf_of(own_store()).tops(), formdata=None), form)
    if deed == "remove":
        flash(_("分类已删除，里面的商品还在卖"))
    return redirect(url_for("decoration.groups"), 303)


def groups_page(form: GroupForm, refused: GroupForm | None = None) -> ResponseReturnValue:
    return render_template(
        "sim_market/decoration/groups.html",
        form=form,
        refused=refused,
        shelf=queries.shelf_of(own_store()),
    ), (refused or form).status


def own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def step(
    store: Store, form: StepForm, deed: Callable[..., Any], *about: Any, said: str = ""
) -> ResponseReturnValue:
    """Do one step of building and show the page again."""
    page = operations.page_of(store)
    if not form.does(deed, page, *about, version=form.read_version()):
        return refused(form)
    if said:
        flash(said)
    return redirect(url_for("decoration.index"), 303)


def refused(form: StepForm) -> ResponseReturnValue:
    return shown(own_store(), step_form=form)


def opened(block_id: int) -> ResponseReturnValue:
    return redirect(url_for("decoration.index", block=block_id, _anchor="edit"), 303)


def shown(
    store: Store,
    *,
    form: BlockForm | None = None,
    block_id: int = 0,
    step_form: StepForm | None = None,
) -> ResponseReturnValue:
    """The page for building, with a form that was refused or the block that is open."""
    page = queries.find_page(store) or StorePage(blocks=[], version=1, published=0)
    shelf = queries.shelf_of(store)
    chosen = find(page.blocks, block_id or request.args.get("block", 0, type=int))
    if form is None and chosen is not None:
        data = dict(chosen) | {"version": page.version}
        form = FORMS[chosen["kind"]](shelf, chosen, formdata=None, data=data)
    known = queries.around(shelf, page.blocks, store.cohort_id)
    refusal = form or step_form
    return render_template(
        "sim_market/decoration/index.html",
        store=store,
        page=page,
        chosen=chosen,
        form=form,
        step_form=step_form,
        kinds=KINDS,
        starts=STARTS,
        screens={each.value: each.word for each in Screen},
        outline=outline,
        field_of=field_of,
        parts=queries.shown(
            page.blocks, shelf, offers_of(page, store), bag=queries.bag_for(page.blocks, store)
        ),
        problems=page_problems(page.blocks, known, pack(store.cohort)) if page.blocks else [],
    ), refusal.status if refusal else 200


def offers_of(page: StorePage, store: Store) -> list[Offer]:
    """What a strip of coupons would show now."""
    if not any(block["kind"] == "coupons" for block in page.blocks):
        return []
    return list_offers(store.cohort_id, store.cohort.sim_at, stores=[store.id])


def keep(form: BlockForm, page: StorePage, store: Store, block_id: int) -> None:
    said = form.said(store.cohort_id, viewer().user.id)
    operations.change_block(page, block_id, said, version=form.read_version())


def fill(form: GroupGoodsForm, group: StoreCategory, store: Store) -> None:
    user, name = viewer().user, (form.name.data or "").strip()
    now = {"parent_id": group.parent_id, "rule": group.rule}
    if group.name != name or form.place != now:
        operations.change_group(group, store, name, **form.place, actor=user)
    operations.fill_group(group, store, form.listings.data or [], actor=user)
    db.session.flush()
