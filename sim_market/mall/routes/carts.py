"""The cart over several stores: ticks, quantities, variants, what can no longer be bought."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires
from app.forms import Form
from sim_market.mall import operations, queries
from sim_market.mall.forms import CartForm
from sim_market.mall.routes.asked import cart_of
from sim_market.mall.routes.hall import bp, here, maybe_me
from sim_market.mall.routes.prices import costs_of, teller
from sim_market.orders.models import CartLine
from sim_market.orders.operations import take_from_cart
from sim_market.orders.pricing import Wish, price_purchase
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper


@bp.get("/cart")
@requires(Permission.MALL_BUY)
def cart() -> ResponseReturnValue:
    return cart_page(maybe_me())


@bp.post("/cart")
@requires(Permission.MALL_BUY)
def change_cart() -> ResponseReturnValue:
    """All that was typed and ticked on the page, and what the button says."""
    shopper, form = maybe_me(), CartForm()
    if shopper is None:
        return redirect(url_for("mall.cart"), 303)
    if form.validate_on_submit() and form.does(do, form, shopper):
        if form.what()[0] == "checkout":
            return redirect(url_for("mall.checkout"), 303)
        return redirect(url_for("mall.cart"), 303)
    return cart_page(maybe_me(), form)


@bp.route("/cart/<int:line_id>/spec", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def spec(line_id: int) -> ResponseReturnValue:
    """Another variant of what is in the cart."""
    shopper, form = maybe_me(), Form()
    line = queries.get_cart_line(line_id, shopper)
    said = request.values if request.values.get("s0") else {"sku_id": str(line.sku_id)}
    choice = queries.choice_of(line.sku.listing, said)
    if request.form.get("then") == "look":
        return redirect(url_for("mall.spec", line_id=line_id, **_chosen()), 303)
    if form.validate_on_submit() and form.does(operations.change_spec, shopper, line, choice.sku):
        flash(_("规格已换好"))
        return redirect(url_for("mall.cart"), 303)
    if form.refusal:
        line = queries.get_cart_line(line_id, maybe_me())
        choice = queries.choice_of(line.sku.listing, said)
    return render_template(
        "sim_market/mall/spec.html", form=form, line=line, listing=line.sku.listing, choice=choice
    ), form.status


def do(form: CartForm, shopper: Shopper) -> None:
    lines = [line for basket in queries.list_cart(shopper) for line in basket.lines]
    deed, number = form.what()
    if deed == "agree":
        line = operations.agree(queries.list_cart(shopper), number)
        flash(_("已同意：《%(title)s》按现在的价买", title=line.sku.listing.title))
        return
    if deed == "clear":
        flash(_("已移走 %(n)s 件不能买的商品", n=operations.clear_gone(lines)))
        return
    typed, ticked = form.read(line.id for line in lines), ticks(form, lines)
    if deed == "remove":
        typed.pop(number, None)
    operations.save_cart(lines, typed, ticked)
    if deed == "remove":
        take_from_cart(queries.get_cart_line(number, shopper))
        flash(_("已从购物车拿出"))


def ticks(form: CartForm, lines: list[CartLine]) -> set[int]:
    """Which lines are wanted, after a button that ticks or unticks a whole store."""
    ticked = form.ticked()
    deed, number = form.what()
    of_store = {line.id for line in lines if line.sku.listing.store_id == number}
    if deed == "tick":
        return ticked | of_store
    return ticked - of_store if deed == "untick" else ticked


def cart_page(shopper: Shopper | None, form: CartForm | None = None) -> ResponseReturnValue:
    baskets = cart_of(shopper) if shopper else []
    province = shopper.province if shopper else ""
    wanted = {each.store: each.pairs for each in baskets if each.wanted}
    priced = price_purchase(wanted, province, shopper, Wish(live=queries.live_in(baskets)))
    return render_template(
        "sim_market/mall/cart.html",
        baskets=baskets,
        gone=[line for each in baskets for line in each.lines if queries.is_gone(line)],
        priced=priced,
        costs=costs_of(priced),
        told_of=teller(priced),
        province=province,
        wanted=sum(len(basket.wanted) for basket in baskets),
        look=queries,
        most=pack(here()).line_quantity_max,
        form=form or CartForm(formdata=None),
        refused=form is not None and form.refusal is not None,
        ticked=form.ticked() if form else set(),
    ), form.status if form else 200


def _chosen() -> dict[str, Any]:
    return {name: request.form[name] for name in ("s0", "s1", "s2") if name in request.form}
