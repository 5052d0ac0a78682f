from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage

from app import clock, files
from app.cohorts.models import CohortState
from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.files import save_image
from grading.evidence.models import Snapshot
from grading.evidence.queries import blind_document, broken, whole_document
from grading.rubrics.models import RubricBinding
from grading.submissions import operations, queries
from grading.submissions.models import Screenshot, Submission, SubmissionState
from grading.submissions.operations import RealStore
from grading.submissions.receipt import is_receipt_number
from grading.verbs import Verb
from tests import make
from tests.grading import build

pytestmark = pytest.mark.usefixtures("app")


def picture(keep_for=None):
    raw = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(raw, "PNG")
    raw.seek(0)
    return lambda: save_image(FileStorage(raw, "shot.png"), cohort_id=None, owner_id=keep_for.id)


def test_a_hand_in_freezes_everything_and_gives_a_receipt():
    of = make.cohort()
    who = build.trainee(of, name="林小满")

    submission = build.hand_in(who, of)

    assert is_receipt_number(submission.receipt)
    assert (submission.attempt, submission.version) == (1, 1)
    assert submission.state == SubmissionState.HANDED_IN
    document = whole_document(submission.snapshot)
    assert document["store"]["state"] == "open"
    assert len(document["listings"]) == 1
    assert document["hand_in"]["code"] == submission.code
    assert document["rubric"]["sha256"] == submission.rubric.sha256
    [entry] = make.entries(Verb.HANDED_IN)
    assert entry.facts["snapshot"] == submission.snapshot.sha256
    assert broken() == []


def test_the_snapshot_does_not_follow_the_shop():
    of = make.cohort()
    who = build.trainee(of)
    submission = build.hand_in(who, of)
    before = whole_document(submission.snapshot)

    make.sku(store=db.session.scalars(sa.select(make.Store).filter_by(owner_id=who.id)).one())
    db.session.flush()

    assert whole_document(submission.snapshot) == before
    assert len(queries.self_check(of, who, None).document["listings"]) == 2


def test_what_scorers_see_names_nobody():
    of = make.cohort(name="晨光三班")
    who = build.trainee(of, name="林小满")
    operations.save_portfolio(
        of, {"positioning": "我是林小满，在晨光三班"}, RealStore(), version=1, actor=who
    )
    submission = build.hand_in(who, of)

    seen = str(blind_document(submission.snapshot))

    assert "林小满" in str(whole_document(submission.snapshot))
    assert "林小满" not in seen
    assert "晨光三班" not in seen
    assert who.username not in seen


def test_a_newer_version_takes_the_place_of_one_that_no_draw_has_listed():
    of = make.cohort()
    who = build.trainee(of)
    first = build.hand_in(who, of)

    second = build.hand_in(who, of)

    assert (second.attempt, second.version) == (1, 2)
    assert first.state == SubmissionState.SUPERSEDED
    assert first.receipt != second.receipt
    assert first.code != second.code


def test_a_second_tab_does_not_hand_in_twice():
    of = make.cohort()
    who = build.trainee(of)
    first = build.hand_in(who, of)

    with pytest.raises(Conflict, match=first.receipt):
        operations.hand_in(of, seen=0, actor=who)

    assert len(db.session.scalars(sa.select(Submission)).all()) == 1


def test_nothing_is_handed_in_while_it_is_being_scored():
    of = build.class_drawn(trainees=1)
    who = db.session.scalars(sa.select(Submission)).one().trainee

    with pytest.raises(Conflict, match="评分"):
        build.hand_in(who, of)

    assert len(db.session.scalars(sa.select(Submission)).all()) == 1


def test_without_an_open_store_there_is_nothing_to_hand_in():
    of = make.cohort()
    who = make.member(of=of).user

    with pytest.raises(Conflict, match="没有开张的店铺"):
        operations.hand_in(of, seen=0, actor=who)

    assert db.session.scalars(sa.select(Snapshot)).all() == []


def test_after_the_class_has_closed_nothing_is_taken():
    of = make.cohort()
    who = build.trainee(of)
    of.state = CohortState.CLOSED

    with pytest.raises(Conflict, match="已结束"):
        operations.hand_in(of, seen=0, actor=who)

    assert db.session.scalars(sa.select(Submission)).all() == []


def test_the_class_is_bound_to_its_standard_by_the_first_hand_in():
    of = build.class_handed_in(trainees=2)
    bindings = db.session.scalars(sa.select(RubricBinding).filter_by(cohort_id=of.id)).all()
    assert len(bindings) == 1
    assert len(make.entries(Verb.STANDARD_BOUND)) == 1


def test_a_stale_page_does_not_overwrite_the_portfolio():
    of = make.cohort()
    who = build.trainee(of)
    operations.save_portfolio(of, {"service": "新"}, RealStore(), version=1, actor=who)

    with pytest.raises(Conflict, match="另一个页面"):
        operations.save_portfolio(of, {"service": "旧"}, RealStore(), version=1, actor=who)

    assert queries.portfolio_of(of.id, who.id).statements["service"] == "新"


def test_screenshots_are_frozen_by_their_hash():
    of = make.cohort()
    who = build.trainee(of)
    shot = operations.add_screenshot(of, picture(who), date(2026, 1, 5), actor=who)
    submission = build.hand_in(who, of)

    operations.remove_screenshot(of, shot.id, actor=who)

    [kept] = whole_document(submission.snapshot)["real_store"]["screenshots"]
    assert kept == {"sha256": shot.file.sha256, "taken_on": "2026-01-05"}
    assert files.read(kept["sha256"])
    assert queries.portfolio_of(of.id, who.id).screenshots == []


def test_a_screenshot_of_tomorrow_is_refused():
    of = make.cohort()
    who = build.trainee(of)

    with pytest.raises(Invalid, match="今天以后"):
        operations.add_screenshot(
            of,
            picture(who),
            (clock.now() + timedelta(days=3)).date(),
            actor=who,
        )

    assert db.session.scalars(sa.select(Screenshot)).all() == []


def test_another_trainees_screenshot_does_not_exist():
    of = make.cohort()
    who, other = build.trainee(of), build.trainee(of)
    shot = operations.add_screenshot(of, picture(who), date(2026, 1, 5), actor=who)

    with pytest.raises(NotFound):
        operations.remove_screenshot(of, shot.id, actor=other)

    assert db.session.get(Screenshot, shot.id) is not None


def test_a_damaged_snapshot_is_noticed():
    of = make.cohort()
    submission = build.hand_in(build.trainee(of), of)
    path = files.path_of(submission.snapshot.sha256)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b" ")

    with pytest.raises(Invalid, match="损坏"):
        whole_document(submission.snapshot)
    assert broken()
    path.write_bytes(whole)
    assert broken() == []


def test_receipts_count_up_within_a_day():
    of = build.class_handed_in(trainees=3)
    receipts = db.session.scalars(sa.select(Submission.receipt).filter_by(cohort_id=of.id)).all()
    assert len(set(receipts)) == 3
    db.session.commit()
    assert queries.bad_receipts() == []
