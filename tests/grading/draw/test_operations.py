from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.flow import IllegalMove
from app.identity.models import Membership, Role
from grading.draw import operations, queries
from grading.draw.models import Assignment, AssignmentState, Draw, DrawState, Purpose, Relation
from grading.draw.operations import NoFairDraw
from grading.draw.pool import Bar, pool_of
from grading.draw.routes import new_secret
from grading.submissions.models import Submission, SubmissionState
from grading.verbs import Verb
from tests import make
from tests.grading import build

pytestmark = pytest.mark.usefixtures("app")


def bars(of):
    return {one.user.id: one.bars for one in pool_of(of)}


def states(of):
    works = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id))
    return {one.state for one in works}


def test_every_work_gets_two_lecturers_of_different_institutions():
    of = build.class_handed_in(trainees=4, lecturers=4)

    build.drawn(of)

    rows = db.session.scalars(sa.select(Assignment).filter_by(cohort_id=of.id)).all()
    teams = {}
    for one in rows:
        teams.setdefault(one.submission_id, []).append(one)
    assert {len({one.lecturer_id for one in team}) for team in teams.values()} == {2}
    assert {tuple(sorted(one.seat for one in team)) for team in teams.values()} == {(1, 2)}
    assert set(Counter(one.lecturer_id for one in rows).values()) == {2}
    assert states(of) == {SubmissionState.DRAWN}
    assert queries.unfair_draws() == []


def test_who_may_not_score_is_said_with_the_reason():
    of = make.cohort()
    free = build.lecturer(of)
    teacher, assistant, former, staff, colleague, trainee = (build.lecturer(of) for _ in range(6))
    make.member(Role.TEACHING_LECTURER, of=of, who=teacher)
    make.member(Role.TEACHING_ASSISTANT, of=of, who=assistant)
    build.end(make.member(Role.TEACHING_LECTURER, of=of, who=former))
    make.member(Role.INSTITUTION_ADMIN, of=of, who=staff)
    beside = make.cohort(institution=of.institution)
    make.member(Role.TEACHING_LECTURER, of=beside, who=colleague)
    make.member(Role.TRAINEE, of=of, who=trainee)

    found = bars(of)

    assert found[free.id] == []
    assert found[teacher.id] == [Bar.TEACHES]
    assert found[assistant.id] == [Bar.TEACHES]
    assert found[former.id] == [Bar.TEACHES]
    assert found[staff.id] == [Bar.EMPLOYED]
    assert found[colleague.id] == [Bar.EMPLOYED]
    assert found[trainee.id] == [Bar.TRAINEE]


def test_lecturers_of_other_provinces_and_disabled_ones_are_not_in_the_pool():
    of = make.cohort(institution=make.institution(region="410100"))
    far = build.lecturer(make.cohort(institution=make.institution(region="330100")))
    gone = build.lecturer(of)
    gone.disabled_at = of.sim_at
    db.session.flush()
    assert not {far.id, gone.id} & set(bars(of))


def test_nobody_who_is_barred_is_drawn():
    of = build.class_handed_in(trainees=3, lecturers=3)
    teacher = build.lecturer(of)
    make.member(Role.TEACHING_LECTURER, of=of, who=teacher)

    build.drawn(of)

    drawn = db.session.scalars(sa.select(Assignment.lecturer_id).filter_by(cohort_id=of.id)).all()
    assert teacher.id not in drawn


def test_a_relation_keeps_a_lecturer_from_one_work_only():
    of = build.class_handed_in(trainees=2, lecturers=3)
    work = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).first()
    related = pool_of(of)[0].user
    operations.declare_relation(of, related, work.trainee, "亲属", actor=build.admin(of))

    build.drawn(of)

    team = db.session.scalars(
        sa.select(Assignment.lecturer_id).filter_by(submission_id=work.id)
    ).all()
    assert related.id not in team
    assert len(make.entries(Verb.RELATION_DECLARED)) == 1


