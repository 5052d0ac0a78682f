"""A store as buyers see it: its own page, all goods, its own categories, who runs it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.decoration.queries import (
    Shelf,
    bag_for,
    list_groups,
    published_page,
    shelf_of,
    shown,
)
from sim_market.listings.queries import GOODS_PER_PAGE, Found, find_listings
from sim_market.mall import queries
from sim_market.mall.queries.keeping import keeps_store
from sim_market.mall.routes.hall import bp, here
from sim_market.mall.routes.shelves import page_number, sorts, wish
from sim_market.permissions import Permission
from sim_market.promotions.offers import list_offers
from sim_market.rules.categories import category_name
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_in

ALL_GOODS = {"q", "sort", "low", "high", "stock", "page", "category"}  # asked of goods


@bp.get("/stores/<int:store_id>")
@requires(Permission.MALL_VIEW)
def store(store_id: int) -> ResponseReturnValue:
    found = get_store_in(store_id, here().id)
    tab, group_id = tab_asked(), request.args.get("group", 0, type=int)
    decorated = published_page(found) if tab == "home" else None
    is_mine = found.owner_id == viewer().user.id
    may_claim = viewer().can(Permission.MALL_BUY) and not is_mine
    offers = list_offers(here().id, here().sim_at, user_id=viewer().user.id, stores=[found.id])
    shelf = shelf_of(found) if decorated or tab == "group" else None
    groups = shelf.groups if shelf else list_groups(found)
    top = next((each.parent_id or each.id for each in groups if each.id == group_id), 0)
    blocks = decorated.blocks if decorated else []
    bag = bag_for(blocks, found)
    parts = shown(blocks, shelf, offers, may_claim=may_claim, bag=bag) if shelf else []
    return render_template(
        "sim_market/mall/store.html",
        store=found,
        tab="home" if decorated else ("goods" if tab == "home" else tab),
        decorated=decorated is not None,
        parts=parts,
        has_strip=any(each.block["kind"] == "coupons" for each in parts),
        groups=[each for each in groups if each.parent_id is None],
        below=[each for each in groups if top and each.parent_id == top],
        top_id=top,
        group_id=group_id,
        found=goods_of(found, tab, group_id, shelf) if not decorated and tab != "about" else None,
        score=queries.score_of(found),
        offers=offers,
        is_mine=is_mine,
        kept=viewer().can(Permission.MALL_BUY) and keeps_store(viewer().user, found),
        page=page_number(),
        per_page=GOODS_PER_PAGE,
        sorts=sorts(),
        category=category_name(found.category_code),
    )


def tab_asked() -> str:
    """'home', 'goods', 'group' or 'about'. A search in the store looks at its goods."""
    if request.args.get("group", 0, type=int):
        return "group"
    asked = request.args.get("tab", "")
    if asked in {"goods", "about"}:
        return asked
    return "goods" if ALL_GOODS & set(request.args) else "home"


def goods_of(store: Store, tab: str, group_id: int, shelf: Shelf | None) -> Found:
    """All goods as they are asked for, or those of one of the store's own categories."""
    if tab == "group" and shelf:
        cards = shelf.cards_in(group_id)
        return Found(cards[:GOODS_PER_PAGE], min(len(cards), GOODS_PER_PAGE))
    text = request.args.get("q", "")
    return find_listings(store.cohort_id, text, wish(store_id=store.id), page=page_number())
