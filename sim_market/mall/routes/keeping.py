"""Favourites, footprints, and the page of all that is mine."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from sim_market.listings.models import Listing
from sim_market.listings.queries import get_shown_listing
from sim_market.mall import operations
from sim_market.mall.queries import keeping as queries
from sim_market.mall.routes.hall import bp, here
from sim_market.mall.routes.shelves import page_number
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_in


@bp.get("/favourites")
@requires(Permission.MALL_BUY)
def favourites() -> ResponseReturnValue:
    """Goods, or stores."""
    user, cohort_id, page = viewer().user, here().id, min(page_number(), 100)
    stores = request.args.get("tab") == "stores"
    read = queries.list_kept_stores if stores else queries.list_kept_listings
    return render_template(
        "sim_market/mall/favourites.html",
        stores=stores,
        kept=read(user, cohort_id, page),
        counts=queries.count_kept(user, cohort_id),
        page=page,
        per_page=queries.KEPT_PER_PAGE,
    )


@bp.post("/listings/<int:listing_id>/favourite")
@requires(Permission.MALL_BUY)
def keep_listing(listing_id: int) -> ResponseReturnValue:
    keep_or_drop(get_shown_listing(listing_id, here().id))
    return redirect(back(url_for("mall.listing", listing_id=listing_id)), 303)


@bp.post("/stores/<int:store_id>/favourite")
@requires(Permission.MALL_BUY)
def keep_store(store_id: int) -> ResponseReturnValue:
    keep_or_drop(get_store_in(store_id, here().id))
    return redirect(back(url_for("mall.store", store_id=store_id), tab="stores"), 303)


@bp.post("/listings/<int:listing_id>/seen")
@requires(Permission.MALL_BUY)
def seen(listing_id: int) -> ResponseReturnValue:
    """A page was looked at: its script says so."""
    operations.note_visit(get_shown_listing(listing_id, here().id), actor=viewer().user)
    return "", 204


@bp.route("/footprints", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def footprints() -> ResponseReturnValue:
    """What I looked at; one of them or all can be forgotten."""
    cohort, user = here(), viewer().user
    if request.method == "POST":
        listing_id = request.form.get("listing", type=int)
        if listing_id is None:
            operations.forget_visits(cohort, actor=user)
            flash(_("足迹已清空"))
        else:
            operations.forget_visit(min(max(0, listing_id), LARGEST_ID), cohort, actor=user)
            flash(_("已去掉这一条"))
        return redirect(url_for("mall.footprints"), 303)
    return render_template(
        "sim_market/mall/footprints.html", prints=queries.list_footprints(user, cohort.id)
    )


def keep_or_drop(what: Listing | Store) -> None:
    if request.form.get("deed") == "drop":
        operations.drop(what, actor=viewer().user)
        flash(_("已取消收藏"))
    else:
        operations.keep(what, actor=viewer().user)
        flash(_("已收藏，在“我的”里能找到"))


def back(usual: str, *, tab: str | None = None) -> str:
    """Where the button was pressed: among the favourites, or on the page of the thing."""
    kept = request.form.get("from") == "favourites"
    return url_for("mall.favourites", tab=tab) if kept else usual