def test_a_relation_is_noted_once_and_only_for_people_of_the_class():
    of = build.class_handed_in(trainees=1, lecturers=2)
    lecturer, boss = pool_of(of)[0].user, build.admin(of)
    operations.declare_relation(of, lecturer, None, "同事", actor=boss)

    with pytest.raises(Conflict, match="登记过"):
        operations.declare_relation(of, lecturer, None, "同事", actor=boss)
    with pytest.raises(Invalid, match="不在本班"):
        operations.declare_relation(of, lecturer, make.member().user, "同事", actor=boss)
    with pytest.raises(Invalid, match="抽签范围"):
        operations.declare_relation(of, make.user(), None, "同事", actor=boss)

    assert len(db.session.scalars(sa.select(Relation)).all()) == 1


def test_too_few_lecturers_is_said_before_anything_is_published():
    of = build.class_handed_in(trainees=2, lecturers=1)

    with pytest.raises(NoFairDraw, match="共需 4 份评分，能评的讲师有 1 位，最多只能排 2 份"):
        build.published(of)

    assert db.session.scalars(sa.select(Draw)).all() == []
    assert states(of) == {SubmissionState.HANDED_IN}


def test_without_any_lecturer_that_is_said():
    of = build.class_handed_in(trainees=1, lecturers=0)
    with pytest.raises(NoFairDraw, match="没有可以抽的评分讲师"):
        build.published(of)


def test_one_institution_only_is_allowed_when_there_is_no_other_and_said():
    of = build.class_handed_in(trainees=2, lecturers=1)
    house = db.session.scalars(sa.select(Membership).filter_by(role=Role.SCORING_LECTURER)).one()
    make.member(Role.SCORING_LECTURER, of=of).institution = house.institution
    db.session.flush()

    plan = queries.plan_for(of, Purpose.FIRST)

    assert plan.relaxed
    assert build.drawn(of).roster["one_per_institution"] is False


def test_a_published_list_cannot_change_by_a_new_hand_in():
    of = build.class_handed_in(trainees=1, lecturers=2)
    draw = build.published(of)
    work = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).one()

    with pytest.raises(Conflict):
        build.hand_in(work.trainee, of)

    assert list(draw.roster["needed"]) == [work.code]
    assert work.state == SubmissionState.LISTED


def test_only_one_draw_waits_at_a_time():
    of = build.class_handed_in(trainees=1, lecturers=2)
    build.published(of)
    build.hand_in(build.trainee(of), of)

    with pytest.raises(Conflict, match="在进行"), db.session.begin_nested():
        build.published(of)

    assert len(db.session.scalars(sa.select(Draw).filter_by(cohort_id=of.id)).all()) == 1


def test_a_draw_is_run_once():
    of = build.class_drawn(trainees=1)
    draw = db.session.scalars(sa.select(Draw)).one()
    before = queries.list_assignments(of.id)

    with pytest.raises(IllegalMove):
        operations.run_draw(draw, "1 2 3", build.TODAY, actor=build.admin(of))

    assert queries.list_assignments(of.id) == before
    assert draw.public_value == "8 13 21"


@pytest.mark.parametrize(
    ("value", "dated", "says"),
    [("  ", build.TODAY, "还没有填"), ("8 13", date(2020, 1, 1), "早于")],
)
def test_a_value_that_was_known_before_is_refused(value, dated, says):
    of = build.class_handed_in(trainees=1)
    draw = build.published(of)

    with pytest.raises(Invalid, match=says):
        operations.run_draw(draw, value, dated, actor=build.admin(of))

    assert draw.state == DrawState.PUBLISHED
    assert queries.list_assignments(of.id) == []


def test_a_withdrawn_draw_stays_on_the_list_with_its_reason():
    of = build.class_handed_in(trainees=1)
    draw = build.published(of)

    operations.withdraw_draw(draw, "名单有误", actor=build.admin(of))

    assert (draw.state, draw.reason) == (DrawState.WITHDRAWN, "名单有误")
    assert states(of) == {SubmissionState.HANDED_IN}
    again = build.drawn(of)
    assert [one.number for one in queries.list_draws(of.id)] == [2, 1]
    assert again.number == 2


