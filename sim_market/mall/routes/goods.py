"""The page of a listing: choosing a variant, what it costs here, what others say of it."""

from collections.abc import Mapping
from datetime import timedelta

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from app.forms import Form
from sim_market.freight.provinces import PROVINCES
from sim_market.listings.album import alt_of
from sim_market.listings.models import Listing, Sku
from sim_market.listings.queries import get_shown_listing
from sim_market.mall import queries
from sim_market.mall.forms import AddForm
from sim_market.mall.queries.keeping import Kept, kept_of
from sim_market.mall.queries.questions import list_questions
from sim_market.mall.routes.hall import bp, here
from sim_market.mall.routes.prices import plain, shown_price
from sim_market.mall.routes.shelves import chosen_province, page_number
from sim_market.orders.fees import shipping_of
from sim_market.orders.operations import promise_of
from sim_market.permissions import Permission
from sim_market.promotions.offers import Beside, beside
from sim_market.promotions.quoting import goods_named, offers_of
from sim_market.promotions.sets import Set, sets_of
from sim_market.promotions.wording import terms_words
from sim_market.reviews.queries import Shown, list_reviews_of, summary_of
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack

REVIEWS_SHOWN = 3
REVIEWS_PER_PAGE = 20
QUESTIONS_SHOWN = 2


@bp.get("/listings/<int:listing_id>")
@requires(Permission.MALL_VIEW)
def listing(listing_id: int) -> ResponseReturnValue:
    return page_of(get_shown_listing(listing_id, here().id))


@bp.get("/listings/<int:listing_id>/reviews")
@requires(Permission.MALL_VIEW)
def reviews(listing_id: int) -> ResponseReturnValue:
    """All reviews of a listing, or those of one kind."""
    found = get_shown_listing(listing_id, here().id)
    asked = request.args.get("show", "")
    shown = next((each for each in Shown if each.value == asked), Shown.ALL)
    summary = summary_of(found)
    return render_template(
        "sim_market/mall/reviews.html",
        listing=found,
        summary=summary,
        shown=shown,
        kinds=Shown,
        reviews=list_reviews_of(
            found, limit=REVIEWS_PER_PAGE, shown=shown, page=min(page_number(), 1000)
        ),
        page=page_number(),
        per_page=REVIEWS_PER_PAGE,
    )


def page_of(listing: Listing, form: Form | None = None) -> ResponseReturnValue:
    """The page of a listing, with what was refused when someone tried to buy."""
    choice = queries.choice_of(listing, request.values)
    sku = choice.sku or listing.skus[0]
    at = min(max(0, request.args.get("picture", 0, type=int)), len(listing.images))
    province = chosen_province()
    promise, fee = promise_of([(sku, 1)]), shipping_of([(sku, 1)], province)
    found = beside(listing, user_id=viewer().user.id)
    known = goods_named(found.in_store, listing.cohort_id)
    return render_template(
        "sim_market/mall/listing.html",
        listing=listing,
        choice=choice,
        sku=sku,
        was_fen=queries.was_fen(sku),
        picture=listing.images[at - 1] if at else sku.shown_picture,
        province=province,
        provinces=PROVINCES,
        fee=fee,
        shown=shown_price(sku, fee, found, known),
        promise=promise,
        ships_by=here().sim_at + timedelta(hours=promise),
        form=form or AddForm(formdata=None, data={"quantity": quantity_asked()}),
        alt_of=lambda key: listing.alts.get(key) or alt_of(key),
        terms_words=terms_words,
        category=find_category(listing.category_code),
        summary=summary_of(listing),
        kinds=Shown,
        reviews=list_reviews_of(listing, limit=REVIEWS_SHOWN),
        kept=kept(listing),
        beside=found,
        sets=sets_here(listing, found, known),
        asked=list_questions(listing, 1, QUESTIONS_SHOWN),
        card=queries.card_of(listing.store),
        is_mine=listing.store.owner_id == viewer().user.id,
        rules=pack(here()),
    ), form.status if form else 200


def sets_here(listing: Listing, found: Beside, known: Mapping[str, Sku]) -> list[Set]:
    """The sets that this listing is part of, at what they cost with all that runs in the store."""
    if not (listing.is_on_sale and listing.store.is_open):
        return []
    offers = offers_of(plain(found.in_store), listing.cohort_id, known)
    return sets_of(found.running, known, offers)


def kept(listing: Listing) -> Kept:
    """What the viewer keeps of it; the number at the cart is read along."""
    if not viewer().can(Permission.MALL_BUY):
        return Kept()
    found = kept_of(viewer().user, listing)
    g.cart_count = found.in_cart
    return found


def quantity_asked() -> int:
    """How many an address asks for; 1 where that makes no sense."""
    return min(max(1, request.args.get("quantity", 1, type=int)), 99)
