"""A merchant's promotions: list and calendar, making one with a simulation, start, pause, end."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import Conflict, NotFound
from app.forms import options
from app.money import yuan
from sim_market.listings.models import Listing, Sku
from sim_market.permissions import Permission
from sim_market.promotions import operations, queries
from sim_market.promotions.forms import FORMS, LiveForm, PromotionForm, SkuForm, blank, typed
from sim_market.promotions.models import Promotion, PromotionState
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.routes.platform import platform_bp
from sim_market.promotions.said import KIND_WORDS
from sim_market.promotions.simulation import simulate
from sim_market.promotions.wording import ABOUT, terms_words
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("promotions", __name__, url_prefix="/promotions")
__all__ = ["bp", "platform_bp"]
DAYS = 14  # of the calendar
MOST_LISTED = 100  # listings that are priced SKU by SKU


@bp.get("")
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/promotions/index.html", store=None)
    said = request.args.get("state", "")
    state = next((each for each in PromotionState if each.value == said), None)
    page = max(1, min(100, request.args.get("page", 1, type=int)))
    promotions = queries.list_promotions(store, state, page)
    return render_template(
        "sim_market/promotions/index.html",
        store=store,
        promotions=promotions,
        state=state,
        states=PromotionState,
        counts=queries.count_promotions(store),
        page=page,
        effects=queries.effects_of(promotions),
        calendar=calendar(store),
        terms_words=terms_words,
    )


def calendar(store: Store) -> list[tuple[int, list[Promotion]]]:
    """(day of the sandbox, what gives something on it), from today on."""
    today = store.cohort.day_starts(store.cohort.day)
    found = queries.list_between(store, today, today + timedelta(days=DAYS))
    days = []
    for n in range(DAYS):
        start = today + timedelta(days=n)
        end = start + timedelta(days=1)
        on = [each for each in found if each.starts_sim_at < end and each.ends_sim_at > start]
        days.append((store.cohort.day + n, on))
    return days


@bp.get("/new")
@requires(Permission.LISTING_MANAGE)
def choose() -> ResponseReturnValue:
    own_store()
    kinds = [(kind.value, KIND_WORDS[kind], ABOUT[kind]) for kind in FORMS]
    return render_template("sim_market/promotions/choose.html", kinds=kinds)


@bp.route("/new/<kind>", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def create(kind: str) -> ResponseReturnValue:
    store, of = own_store(), kind_of(kind)
    form = FORMS[of](data=None if request.method == "POST" else blank(store.cohort))
    if form.validate_on_submit() and form.does(make, form, of, store):
        flash(_("草稿已保存。看看试算，再开始。"))
        return redirect(url_for("promotions.detail", promotion_id=form.result.id), 303)
    return edit_page(own_store(), of, None, form)


@bp.get("/<int:promotion_id>")
@requires(Permission.LISTING_MANAGE)
def detail(promotion_id: int) -> ResponseReturnValue:
    store = own_store()
    promotion = queries.get_promotion(promotion_id, store)
    others = queries.running_in([store.id], store.cohort_id, store.cohort.sim_at)
    goods = queries.list_goods(store)
    chosen = {each.listing_id for each in promotion.targets}
    return render_template(
        "sim_market/promotions/detail.html",
        promotion=promotion,
        goods=[each for each in goods if each.id in chosen],
        rows=simulate(promotion, goods, others),
        others=[each for each in others if each.id != promotion.id],
        effect=queries.effects_of([promotion]).get(promotion.id, queries.Effect()),
        about=ABOUT.get(promotion.kind, ""),
        terms=terms_words(promotion),
    )


@bp.route("/<int:promotion_id>/edit", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def edit(promotion_id: int) -> ResponseReturnValue:
    store = own_store()
    promotion = queries.get_promotion(promotion_id, store)
    kind = kind_of(promotion.kind.value)
    form = FORMS[kind](data=None if request.method == "POST" else typed(promotion))
    if form.validate_on_submit() and form.does(change, form, promotion):
        flash(_("已保存"))
        return redirect(url_for("promotions.detail", promotion_id=promotion_id), 303)
    store = own_store()
    promotion = queries.get_promotion(promotion_id, store)
    if isinstance(form.refusal, Conflict):
        form.version.data = str(promotion.version)
    return edit_page(store, kind, promotion, form)


@bp.post("/<int:promotion_id>/start")
@requires(Permission.LISTING_MANAGE)
def start(promotion_id: int) -> ResponseReturnValue:
    promotion = own(promotion_id)
    operations.start_promotion(promotion, actor=viewer().user)
    flash(_("已开始") if promotion.state == PromotionState.RUNNING else _("已排期，到时间自动开始"))
    return back_to(promotion)


@bp.post("/<int:promotion_id>/pause")
@requires(Permission.LISTING_MANAGE)
def pause(promotion_id: int) -> ResponseReturnValue:
    promotion = own(promotion_id)
    operations.pause_promotion(promotion, actor=viewer().user)
    flash(_("已暂停，下过的订单不受影响"))
    return back_to(promotion)


@bp.post("/<int:promotion_id>/end")
@requires(Permission.LISTING_MANAGE)
def end(promotion_id: int) -> ResponseReturnValue:
    promotion = own(promotion_id)
    operations.end_promotion(promotion, actor=viewer().user)
    flash(_("已结束，下过的订单不受影响"))
    return back_to(promotion)


def make(form: PromotionForm, kind: Kind, store: Store) -> Promotion:
    draft = form.draft(kind, store.cohort)
    return operations.make_promotion(store, draft, actor=viewer().user)


def change(form: PromotionForm, promotion: Promotion) -> None:
    draft = form.draft(promotion.kind, promotion.cohort)
    operations.change_promotion(promotion, draft, version=form.read_version(), actor=viewer().user)


def edit_page(
    store: Store, kind: Kind, promotion: Promotion | None, form: PromotionForm
) -> ResponseReturnValue:
    goods = queries.list_goods(store)
    form.goods.choices = options((each.id, each.title) for each in goods)
    if isinstance(form, SkuForm):
        form.offer([(str(sku.id), name_of(each, sku)) for each in goods for sku in each.skus])
    return render_template(
        "sim_market/promotions/edit.html",
        store=store,
        kind=kind.value,
        word=KIND_WORDS[kind],
        about=ABOUT[kind],
        promotion=promotion,
        form=form,
        priced=priced_one_by_one(form, goods),
    ), form.status


def priced_one_by_one(
    form: PromotionForm, goods: Sequence[Listing]
) -> list[tuple[Listing, list[Sku]]]:
    """The goods whose SKUs may have prices of their own, those that have one first."""
    if not isinstance(form, LiveForm):
        return []
    rows = [(each, [sku for sku in each.skus if sku.active]) for each in goods]
    said = form.prices.data
    first = sorted(rows, key=lambda row: not any(str(sku.id) in said for sku in row[1]))
    return first[:MOST_LISTED]


def name_of(listing: Listing, sku: Sku) -> str:
    """With its variant and its price."""
    spec = f" · {sku.spec}" if sku.spec else ""
    return f"{listing.title}{spec}　{yuan(sku.price_fen)}"


def kind_of(value: str) -> Kind:
    found = next((kind for kind in FORMS if kind.value == value), None)
    if found is None:
        raise NotFound(_("没有这种活动"), next_step=_("从列表里选一种"), link="/promotions/new")
    return found


def own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)


def own(promotion_id: int) -> Promotion:
    return queries.get_promotion(promotion_id, own_store())


def back_to(promotion: Promotion) -> ResponseReturnValue:
    return redirect(url_for("promotions.detail", promotion_id=promotion.id), 303)
