"""What buyers say of a merchant's goods: replies, appeals, and the platform's word on those."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from sim_market.permissions import Permission
from sim_market.reviews import operations, queries
from sim_market.reviews.forms import AppealForm, JudgeForm, ReplyForm
from sim_market.reviews.models import Review, ReviewAppeal
from sim_market.reviews.queries import Kept, Looked
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("reviews", __name__, url_prefix="/reviews")
CHART_DAYS = 14


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
        operations.reply_to,
        review,
        form.reply.data or "",
        again=form.again.data == "1",
        actor=viewer().user,
    ):
        flash(_("已回复，买家和别的顾客都能看到"))
        return redirect(url_for("reviews.index", **asked()), 303)
    return page_of(review_id, form)


@bp.route("/<int:review_id>/appeal", methods=["GET", "POST"])
@requires(Permission.REVIEW_REPLY)
def appeal(review_id: int) -> ResponseReturnValue:
    """Ask that a review which breaks the rules be hidden."""
    review, form = queries.get_review(review_id, seen_by=viewer()), AppealForm()
    if form.validate_on_submit() and form.does(ask, form, review):
        flash(_("申诉已提交，老师裁决；3 天没有裁决，由系统按文字裁决"))
        return redirect(url_for("reviews.index", show="appealed"), 303)
    review = queries.get_review(review_id, seen_by=viewer())
    return render_template("sim_market/reviews/appeal.html", review=review, form=form), form.status


@bp.get("/appeals")
@requires(Permission.AFTER_SALE_JUDGE)
def appeals() -> ResponseReturnValue:
    """What the teacher decides, as the platform."""
    found = queries.list_appeals(viewer().cohort_id or 0)
    return render_template("sim_market/reviews/appeals.html", appeals=found)


@bp.route("/appeals/<int:appeal_id>", methods=["GET", "POST"])
@requires(Permission.AFTER_SALE_JUDGE)
def judge(appeal_id: int) -> ResponseReturnValue:
    found, form = queries.get_appeal(appeal_id, seen_by=viewer()), JudgeForm()
    if form.validate_on_submit() and form.does(decide, form, found):
        flash(_("已裁决，商家会看到理由"))
        return redirect(url_for("reviews.appeals"), 303)
    found = queries.get_appeal(appeal_id, seen_by=viewer())
    return render_template(
        "sim_market/reviews/judge.html", appeal=found, review=found.review, form=form
    ), form.status


def ask(form: AppealForm, review: Review) -> None:
    operations.appeal(review, form.why, form.words.data or "", actor=viewer().user)


def decide(form: JudgeForm, found: ReviewAppeal) -> None:
    uphold, why = form.uphold.data == "y", form.decision.data or ""
    operations.judge(found, uphold=uphold, why=why, actor=viewer().user)


def asked() -> dict[str, Any]:
    """The filters of the page, for an address."""
    return {name: request.args[name] for name in ("show", "stars", "q") if name in request.args}


def looked_for() -> Looked:
    """The filters in the address; strange ones are as if not there."""
    show = request.args.get("show", "waiting" if request.args.get("waiting") == "1" else "")
    stars = request.args.get("stars", 0, type=int)
    return Looked(
        kept=Kept[show.upper()] if show in set(Kept) else Kept.ALL,
        stars=stars if stars in range(1, 6) else 0,
        words=request.args.get("q", "").strip()[:40],
        page=max(1, min(100_000, request.args.get("page", 1, type=int))),
    )


def page_of(replying_to: int | None, form: Form) -> ResponseReturnValue:
    who, looked = viewer(), looked_for()
    store = get_store_of(who.user, who.cohort_id)
    reviews, total = queries.list_store_reviews(store, looked)
    days = queries.scored_days(store, CHART_DAYS)
    return render_template(
        "sim_market/reviews/index.html", store=store, reviews=reviews, total=total, looked=looked,
        kinds=Kept, counts=queries.count_reviews(store), score=queries.score_of(store), form=form,
        replying_to=replying_to, per_page=queries.PER_PAGE, asked=asked(),
        chart=[
            (_("第 %(n)s 天", n=day), rating.hundredths, f"{rating.hundredths / 100:.2f}")
            for day, rating in days
        ],
    ), form.status  # fmt: skip
