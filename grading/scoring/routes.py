from functools import partial
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.db import db
from app.errors import DomainError, NotFound
from grading.evidence.measure import in_points
from grading.evidence.queries import blind_document
from grading.evidence.serve import picture
from grading.permissions import Permission
from grading.rubrics.standard import Criterion
from grading.scoring import operations, queries
from grading.scoring.forms import GiveBackForm, MarkSent, SealForm, mark_sent
from grading.scoring.models import COMMENT_MAX, Mark, ScoreSheet, SheetState
from grading.scoring.operations import StaleMark
from grading.scoring.queries import Work

bp = Blueprint("scoring", __name__, url_prefix="/scoring")


@bp.get("")
@requires(Permission.SCORE)
def index() -> ResponseReturnValue:
    """What waits to be scored."""
    return queue_page(SheetState.OPEN)


@bp.get("/sealed")
@requires(Permission.SCORE)
def sealed() -> ResponseReturnValue:
    """What one has sealed."""
    return queue_page(SheetState.SEALED)


@bp.get("/<int:sheet_id>")
@requires(Permission.SCORE)
def work(sheet_id: int) -> ResponseReturnValue:
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    return work_page(sheet)


@bp.post("/<int:sheet_id>/items/<item_id>")
@requires(Permission.SCORE)
def save_item(sheet_id: int, item_id: str) -> ResponseReturnValue:
    """Save one item by itself: what the page does after each change."""
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    item = sheet.rubric.standard.item(item_id)
    if item is None:
        raise NotFound(_("评分标准里没有这一项"), next_step=_("请刷新页面"))
    try:
        mark = save(sheet, mark_sent(request.form, item))
    except DomainError as refusal:
        db.session.rollback()
        return jsonify(refused(refusal)), refusal.status
    return jsonify(saved(queries.work_of(sheet), mark))


@bp.post("/<int:sheet_id>/criteria/<int:number>")
@requires(Permission.SCORE)
def save_criterion(sheet_id: int, number: int) -> ResponseReturnValue:
    """Save all items of one criterion that were changed: what the button does without scripts."""
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    criterion = criterion_of(sheet, number)
    stale: dict[str, Mark] = {}
    for item in criterion.items:
        sent = mark_sent(request.form, item)
        if not is_changed(sheet, sent):
            continue
        try:
            save(sheet, sent)
        except StaleMark as clash:
            stale[item.id] = clash.stored
    if stale:
        db.session.rollback()
        return work_page(
            queries.get_sheet(sheet_id, seen_by=viewer()), number, clash=dict(request.form)
        ), 409
    after = number + 1 if sheet.rubric.standard.criterion(number + 1) else number
    return redirect(url_for(".work", sheet_id=sheet.id, c=after, view="score"), 303)


@bp.get("/<int:sheet_id>/seal")
@requires(Permission.SCORE)
def review(sheet_id: int) -> ResponseReturnValue:
    """Everything awarded, to be looked over before it is locked."""
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    form = SealForm(formdata=None)
    form.version.data = str(sheet.version)
    return review_page(sheet, form, GiveBackForm(formdata=None))


@bp.post("/<int:sheet_id>/seal")
@requires(Permission.SCORE)
def seal(sheet_id: int) -> ResponseReturnValue:
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    form = SealForm()
    if form.validate_on_submit() and form.does(
        operations.seal, sheet, version=form.version_no, actor=viewer().user
    ):
        flash(_("作品 %(code)s 已封存", code=sheet.submission.code), "ok")
        return redirect(next_url(sheet), 303)
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    form.version.data = str(sheet.version)
    return review_page(sheet, form, GiveBackForm(formdata=None)), form.status


@bp.post("/<int:sheet_id>/give-back")
@requires(Permission.SCORE)
def give_back(sheet_id: int) -> ResponseReturnValue:
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    form = GiveBackForm()
    if form.validate_on_submit() and form.does(
        operations.give_back, sheet, form.reason.data, actor=viewer().user
    ):
        flash(_("已退回，机构会补抽另一位评委"), "ok")
        return redirect(url_for(".index"), 303)
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    seal_form = SealForm(formdata=None)
    seal_form.version.data = str(sheet.version)
    return review_page(sheet, seal_form, form), form.status


