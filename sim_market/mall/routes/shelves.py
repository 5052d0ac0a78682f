"""Standing before a shelf: a listing, a store, and what an address asks for."""

from collections.abc import Iterator

from flask import flash, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import DomainError
from app.forms import Form
from app.money import parse_yuan
from sim_market.freight.provinces import PROVINCES, province_of
from sim_market.listings.album import alt_of
from sim_market.listings.models import Listing
from sim_market.listings.queries import (
    Sort,
    Wish,
    get_shown_listing,
)
from sim_market.mall import queries
from sim_market.mall.forms import AddForm
from sim_market.mall.routes.hall import bp, here, maybe_me
from sim_market.orders.fees import shipping_of
from sim_market.orders.operations import promise_of
from sim_market.permissions import Permission
from sim_market.reviews.queries import list_reviews_of, rating_of
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack

MOST_CHOSEN = 12  # choices of one kind that an address may name


@bp.get("/listings/<int:listing_id>")
@requires(Permission.MALL_VIEW)
def listing(listing_id: int) -> ResponseReturnValue:
    return page_of(get_shown_listing(listing_id, here().id))


def page_of(listing: Listing, form: Form | None = None) -> ResponseReturnValue:
    """The page of a listing, with what was refused when someone tried to buy."""
    chosen = request.values.get("sku_id", type=int)
    sku = next((sku for sku in listing.skus if sku.id == chosen), None)
    sku = sku or next((sku for sku in listing.skus if sku.available > 0), listing.skus[0])
    at = min(max(1, request.args.get("picture", 1, type=int)), max(1, len(listing.images)))
    province = chosen_province()
    return render_template(
        "sim_market/mall/listing.html",
        listing=listing,
        province=province,
        provinces=PROVINCES,
        fee=shipping_of([(sku, 1)], province),
        promise=promise_of([(sku, 1)]),
        sku=sku,
        form=form or AddForm(formdata=None, data={"quantity": 1}),
        at=at,
        alt_of=lambda key: listing.alts.get(key) or alt_of(key),
        category=find_category(listing.category_code),
        rating=rating_of(listing),
        reviews=list_reviews_of(listing),
        score=queries.score_of(listing.store),
        on_sale=queries.count_on_sale(listing.store),
        is_mine=listing.store.owner_id == viewer().user.id,
        rules=pack(here()),
    ), form.status if form else 200


def chosen_province() -> str:
    """Where goods would go: as chosen on a page, else where I live, else the first of the list."""
    said = request.args.get("to", "")
    if said in PROVINCES:
        session["province"] = said
    kept = str(session.get("province", ""))
    if kept in PROVINCES:
        return kept
    shopper = maybe_me()
    return province_of(shopper.province) if shopper else PROVINCES[0]


def wish(*, category_code: str = "", store_id: int | None = None) -> Wish:
    """What the address asks for; what makes no sense there is left out."""
    sort = request.args.get("sort", "")
    low_fen, high_fen = price_range()
    return Wish(
        category_code=category_code or request.args.get("category", ""),
        store_id=store_id,
        low_fen=low_fen,
        high_fen=high_fen,
        in_stock=request.args.get("stock") == "1",
        sort=Sort[sort.upper()] if sort in set(Sort) else Sort.BEST,
        attributes=frozenset(said_attributes()),
        stores=frozenset(store for store in request.args.getlist("shop", type=int)[:MOST_CHOSEN]),
    )


def said_attributes() -> Iterator[tuple[str, str]]:
    """`a=材质:陶瓷` in the address, as often as there are choices."""
    for said in request.args.getlist("a")[:MOST_CHOSEN]:
        name, colon, value = said.partition(":")
        if colon and name and value:
            yield name[:40], value[:40]


def sorts() -> list[tuple[str, str]]:
    return [
        (Sort.BEST, _("综合")),
        (Sort.SOLD, _("销量")),
        (Sort.NEW, _("新品")),
        (Sort.PRICE_UP, _("价格从低到高")),
        (Sort.PRICE_DOWN, _("价格从高到低")),
    ]


def price_range() -> tuple[int | None, int | None]:
    """The lowest and the highest price asked for, whichever way round they were typed."""
    low_fen, high_fen = fen_of("low"), fen_of("high")
    if low_fen is not None and high_fen is not None and low_fen > high_fen:
        return high_fen, low_fen
    return low_fen, high_fen


def fen_of(name: str) -> int | None:
    """What was typed as a price; what is none is said and left out."""
    typed = request.args.get(name, "").strip()[:12]
    try:
        return parse_yuan(typed) if typed else None
    except DomainError as refusal:
        flash(_("没有按价格筛选：%(why)s", why=refusal.message), "warn")
        return None


def page_number() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), 10_000)
