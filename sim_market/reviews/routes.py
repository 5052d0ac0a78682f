"""What buyers say of a merchant's goods, and the merchant's replies."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.permissions import Permission
from sim_market.reviews import operations, queries
from sim_market.reviews.forms import ReplyForm
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("")
@requires(Permission.REVIEW_REPLY)
def index() -> ResponseReturnValue:
    who = viewer()
    if find_store_of(who.user.id, who.cohort_id) is None:
        return render_template("sim_market/reviews/index.html", store=None)
    return page_of(None, ReplyForm())


@bp.post("/<int:review_id>/reply")
@requires(Permission.REVIEW_REPLY)
def reply(review_id: int) -> ResponseReturnValue:
    review, form = queries.get_review(review_id, seen_by=viewer()), ReplyForm()
    if form.validate_on_submit() and form.does(
        operations.reply_to, review, form.reply.data or "", actor=viewer().user
    ):
        flash(_("已回复，买家和别的顾客都能看到"))
        return redirect(url_for("reviews.index", waiting=request.args.get("waiting")), 303)
    return page_of(review_id, form)


def page_of(replying_to: int | None, form: ReplyForm) -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    waiting = request.args.get("waiting") == "1"
    reviews, total = queries.list_store_reviews(store, waiting=waiting, page=page)
    return render_template(
        "sim_market/reviews/index.html", store=store, reviews=reviews, total=total, page=page,
        waiting=waiting, score=queries.score_of(store), form=form, replying_to=replying_to,
        per_page=queries.PER_PAGE,
    ), form.status  # fmt: skip