@bp.get("/<int:sheet_id>/pictures/<sha256>")
@requires(Permission.SCORE)
def evidence_picture(sheet_id: int, sha256: str) -> ResponseReturnValue:
    sheet = queries.get_sheet(sheet_id, seen_by=viewer())
    return picture(blind_document(sheet.submission.snapshot), sha256)


def save(sheet: ScoreSheet, sent: MarkSent) -> Mark:
    return operations.award(
        sheet, sent.item, sent.tenths, sent.comment, version=sent.version, actor=viewer().user
    )


def is_changed(sheet: ScoreSheet, sent: MarkSent) -> bool:
    stored = next(mark for mark in sheet.marks if mark.item == sent.item)
    return (stored.tenths, stored.comment) != (sent.tenths, sent.comment.strip())


def saved(work: Work, mark: Mark) -> dict[str, Any]:
    """What the page must know after an item was saved."""
    criterion = next(
        part for part in work.standard.criteria if mark.item in {i.id for i in part.items}
    )
    return {
        "version": mark.version,
        "lack": work.lack(mark.item) or "",
        "override": mark.is_override,
        "points": "" if mark.tenths is None else in_points(mark.tenths),
        "criterion_points": in_points(work.given(criterion)),
        "criterion_left": work.left(criterion),
        "total_points": in_points(work.sheet.given_tenths),
        "done": work.sheet.done,
    }


def refused(refusal: DomainError) -> dict[str, Any]:
    """Why an item was not saved; for a clash also what stands there."""
    answer: dict[str, Any] = {"message": refusal.message, "next_step": refusal.next_step or ""}
    if isinstance(refusal, StaleMark):
        stored = refusal.stored
        answer["stored"] = {
            "version": stored.version,
            "points": "" if stored.tenths is None else in_points(stored.tenths),
            "comment": stored.comment,
        }
    return answer


def work_page(
    sheet: ScoreSheet, number: int | None = None, clash: dict[str, str] | None = None
) -> str:
    criterion = criterion_of(sheet, number or request.args.get("c", 1, type=int))
    waiting = queries.list_sheets(viewer().user, SheetState.OPEN, SheetState.SEALED)
    return render_template(
        "grading/scoring/work.html",
        work=queries.work_of(sheet),
        sheet=sheet,
        criterion=criterion,
        others=waiting,
        place=[one.id for one in waiting].index(sheet.id),
        next_url=next_url(sheet),
        view="evidence" if request.args.get("view") == "evidence" else "score",
        clash=clash or {},
        comment_max=COMMENT_MAX,
        pic=partial(url_for, ".evidence_picture", sheet_id=sheet.id),
    )


def review_page(sheet: ScoreSheet, form: SealForm, back: GiveBackForm) -> str:
    return render_template(
        "grading/scoring/review.html",
        work=queries.work_of(sheet),
        sheet=sheet,
        form=form,
        back=back,
    )


def queue_page(state: SheetState) -> str:
    sheets = queries.list_sheets(viewer().user, SheetState.OPEN, SheetState.SEALED)
    return render_template(
        "grading/scoring/index.html",
        sheets=[one for one in sheets if one.state == state],
        all_sheets=sheets,
        state=state,
    )


def criterion_of(sheet: ScoreSheet, number: int) -> Criterion:
    standard = sheet.rubric.standard
    return standard.criterion(number) or standard.criteria[0]


def next_url(sheet: ScoreSheet) -> str:
    """The next open sheet after this one, round and round; the list when there is none."""
    waiting = queries.list_sheets(viewer().user, SheetState.OPEN)
    others = [one for one in waiting if one.id != sheet.id]
    after = [one for one in others if one.submission.code > sheet.submission.code] or others
    return url_for(".work", sheet_id=after[0].id) if after else url_for(".index")