def test_withdrawing_needs_a_reason():
    of = build.class_handed_in(trainees=1)
    draw = build.published(of)
    with pytest.raises(Invalid, match="原因"):
        operations.withdraw_draw(draw, " ", actor=build.admin(of))
    assert draw.state == DrawState.PUBLISHED


def test_a_place_given_back_is_drawn_anew_by_the_next_link():
    of = build.class_drawn(trainees=1, lecturers=4)
    gone = queries.list_assignments(of.id)[0]
    operations.decline(gone, "有亲属关系", actor=gone.lecturer)

    one = operations.draw_substitutes(of, actor=build.admin(of))

    live = [row for row in queries.list_assignments(of.id) if row.is_live]
    assert one.number == 2
    assert len(live) == 2
    assert gone.lecturer_id not in {row.lecturer_id for row in live}
    assert {row.seat for row in live} == {1, 2}
    assert gone.state == AssignmentState.DECLINED
    assert queries.unfair_draws() == []
    assert len(make.entries(Verb.SCORING_DECLINED)) == 1


def test_there_is_nothing_to_substitute_while_every_place_is_taken():
    of = build.class_drawn(trainees=1, lecturers=4)
    with pytest.raises(Conflict, match="没有要补抽"):
        operations.draw_substitutes(of, actor=build.admin(of))
    assert len(queries.list_assignments(of.id)) == 2


def test_a_forged_assignment_is_noticed():
    of = build.class_drawn(trainees=2, lecturers=5)
    rows = queries.list_assignments(of.id)
    taken = {one.lecturer_id for one in rows if one.submission_id == rows[0].submission_id}
    stranger = next(one.user for one in pool_of(of) if one.user.id not in taken)

    rows[0].lecturer = stranger
    db.session.flush()

    assert any("was not drawn" in line for line in queries.unfair_draws())


def test_a_lecturer_who_comes_to_teach_the_class_after_the_draw_is_noticed():
    of = build.class_drawn(trainees=1)
    one = queries.list_assignments(of.id)[0]
    make.member(Role.TEACHING_ASSISTANT, of=of, who=one.lecturer)
    assert any("may not score" in line for line in queries.unfair_draws())


def test_a_changed_result_is_noticed():
    build.class_drawn(trainees=3, lecturers=5)
    one = db.session.scalars(sa.select(Draw)).one().rounds[0]
    works = list(one.result)
    one.result = {**one.result, works[0]: one.result[works[0]][::-1]}
    db.session.flush()
    assert any("another result" in line for line in queries.unfair_draws())


def test_the_secret_stands_in_no_record():
    build.class_drawn(trainees=1)
    draw = db.session.scalars(sa.select(Draw)).one()
    told = str([entry.facts for entry in make.entries()])
    told += str(queries.record_of(draw, draw.rounds[0]))
    assert draw.secret == build.SECRET.hex()
    assert draw.secret not in told


def test_a_draw_of_another_institution_does_not_exist():
    of = build.class_drawn(trainees=1)
    draw = db.session.scalars(sa.select(Draw)).one()
    assert queries.get_draw(draw.id, seen_by=make.viewer(Role.INSTITUTION_ADMIN, of=of)) == draw
    assert queries.get_draw(draw.id, seen_by=make.viewer(Role.AUTHORITY, of=of)) == draw
    elsewhere = make.cohort(institution=make.institution(region="330100"))
    for role in (Role.INSTITUTION_ADMIN, Role.AUTHORITY, Role.SCORING_LECTURER, Role.TRAINEE):
        with pytest.raises(NotFound):
            queries.get_draw(draw.id, seen_by=make.viewer(role, of=elsewhere))


def test_a_rehearsal_has_a_secret_that_comes_out_the_same(app, monkeypatch):
    of = make.cohort()
    assert new_secret(of) != new_secret(of)
    monkeypatch.setitem(app.config, "DRAW_SECRET", "a documented seed")
    assert new_secret(of) == new_secret(of)
    assert len(new_secret(of)) == operations.SECRET_BYTES
    assert new_secret(make.cohort(name="另一班")) != new_secret(of)
