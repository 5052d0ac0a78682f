"""A merchant's goods: the list, on sale and off, now or later, the recycle bin, the past."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from sim_market.listings import operations, queries
from sim_market.listings.comparing import changes
from sim_market.listings.forms.schedule import ScheduleForm, VersionForm
from sim_market.listings.forms.views import ViewForm
from sim_market.listings.looking import quality_of
from sim_market.listings.models import Listing, ListingReview, ListingState
from sim_market.listings.queries import Only
from sim_market.listings.routes import bp
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name, top_categories
from sim_market.rules.listing_check import listing_problems
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of

TABS = (
    ListingState.ON_SALE,
    ListingState.DRAFT,
    ListingState.SCHEDULED,
    ListingState.OFF_SALE,
    ListingState.FROZEN,
    ListingState.BINNED,
)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def index() -> ResponseReturnValue:
    """The list with its filters; posted, these filters are kept under a name."""
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/listings/index.html", store=None)
    form = ViewForm()
    if form.validate_on_submit() and form.does(
        operations.keep_view, store, form.name.data, request.args, actor=who.user
    ):
        flash(_("已存成视图“%(name)s”", name=form.name.data))
        return redirect(request.full_path, 303)
    return listed(get_store_of(who.user, who.cohort_id), form)


def listed(store: Store, form: ViewForm) -> ResponseReturnValue:
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    category, only = request.args.get("category", ""), request.args.get("only", "")
    cards, total = queries.list_of_store(store, text, state, category, page, only=only)
    rules = pack(store.cohort)
    return render_template(
        "sim_market/listings/index.html",
        store=store,
        form=form,
        cards=[(card, listing_problems(card.listing.facts, rules)) for card in cards],
        total=total,
        page=page,
        counts=queries.count_by_state(store),
        states=TABS,
        only=Only,
        asking=queries.count_only(store),
        views=queries.list_views(store, viewer().user.id),
        categories=[(each.code, each.name) for each in top_categories()],
        category_name=category_name,
        quality_of=quality_of,
    ), form.status


@bp.post("/views/<int:view_id>/drop")
@requires(Permission.LISTING_MANAGE)
def drop_view(view_id: int) -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    operations.drop_view(queries.get_view(store, who.user.id, view_id))
    flash(_("视图已删除，商品没有动"))
    return redirect(url_for("listings.index"), 303)


@bp.post("/<int:listing_id>/on-sale")
@requires(Permission.LISTING_MANAGE)
def put_on_sale(listing_id: int) -> ResponseReturnValue:
    """Ask for the review. What it answers is kept, and said at the fields of the page."""
    listing = own(listing_id)
    review = operations.submit_listing(listing, actor=viewer().user)
    if review.passed:
        flash(_("已上架，买家现在能搜到"))
    else:
        say_faults(review)
    return back_to(listing)


@bp.post("/<int:listing_id>/off-sale")
@requires(Permission.LISTING_MANAGE)
def take_off_sale(listing_id: int) -> ResponseReturnValue:
    listing = own(listing_id)
    operations.take_off_sale(listing, actor=viewer().user)
    flash(_("已下架，已经下的订单不受影响；随时可以再上架"))
    return back_to(listing)


@bp.route("/<int:listing_id>/schedule", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def schedule(listing_id: int) -> ResponseReturnValue:
    """Set the day and hour of the sandbox at which the goods go on sale by themselves."""
    listing = own(listing_id)
    tomorrow = {"day": listing.cohort.day + 1, "time": "09:00"}
    form = ScheduleForm(data=None if request.method == "POST" else tomorrow)
    if form.validate_on_submit() and form.does(set_time, form, listing):
        if form.result.passed:
            flash(_("已设好，到时间会再检查一次，通过就自动上架"))
        else:
            say_faults(form.result)
        return back_to(listing)
    return render_template(
        "sim_market/listings/schedule.html", listing=listing, form=form
    ), form.status


@bp.post("/<int:listing_id>/unschedule")
@requires(Permission.LISTING_MANAGE)
def unschedule(listing_id: int) -> ResponseReturnValue:
    listing = own(listing_id)
    operations.cancel_schedule(listing, actor=viewer().user)
    flash(_("已取消定时上架"))
    return back_to(listing)


@bp.post("/<int:listing_id>/copy")
@requires(Permission.LISTING_MANAGE)
def copy(listing_id: int) -> ResponseReturnValue:
    made = operations.copy_listing(own(listing_id), actor=viewer().user)
    flash(_("已复制成一份草稿，改好标题、填上库存再上架"))
    return back_to(made)


@bp.post("/<int:listing_id>/bin")
@requires(Permission.LISTING_MANAGE)
def put_in_bin(listing_id: int) -> ResponseReturnValue:
    operations.bin_listing(own(listing_id), actor=viewer().user)
    flash(_("已放进回收站，30 天内可以恢复"))
    return redirect(url_for("listings.index"), 303)


@bp.post("/<int:listing_id>/restore")
@requires(Permission.LISTING_MANAGE)
def restore(listing_id: int) -> ResponseReturnValue:
    listing = own(listing_id)
    operations.restore_listing(listing, actor=viewer().user)
    flash(_("已恢复，检查后可以再上架"))
    return back_to(listing)


@bp.get("/<int:listing_id>/history")
@requires(Permission.LISTING_MANAGE)
def history(listing_id: int) -> ResponseReturnValue:
    """Every version with what it changed, and every round of review."""
    listing = own(listing_id)
    versions = queries.list_versions(listing)
    before = [*versions[1:], None]
    return render_template(
        "sim_market/listings/history.html",
        listing=listing,
        versions=[
            (each, changes(earlier.content, each.content) if earlier else [])
            for each, earlier in zip(versions, before, strict=True)
        ],
        reviews=queries.list_reviews(listing),
        form=VersionForm(formdata=None, data={"version": listing.version}),
    )


@bp.post("/<int:listing_id>/history/<int:number>")
@requires(Permission.LISTING_MANAGE)
def restore_version(listing_id: int, number: int) -> ResponseReturnValue:
    listing = own(listing_id)
    old, form = queries.get_version(listing, number), VersionForm()
    operations.restore_version(listing, old, version=form.read_version(), actor=viewer().user)
    flash(_("已恢复成第 %(n)s 版，价格和规格也一起恢复；库存没有动", n=number))
    return back_to(listing)


def own(listing_id: int) -> Listing:
    return queries.get_listing(listing_id, seen_by=viewer())


def back_to(listing: Listing) -> ResponseReturnValue:
    return redirect(url_for("listings.detail", listing_id=listing.id), 303)


def say_faults(review: ListingReview) -> None:
    faults = [reason for reason in review.reasons if reason["level"] == "forbidden"]
    flash(_("第 %(n)s 轮审核没有通过：%(m)s 处要改", n=review.round, m=len(faults)), "risk")


def set_time(form: ScheduleForm, listing: Listing) -> ListingReview:
    at = moment(listing.cohort, form.day.data or 0, form.time.data or "")
    return operations.schedule_sale(listing, at, actor=viewer().user)


def moment(cohort: Cohort, day: int, time: str) -> datetime:
    """Day 3, '09:30' -> that time on the sandbox clock."""
    hours, minutes = map(int, time.split(":"))
    return cohort.sim_start_at + timedelta(days=day - 1, hours=hours, minutes=minutes)
