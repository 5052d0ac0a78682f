import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.flow import IllegalMove
from app.identity.models import Role
from app.identity.viewer import Viewer
from grading.draw.queries import list_assignments
from grading.scoring import operations, queries
from grading.scoring.models import Mark, ScoreSheet, SheetState
from grading.scoring.operations import StaleMark
from grading.verbs import Verb
from tests import make
from tests.grading import build

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sheet():
    return build.sheets(build.class_drawn(trainees=1))[0]


def mark_of(sheet, item):
    return next(mark for mark in sheet.marks if mark.item == item)


def award(sheet, item, tenths, comment="", version=None):
    version = version or mark_of(sheet, item).version
    return operations.award(sheet, item, tenths, comment, version=version, actor=sheet.lecturer)


def test_a_drawn_lecturer_finds_a_sheet_with_what_was_measured(sheet):
    assert len(sheet.marks) == 30
    assert mark_of(sheet, "9.1").tenths == mark_of(sheet, "9.1").measured_tenths == 50
    assert mark_of(sheet, "1.2").tenths is None
    assert mark_of(sheet, "6.1").tenths is None  # nothing recorded, nothing measured
    assert sheet.snapshot_sha256 == sheet.submission.snapshot.sha256


def test_an_award_is_saved_and_kept_in_the_journal(sheet):
    award(sheet, "1.2", 25, " 店名好记 ")

    mark = mark_of(sheet, "1.2")
    assert (mark.tenths, mark.comment, mark.version) == (25, "店名好记", 2)
    [entry] = make.entries(Verb.ITEM_SCORED)
    assert entry.facts == {"item": "1.2", "tenths": 25, "override": False, "commented": True}


@pytest.mark.parametrize("tenths", [-5, 35, 3, 1000])
def test_an_award_outside_the_steps_is_refused(sheet, tenths):
    with pytest.raises(Invalid, match="每档"):
        award(sheet, "1.2", tenths)
    assert mark_of(sheet, "1.2").tenths is None


def test_a_comment_that_is_too_long_is_refused(sheet):
    with pytest.raises(Invalid, match="最多 500 字"):
        award(sheet, "1.2", 30, "长" * 501)
    assert mark_of(sheet, "1.2").comment == ""


def test_an_item_of_another_standard_does_not_exist(sheet):
    with pytest.raises(NotFound):
        operations.award(sheet, "9.9", 5, "", version=1, actor=sheet.lecturer)


def test_a_stale_page_is_shown_what_stands_there(sheet):
    award(sheet, "1.2", 30, "好", version=1)

    with pytest.raises(StaleMark) as clash:
        award(sheet, "1.2", 10, "差", version=1)

    assert (clash.value.stored.tenths, clash.value.stored.comment) == (30, "好")
    db.session.refresh(sheet)
    assert mark_of(sheet, "1.2").tenths == 30


def test_two_tabs_may_save_different_items(sheet):
    award(sheet, "1.2", 30, version=1)
    award(sheet, "1.3", 20, version=1)
    assert (mark_of(sheet, "1.2").tenths, mark_of(sheet, "1.3").tenths) == (30, 20)


def test_an_award_can_be_taken_back(sheet):
    award(sheet, "1.2", 30)
    award(sheet, "1.2", None)
    assert mark_of(sheet, "1.2").tenths is None


def test_sealing_says_what_is_missing(sheet):
    award(sheet, "9.1", 40)
    award(sheet, "1.2", 10)

    with pytest.raises(Invalid) as refusal:
        operations.seal(sheet, version=sheet.version, actor=sheet.lecturer)

    assert "9.1 改了测得的分，没写理由" in refusal.value.message
    assert "1.2 低于一半，没写评语" in refusal.value.message
    assert "1.3 没有给分" in refusal.value.message
    assert sheet.state == SheetState.OPEN


def test_a_sealed_sheet_is_the_sum_of_its_items_and_does_not_change(sheet):
    build.seal(sheet, 700)

    assert (sheet.state, sheet.total_tenths) == (SheetState.SEALED, 700)
    with pytest.raises(Conflict, match="已经封存"):
        award(sheet, "1.2", 0, "改")
    with pytest.raises(Conflict, match="已经封存"):
        operations.seal(sheet, version=sheet.version, actor=sheet.lecturer)
    assert sum(mark.tenths for mark in sheet.marks) == 700
    assert queries.wrong_sheets() == []
    assert len(make.entries(Verb.SHEET_SEALED)) == 1


def test_a_summary_that_is_no_longer_true_seals_nothing(sheet):
    build.fill(sheet, 700)
    db.session.refresh(sheet)
    shown = sheet.version
    award(sheet, "9.1", 45, "有一处")

    with pytest.raises(Conflict, match="另一个页面改过"):
        operations.seal(sheet, version=shown, actor=sheet.lecturer)

    assert sheet.state == SheetState.OPEN


def test_a_forged_total_is_noticed(sheet):
    build.seal(sheet, 700)
    db.session.execute(sa.update(ScoreSheet).values(total_tenths=900))
    assert queries.wrong_sheets() == [
        f"score_sheet {sheet.id}: its total is not the sum of its items"
    ]


def test_the_database_refuses_an_award_outside_its_points(sheet):
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Mark).values(tenths=Mark.points + 5))
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Mark).where(Mark.points > 10).values(tenths=3))


def test_only_the_drawn_lecturer_finds_the_sheet(sheet):
    of = sheet.cohort
    assert queries.get_sheet(sheet.id, seen_by=make.viewer_of(sheet.lecturer)) == sheet
    others = [one.lecturer for one in build.sheets(of) if one.id != sheet.id]
    for who in [*others, build.lecturer(of), build.admin(of), sheet.submission.trainee]:
        with pytest.raises(NotFound):
            queries.get_sheet(sheet.id, seen_by=make.viewer_of(who))


def test_who_comes_to_teach_the_class_loses_the_sheet(sheet):
    make.member(Role.TEACHING_ASSISTANT, of=sheet.cohort, who=sheet.lecturer)
    with pytest.raises(NotFound):
        queries.get_sheet(sheet.id, seen_by=Viewer(sheet.lecturer, None))


def test_a_sheet_given_back_is_gone_and_its_place_is_free(sheet):
    operations.give_back(sheet, "认出了学员", actor=sheet.lecturer)

    assert sheet.state == SheetState.RETURNED
    with pytest.raises(NotFound):
        queries.get_sheet(sheet.id, seen_by=make.viewer_of(sheet.lecturer))
    live = [one for one in list_assignments(sheet.cohort_id) if one.is_live]
    assert len(live) == 1


def test_a_sealed_sheet_is_not_given_back(sheet):
    build.seal(sheet, 700)
    with pytest.raises(IllegalMove):
        operations.give_back(sheet, "后悔", actor=sheet.lecturer)
    db.session.rollback()


def test_reopening_needs_a_reason_and_makes_a_new_round(sheet):
    build.seal(sheet, 700)
    with pytest.raises(Invalid, match="原因"):
        operations.reopen(sheet, "", actor=build.admin(sheet.cohort))

    operations.reopen(sheet, "看错了快照", actor=build.admin(sheet.cohort))

    assert (sheet.state, sheet.round, sheet.total_tenths) == (SheetState.OPEN, 2, None)
    [entry] = make.entries(Verb.SHEET_REOPENED)
    assert entry.facts["reason"] == "看错了快照"
    build.seal(sheet, 650)
    assert sheet.total_tenths == 650
