"""Choosing a variant on a page that sells one thing: in a group, in a presale."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import Invalid
from sim_market.listings.models import Listing, Sku
from sim_market.mall.forms import GroupForm, PresaleForm
from sim_market.mall.routes.hall import maybe_me
from sim_market.mall.routes.shelves import page_number
from sim_market.shoppers.models import Shopper

OneThing = GroupForm | PresaleForm


def wanted_sku(form: OneThing, listing: Listing) -> Sku:
    """The variant that was sent. Raises Invalid if the listing has none like it."""
    sku = next((each for each in listing.skus if each.id == form.sku_id.data), None)
    if sku is None:
        raise Invalid(_("请选一个规格"), fields={"sku_id": _("请选一个规格")})
    return sku


def shown_choice(form: OneThing, listing: Listing) -> tuple[list[Sku], Sku | None, int]:
    """The variants, the one that is asked for or else the first, and how many (1 to 99)."""
    asked = form.sku_id.data or request.args.get("sku_id", 0, type=int)
    skus = [sku for sku in listing.skus if sku.active]
    sku = next((each for each in skus if each.id == asked), skus[0] if skus else None)
    quantity = min(max(1, form.quantity.data or request.args.get("quantity", 1, type=int)), 99)
    return skus, sku, quantity if sku else 1


def my_page(
    template: str, list_mine: Callable[[Shopper, int], Sequence[Any]], per_page: int
) -> ResponseReturnValue:
    """A page of `rows` that the viewer has as a shopper; none of somebody who never shopped."""
    shopper, page = maybe_me(), min(page_number(), 100)
    rows = list_mine(shopper, page) if shopper else []
    return render_template(template, rows=rows, page=page, per_page=per_page)
