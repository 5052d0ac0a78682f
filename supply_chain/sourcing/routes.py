"""The supply market: find goods, look at them, put them on sale with one click."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import Invalid
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of
from supply_chain.permissions import Permission
from supply_chain.sourcing import operations, queries
from supply_chain.sourcing.choices import choices_for
from supply_chain.sourcing.forms import (
    FilterForm,
    ListForm,
    RuleForm,
    batch_form_for,
    from_args,
    list_form_for,
)
from supply_chain.sourcing.price import margin_of
from supply_chain.suppliers import queries as suppliers
from supply_chain.suppliers.models import Product

bp = Blueprint("sourcing", __name__, url_prefix="/supply")

LAST_PAGE = 9_999  # no list is that long


@bp.get("")
@requires(Permission.SUPPLY_VIEW)
def index() -> ResponseReturnValue:
    """The market: all goods, narrowed by filters in the address."""
    form, store = from_args(FilterForm, request.args), _store()
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    products, total = suppliers.list_products(form.wish(), page=page)
    category = find_category(form.wish().category_code)
    return render_template(
        "supply_chain/sourcing/index.html",
        form=form,
        store=store,
        products=products,
        total=total,
        page=page,
        per_page=suppliers.PER_PAGE,
        listed=queries.listings_by_product(store, products),
        choices=choices_for(category, suppliers.list_provinces()),
        category=category,
    ), 422 if form.errors else 200


@bp.get("/products/<code>")
@requires(Permission.SUPPLY_VIEW)
def product(code: str) -> ResponseReturnValue:
    goods, store = suppliers.get_product(code), _store()
    return render_template(
        "supply_chain/sourcing/product.html",
        product=goods,
        store=store,
        listing_id=queries.listings_by_product(store, [goods]).get(goods.id),
        beside=suppliers.list_beside(goods),
        margins=[_margin(goods, sku.suggested_price_fen, sku.cost_fen) for sku in goods.skus],
    )


@bp.route("/products/<code>/list", methods=["GET", "POST"])
@requires(Permission.SUPPLY_SOURCE)
def list_product(code: str) -> ResponseReturnValue:
    """One click from the market to the shelf; the price rule in the address fills the prices."""
    who = viewer()
    store, goods = get_store_of(who.user, who.cohort_id), suppliers.get_product(code)
    rule_form = from_args(RuleForm, request.args)
    form = list_form_for(goods, rule_form.rule())
    if form.validate_on_submit() and form.does(_list, form, store):
        flash(_("已上架：%(title)s。买家现在能搜到", title=form.result.title))
        return redirect(url_for("listings.detail", listing_id=form.result.id), 303)
    return render_template(
        "supply_chain/sourcing/list.html",
        product=goods,
        form=form,
        rule_form=rule_form,
        rules=pack(store.cohort),
        commission_bp=goods.category.commission_bp,
        margins=_margins(goods, form),
    ), 422 if rule_form.errors else form.status


@bp.route("/batch", methods=["GET", "POST"])
@requires(Permission.SUPPLY_SOURCE)
def batch() -> ResponseReturnValue:
    """Several products by one rule; each row says what became of it."""
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    codes = request.args.getlist("code")[: operations.MOST_AT_ONCE + 1]
    products = suppliers.list_products_by_code(codes)
    rule_form = from_args(RuleForm, request.args)
    form, outcomes = batch_form_for(products, rule_form.rule()), None
    if form.validate_on_submit() and form.does(
        operations.list_products, store, form.wishes(), actor=who.user
    ):
        outcomes = form.result
    return render_template(
        "supply_chain/sourcing/batch.html",
        products=products,
        form=form,
        rule_form=rule_form,
        rule=form.rule() if form.is_submitted() and not form.errors else rule_form.rule(),
        rules=pack(store.cohort),
        outcomes=outcomes,
        listed=queries.listings_by_product(store, products),
        codes=codes,
        most=operations.MOST_AT_ONCE,
        margin_of=margin_of,
    ), _batch_status(rule_form, form, outcomes)


def _batch_status(rule_form: RuleForm, form: Any, outcomes: list[Any] | None) -> int:
    """Refused whole if not one row went through: then nothing is kept."""
    if outcomes is not None and not any(outcome.listing for outcome in outcomes):
        return 422
    return 422 if rule_form.errors else int(form.status)


def _list(form: ListForm, store: Store) -> Any:
    return operations.list_product(store, form.product, form.wanted(), actor=viewer().user)


def _margins(product: Product, form: ListForm) -> dict[int, Any]:
    """SKU id -> what is left of the price that is typed; None where it is no price."""
    found: dict[int, Any] = {}
    for sku in product.skus:
        try:
            price_fen = form.price_fen(sku)
        except Invalid:
            found[sku.id] = None
        else:
            found[sku.id] = _margin(product, price_fen, sku.cost_fen * (form.pack.data or 1))
    return found


def _margin(product: Product, price_fen: int, cost_fen: int) -> Any:
    return margin_of(price_fen, cost_fen, product.category.commission_bp)


def _store() -> Store | None:
    who = viewer()
    return find_store_of(who.user.id, who.cohort_id) if who.cohort_id else None
