import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, NotFound
from app.flow import IllegalMove
from app.identity.models import Role
from grading.draw import operations as draw
from grading.draw.models import Purpose
from grading.results import operations, queries
from grading.results.models import Result
from grading.scoring import operations as scoring
from grading.scoring.models import ScoreSheet, SheetState
from grading.submissions.models import Submission, SubmissionState
from grading.verbs import Verb
from tests import make
from tests.grading import build

pytestmark = pytest.mark.usefixtures("app")


def work_of(of):
    return db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).first()


def results(of):
    return db.session.scalars(sa.select(Result).filter_by(cohort_id=of.id)).all()


def test_two_marks_that_agree_settle_a_work():
    of = build.class_drawn(trainees=1)

    build.seal_all(of, 840, 810)

    assert work_of(of).state == SubmissionState.SCORED
    [entry] = make.entries(Verb.RESULT_SETTLED)
    assert entry.facts["final_tenths"] == 825


def test_one_mark_settles_nothing():
    of = build.class_drawn(trainees=1)
    build.seal(build.sheets(of)[0], 840)
    assert work_of(of).state == SubmissionState.DRAWN
    with pytest.raises(Conflict, match="没有评完"):
        operations.release_class(of, actor=build.admin(of))
    assert results(of) == []


def test_marks_on_two_sides_of_the_line_call_for_a_third_lecturer():
    of = build.class_drawn(trainees=1, lecturers=4)
    build.seal_all(of, 580, 620)
    assert work_of(of).state == SubmissionState.DISPUTED

    with pytest.raises(Conflict, match="没有评完"):
        operations.release_class(of, actor=build.admin(of))
    build.drawn(of, Purpose.THIRD)
    assert work_of(of).state == SubmissionState.THIRD
    [third] = build.sheets(of)
    assert third.assignment.seat == 3
    build.seal(third, 605)
    operations.release_class(of, actor=build.admin(of))

    [result] = results(of)
    assert (result.final_tenths, result.passed, result.method) == (605, True, "median")
    assert result.marks == [580, 620, 605]
    assert queries.wrong_results() == []


def test_the_third_lecturer_is_not_one_of_the_first_two():
    of = build.class_drawn(trainees=2, lecturers=3)
    build.seal_all(of, 500, 700)
    build.drawn(of, Purpose.THIRD)
    teams = {}
    for sheet in db.session.scalars(sa.select(ScoreSheet).filter_by(cohort_id=of.id)):
        teams.setdefault(sheet.submission_id, set()).add(sheet.lecturer_id)
    assert {len(team) for team in teams.values()} == {3}


def test_a_release_is_for_the_whole_class_and_only_once():
    of = build.class_drawn(trainees=2)
    build.seal_all(of, 700, 720)

    operations.release_class(of, actor=build.admin(of))

    assert {one.final_tenths for one in results(of)} == {710}
    assert {one.submission.state for one in results(of)} == {SubmissionState.RELEASED}
    with pytest.raises(Conflict, match="没有等待公布"):
        operations.release_class(of, actor=build.admin(of))
    assert len(results(of)) == 2


def test_below_sixty_fails_and_opens_another_attempt():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 595, 599 - 4)
    operations.release_class(of, actor=build.admin(of))
    work = work_of(of)
    assert (work.passed, results(of)[0].final_tenths) == (False, 595)

    again = build.hand_in(work.trainee, of)

    assert (again.attempt, again.version) == (2, 1)
    assert work.state == SubmissionState.RELEASED


def test_who_has_passed_hands_in_no_more():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 800, 800)
    operations.release_class(of, actor=build.admin(of))
    with pytest.raises(Conflict, match="已经通过"):
        build.hand_in(work_of(of).trainee, of)


def test_the_pass_line_is_that_of_the_training_scheme():
    of = build.class_drawn(trainees=1, pass_tenths=700)
    build.seal_all(of, 690, 695)
    operations.release_class(of, actor=build.admin(of))
    assert (results(of)[0].passed, results(of)[0].line_tenths) == (False, 700)


