"""The editor of one listing: a new one, what it says, its matrix, and going on sale from it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.access import requires, viewer
from app.drafts.operations import drop_draft
from app.drafts.queries import find_draft
from app.errors import Conflict, Invalid, NotFound
from app.fields import whole_number
from app.identity.viewer import Viewer
from sim_market.listings import operations, queries
from sim_market.listings.forms import ListingForm
from sim_market.listings.forms.images import allowed
from sim_market.listings.forms.steps import STEPS, Typed, in_step, with_images
from sim_market.listings.models import Listing, ListingReview
from sim_market.listings.queries.recent import list_recent_categories
from sim_market.listings.routes import bp
from sim_market.listings.routes.choosing import choose
from sim_market.listings.routes.conflicts import after_conflict, chosen, conflict_of
from sim_market.listings.routes.desk import Desk, desk_of
from sim_market.listings.routes.looks import looks_of
from sim_market.permissions import Permission
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack
from sim_market.stores.queries import get_store_of

MOST_SHOWN = 9


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LISTING_MANAGE)
def create() -> ResponseReturnValue:
    """First the category, then the form that it asks for."""
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    category = find_category(request.args.get("category_code", ""))
    if category is None or not category.is_leaf:
        return choose(list_recent_categories(store))
    return work_at(Desk(who, store, category))


@bp.get("/<int:listing_id>")
@requires(Permission.LISTING_MANAGE)
def detail(listing_id: int) -> ResponseReturnValue:
    return work_at(desk_of(listing_id))


@bp.post("/<int:listing_id>")
@requires(Permission.LISTING_MANAGE)
def edit(listing_id: int) -> ResponseReturnValue:
    return work_at(desk_of(listing_id))


@bp.post("/look")
@requires(Permission.LISTING_MANAGE)
def look() -> ResponseReturnValue:
    """What the page says of what is typed, while it is being typed; nothing is kept."""
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    category = find_category(request.form.get("category_code", ""))
    if category is None or not category.is_leaf:
        raise NotFound(_("没有这个类目"), next_step=_("请刷新页面"))
    desk = Desk(who, store, category)
    form = desk.filled(MultiDict(request.form.items(multi=True)))
    return render_template(
        "sim_market/listings/looks.html", looks=looks_of(form, pack(store.cohort)), form=form
    )


def work_at(desk: Desk) -> ResponseReturnValue:
    """Show the form, take a small step, or save; after a refusal nothing typed is lost."""
    if request.method == "GET":
        return page_of(desk, opened(desk))
    said, do = desk.posted(), request.form.get("do", "save")
    if do.partition(":")[0] in STEPS:
        return page_of(desk, stepped(desk, said, do))
    form = checked(desk, said)
    if not form.errors and form.does(save, desk, form, do):
        drop_draft(desk.place, actor=desk.who.user)
        listing, review = form.result
        return answered(desk, listing, review, do)
    if isinstance(form.refusal, Conflict) and desk.listing:
        desk = desk_of(desk.listing.id)
        form = after_conflict(desk, form, said)
    return page_of(desk, form)


def opened(desk: Desk) -> ListingForm:
    """The form as it is kept, or with the draft that was not sent."""
    draft = find_draft(desk.place, seen_by=desk.who) if "restore" in request.args else None
    if draft is None:
        return desk.kept()
    said: Typed = MultiDict(
        (str(name), str(value)) for name, values in draft.content.items() for value in values
    )
    images = allowed(said.getlist("images"), desk.category.code, desk.had, desk.keeper)
    return desk.filled(with_images(said, images))


def stepped(desk: Desk, said: Typed, do: str) -> ListingForm:
    verb, _colon, what = do.partition(":")
    try:
        return desk.filled(chosen(desk, said, what) if verb == "theirs" else desk.stepped(said, do))
    except Invalid as refusal:
        form = desk.filled(said)
        form.refuse(refusal)
        return form


def checked(desk: Desk, said: Typed) -> ListingForm:
    """The form, its grid in step with its dimensions, validated."""
    try:
        in_grid = said if desk.is_supplied or not desk.has_grid(said) else in_step(said)
        form = desk.filled(in_grid)
    except Invalid as refusal:
        form = desk.filled(said)
        form.validate()
        form.refuse(refusal)
        return form
    form.validate()
    return form


def save(desk: Desk, form: ListingForm, do: str) -> tuple[Listing, ListingReview | None]:
    """Keep the listing; with `publish` it is also handed in for review. Both, or neither."""
    said = desk.uploaded(MultiDict([("images", key) for key in form.chosen]))
    images = said.getlist("images")
    for name, picture in said.items():
        number = whole_number(name.removeprefix("detail-").removesuffix("-picture"))
        if name.endswith("-picture") and number is not None and number < len(form.detail):
            form.detail[number].form.picture.data = picture
    listing = desk.listing
    if listing is None:
        listing = operations.create_listing(desk.store, form.draft(images), actor=desk.who.user)
    else:
        change(listing, form, images, desk.who)
    if do == "publish" and not listing.is_on_sale:
        return listing, operations.submit_listing(listing, actor=desk.who.user)
    return listing, None


def change(listing: Listing, form: ListingForm, images: list[str], who: Viewer) -> None:
    """What it says, and the matrix if it was sent, as one version."""
    operations.save_listing(
        listing,
        version=whole_number(form.version.data) or 0,
        actor=who.user,
        said=form.said(images, listing.alts),
        rows=form.rows(listing.skus) if len(form.skus) else None,
        spec_names=form.spec_names,
    )


def answered(
    desk: Desk, listing: Listing, review: ListingReview | None, do: str
) -> ResponseReturnValue:
    """Where to go after saving: on sale with the review's answer, to the clock, or back here."""
    if do == "schedule":
        flash(_("内容已保存，再定上架时间"))
        return redirect(url_for("listings.schedule", listing_id=listing.id), 303)
    if review and review.passed:
        flash(_("已上架，买家现在能搜到"))
    elif review:
        flash(_("已保存，第 %(n)s 轮审核没有通过：按下面的提示改好再提交", n=review.round), "risk")
    elif do == "publish":
        flash(_("已保存，买家看到的已经更新"))
    else:
        new = _("商品已存为草稿，检查后上架")
        flash(_("商品内容已保存") if desk.listing else new)
    here = url_for("listings.detail", listing_id=listing.id, saved=desk.place)
    return redirect(here, 303)


def page_of(desk: Desk, form: ListingForm) -> ResponseReturnValue:
    """The editor with everything that it says of what is typed."""
    rules, listing = pack(desk.store.cohort), desk.listing
    draft = None
    if request.method == "GET" and "restore" not in request.args:
        draft = find_draft(desk.place, seen_by=desk.who)
    return render_template(
        "sim_market/listings/detail.html" if listing else "sim_market/listings/new.html",
        desk=desk,
        draft=draft,
        form=form,
        listing=listing,
        category=desk.category,
        looks=looks_of(form, rules),
        moves=queries.list_moves(listing) if listing else [],
        rules=rules,
        conflict=conflict_of(desk, form),
        supplied={str(sku.id): sku for sku in listing.skus if sku.supplied} if listing else {},
        known={str(sku.id): sku for sku in listing.skus} if listing else {},
    ), form.status
