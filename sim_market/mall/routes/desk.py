"""A buyer asks a store: from the page of goods, or about an order."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.customer_service.forms import SayForm
from sim_market.customer_service.operations import ask, open_talk
from sim_market.customer_service.queries import find_talk_of, list_messages
from sim_market.listings.models import Listing
from sim_market.listings.queries import get_shown_listing
from sim_market.mall import queries
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.orders.models import Order
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_in


@bp.route("/ask/<int:store_id>", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def ask_store(store_id: int) -> ResponseReturnValue:
    store, form = get_store_in(store_id, here().id), SayForm()
    if form.validate_on_submit() and form.does(put, store, form):
        return redirect(here_again(store), 303)
    shopper = maybe_me()
    talk = find_talk_of(shopper, store) if shopper else None
    return render_template(
        "sim_market/mall/ask.html", store=store, talk=talk, form=form, rules=pack(here()),
        messages=list_messages(talk) if talk else [], listing=asked_listing(store),
        order=asked_order(store), is_mine=store.owner_id == viewer().user.id,
    ), form.status  # fmt: skip


def put(store: Store, form: SayForm) -> None:
    talk = open_talk(me(), store, listing=asked_listing(store), order=asked_order(store))
    ask(talk, form.text.data or "", actor=viewer().user)


def asked_listing(store: Store) -> Listing | None:
    """The goods that the question is about: of this store, or NotFound; None if not named."""
    listing_id = request.args.get("listing", 0, type=int)
    found = get_shown_listing(listing_id, here().id) if listing_id else None
    return found if found and found.store_id == store.id else None


def asked_order(store: Store) -> Order | None:
    number = request.args.get("order", "")[:20]
    found = queries.get_my_order(number, maybe_me()) if number else None
    return found if found and found.store_id == store.id else None


def here_again(store: Store) -> str:
    named: dict[str, Any] = {n: request.args[n] for n in ("listing", "order") if n in request.args}
    return url_for("mall.ask_store", store_id=store.id, **named)
