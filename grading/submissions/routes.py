from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from app.files import save_image
from app.identity.models import Role
from app.ui.globals import maybe_url
from grading.evidence import words
from grading.evidence.queries import whole_document
from grading.evidence.serve import picture
from grading.permissions import Permission
from grading.submissions import operations, queries
from grading.submissions.forms import HandInForm, PortfolioForm, ScreenshotForm
from grading.submissions.rooms import ROOMS
from grading.submissions.turn import Turn, next_turn

bp = Blueprint("submissions", __name__, url_prefix="/practice-result")


@bp.get("")
@requires(Permission.SUBMISSION_MAKE)
def index() -> ResponseReturnValue:
    return page(None, ScreenshotForm(formdata=None), HandInForm(formdata=None))


@bp.post("/portfolio")
@requires(Permission.SUBMISSION_MAKE)
def save() -> ResponseReturnValue:
    form = PortfolioForm()
    if form.validate_on_submit() and form.does(
        operations.save_portfolio,
        own_class(),
        form.statements,
        form.real_store,
        version=form.version_no,
        actor=viewer().user,
    ):
        flash(_("已保存，提交时会一起冻结"), "ok")
        return redirect(url_for(".index"), 303)
    return page(form, ScreenshotForm(formdata=None), HandInForm(formdata=None)), form.status


@bp.post("/screenshots")
@requires(Permission.SUBMISSION_MAKE)
def add_screenshot() -> ResponseReturnValue:
    form, me = ScreenshotForm(), viewer().user
    keep = partial(save_image, form.image.data, cohort_id=None, owner_id=me.id)  # not classmates'
    if form.validate_on_submit() and form.does(
        operations.add_screenshot, own_class(), keep, form.taken_on.data, actor=me
    ):
        flash(_("截图已添加"), "ok")
        return redirect(url_for(".index", _anchor="real-store"), 303)
    return page(None, form, HandInForm(formdata=None)), form.status


@bp.post("/screenshots/<int:screenshot_id>/remove")
@requires(Permission.SUBMISSION_MAKE)
def remove_screenshot(screenshot_id: int) -> ResponseReturnValue:
    operations.remove_screenshot(own_class(), screenshot_id, actor=viewer().user)
    flash(_("截图已移除"), "ok")
    return redirect(url_for(".index", _anchor="real-store"), 303)


@bp.post("/hand-in")
@requires(Permission.SUBMISSION_MAKE)
def hand_in() -> ResponseReturnValue:
    form = HandInForm()
    if form.validate_on_submit() and form.does(
        operations.hand_in, own_class(), seen=form.seen_no, actor=viewer().user
    ):
        return redirect(url_for(".receipt", submission_id=form.result.id), 303)
    return page(None, ScreenshotForm(formdata=None), form), form.status


@bp.get("/<int:submission_id>/receipt")
@requires(Permission.SUBMISSION_MAKE)
def receipt(submission_id: int) -> ResponseReturnValue:
    """The proof of a hand-in, to be printed."""
    submission = queries.get_submission(submission_id, seen_by=viewer())
    return render_template("grading/submissions/receipt.html", submission=submission)


@bp.get("/<int:submission_id>/evidence")
@requires(Permission.RESULT_OWN)
def evidence(submission_id: int) -> ResponseReturnValue:
    """What was frozen with a hand-in: one's own, or of a class that one looks after."""
    submission = queries.get_submission(submission_id, seen_by=viewer())
    standard = submission.rubric.standard
    number = request.args.get("c", 1, type=int)
    criterion = standard.criterion(number) or standard.criteria[0]
    return render_template(
        "grading/submissions/evidence.html",
        submission=submission,
        standard=standard,
        criterion=criterion,
        document=whole_document(submission.snapshot),
        pic=partial(url_for, ".evidence_picture", submission_id=submission.id),
        own=viewer().role == Role.TRAINEE,
    )


@bp.get("/<int:submission_id>/pictures/<sha256>")
@requires(Permission.RESULT_OWN)
def evidence_picture(submission_id: int, sha256: str) -> ResponseReturnValue:
    submission = queries.get_submission(submission_id, seen_by=viewer())
    return picture(whole_document(submission.snapshot), sha256)


def page(form: PortfolioForm | None, shot: ScreenshotForm, hand: HandInForm) -> str:
    """The one page of the assessment: where you stand, what you write, the hand-in.

    `form` is the portfolio as it was typed; without it, what is stored is shown.
    """
    cohort, me = own_class(), viewer().user
    portfolio = queries.portfolio_of(cohort.id, me.id)
    if form is None:
        form = PortfolioForm(formdata=None)
        form.fill(portfolio)
    earlier = queries.list_own(cohort.id, me.id)
    if hand.seen.data is None:
        hand.seen.data = str(len(earlier))
    turn = next_turn(earlier, cohort.params.get("attempts", 2))
    return render_template(
        "grading/submissions/index.html",
        check=queries.self_check(cohort, me, portfolio, to_show=False),
        portfolio=portfolio,
        form=form,
        shot=shot,
        hand=hand,
        earlier=earlier,
        turn=turn if isinstance(turn, Turn) else None,
        why_closed=None if isinstance(turn, Turn) else turn,
        room_url=room_url,
        attempts=cohort.params.get("attempts", 2),
    )


def own_class() -> Cohort:
    cohort = viewer().cohort
    if cohort is None:
        raise NotFound(_("您还不在任何班里"), next_step=_("请联系机构管理员"))
    return cohort


def room_url(room: str) -> str | None:
    """Where an item is practised; None where that page does not exist."""
    return maybe_url(ROOMS[room]) if room in ROOMS else None


for name, read in words.FILTERS.items():
    bp.add_app_template_filter(read, name)