def test_one_scorer_where_the_scheme_says_so():
    of = build.class_drawn(trainees=2, scorers=1)
    build.seal_all(of, 640)
    operations.release_class(of, actor=build.admin(of))
    assert {(one.final_tenths, one.method) for one in results(of)} == {(640, "single")}


def test_a_reopened_sheet_takes_its_work_back_into_scoring():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 840, 810)
    sheet = build.sheets(of, SheetState.SEALED)[0]

    scoring.reopen(sheet, "看错", actor=build.admin(of))

    assert work_of(of).state == SubmissionState.DRAWN
    build.seal(sheet, 800)
    assert work_of(of).state == SubmissionState.SCORED


def test_nothing_is_reopened_after_release():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 840, 810)
    operations.release_class(of, actor=build.admin(of))
    sheet = build.sheets(of, SheetState.SEALED)[0]
    with pytest.raises(Conflict, match="不能重开"):
        scoring.reopen(sheet, "看错", actor=build.admin(of))
    assert sheet.state == SheetState.SEALED


def test_a_place_given_back_after_one_mark_waits_for_its_substitute():
    of = build.class_drawn(trainees=1, lecturers=4)
    first, second = build.sheets(of)
    build.seal(first, 700)
    scoring.give_back(second, "没有时间", actor=second.lecturer)
    assert work_of(of).state == SubmissionState.DRAWN

    draw.draw_substitutes(of, actor=build.admin(of))
    [substitute] = build.sheets(of)
    build.seal(substitute, 720)

    assert work_of(of).state == SubmissionState.SCORED


def test_a_forged_result_is_noticed():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 800, 800)
    operations.release_class(of, actor=build.admin(of))
    db.session.execute(sa.update(Result).values(final_tenths=950))
    assert len(queries.wrong_results()) == 1


def test_the_database_refuses_a_pass_below_the_line():
    of = build.class_drawn(trainees=1)
    build.seal_all(of, 500, 500)
    operations.release_class(of, actor=build.admin(of))
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Result).values(passed=True))


def test_only_the_trainee_and_the_staff_of_the_class_see_a_result():
    of = build.class_drawn(trainees=2)
    work = work_of(of)
    with pytest.raises(NotFound):
        queries.get_released(work.id, seen_by=make.viewer_of(work.trainee))
    build.seal_all(of, 700, 720)
    operations.release_class(of, actor=build.admin(of))

    assert queries.get_released(work.id, seen_by=make.viewer_of(work.trainee)).gap_tenths == 20
    for role in (Role.TEACHING_LECTURER, Role.INSTITUTION_ADMIN, Role.AUTHORITY):
        assert queries.get_released(work.id, seen_by=make.viewer(role, of=of))
    others = [make.viewer(Role.TRAINEE, of=of), make.viewer(Role.SCORING_LECTURER, of=of)]
    elsewhere = make.cohort(institution=make.institution(region="330100"))
    others += [make.viewer(role, of=elsewhere) for role in (Role.INSTITUTION_ADMIN, Role.AUTHORITY)]
    for viewer in others:
        with pytest.raises(NotFound):
            queries.get_released(work.id, seen_by=viewer)


def test_the_class_table_shows_no_score_before_its_release():
    of = build.class_drawn(trainees=2)
    build.seal_all(of, 700, 720)
    assert [row.result for row in queries.class_table(of)] == [None, None]
    operations.release_class(of, actor=build.admin(of))
    assert [row.result.final_tenths for row in queries.class_table(of)] == [710, 710]


def test_an_illegal_state_is_never_reached_by_hand():
    of = build.class_handed_in(trainees=1)
    with pytest.raises(IllegalMove):
        draw.SUBMISSION_FLOW.claim(work_of(of), SubmissionState.RELEASED, passed=True)
