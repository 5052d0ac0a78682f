"""Several browsers at once, on a database of their own: one deed is done, the rest is told so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.db import db
from grading.draw.models import Draw
from grading.results.models import Result
from grading.scoring.models import ScoreSheet, SheetState
from grading.submissions.models import Submission
from tests import make
from tests.grading import build


def at_once(app, people, path, forms):
    """Each of `people` posts its form to the path at the same moment; the statuses."""
    browsers = [make.browser(app, who) for who in people]
    db.session.commit()
    gate = Barrier(len(browsers))

    def send(browser, number):
        gate.wait()
        form = {"_key": f"race-key-{number}", **forms[number % len(forms)]}
        return browser.post(path, data=form).status_code

    with ThreadPoolExecutor(len(browsers)) as threads:
        sent = [
            threads.submit(Context().run, send, browser, number)
            for number, browser in enumerate(browsers)
        ]
        return Counter(one.result() for one in sent)


@pytest.fixture
def of(served):
    with served.app_context():
        yield build.class_handed_in(trainees=2, lecturers=4)


def test_five_tabs_hand_in_once(served):
    with served.app_context():
        who = build.trainee(make.cohort())
        statuses = at_once(served, [who] * 5, "/practice-result/hand-in", [{"seen": "0"}])
        assert statuses == {303: 1, 409: 4}
        assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


def test_a_draw_is_published_once(served, of):
    boss = build.admin(of)
    statuses = at_once(served, [boss] * 4, f"/draws/classes/{of.id}", [{"source": "某日公开号码"}])
    assert statuses == {303: 1, 409: 3}
    assert db.session.scalar(sa.select(sa.func.count(Draw.id))) == 1


def test_a_draw_is_run_once_whatever_value_is_typed(served, of):
    draw = build.published(of)
    boss = build.admin(of)
    forms = [{"public_value": str(n), "public_dated": "2030-01-01"} for n in range(4)]
    statuses = at_once(served, [boss] * 4, f"/draws/{draw.id}/run", forms)
    assert statuses == {303: 1, 409: 3}
    assert db.session.scalar(sa.select(sa.func.count(ScoreSheet.id))) == 4


def test_two_tabs_seal_once(served, of):
    build.drawn(of)
    sheet = build.sheets(of)[0]
    build.fill(sheet, 700)
    db.session.refresh(sheet)
    forms = [{"version": str(sheet.version)}]
    statuses = at_once(served, [sheet.lecturer] * 4, f"/scoring/{sheet.id}/seal", forms)
    assert statuses == {303: 1, 409: 3}
    db.session.refresh(sheet)
    assert (sheet.state, sheet.total_tenths) == (SheetState.SEALED, 700)


def test_of_saves_with_one_version_one_stands(served, of):
    build.drawn(of)
    sheet = build.sheets(of)[0]
    forms = [{"t-i1-2": str(n / 2), "c-i1-2": f"第 {n} 页", "v-i1-2": "1"} for n in range(4)]
    statuses = at_once(served, [sheet.lecturer] * 4, f"/scoring/{sheet.id}/items/1.2", forms)
    assert (statuses[200] + statuses[422], statuses[409]) == (1, 3)
    db.session.refresh(sheet)
    assert next(one for one in sheet.marks if one.item == "1.2").version == 2


def test_two_lecturers_seal_one_work_at_the_same_moment_and_it_is_settled(served, of):
    build.drawn(of)
    first = build.sheets(of)[0]
    pair = [one for one in build.sheets(of) if one.submission_id == first.submission_id]
    for sheet in pair:
        build.fill(sheet, 700)
    db.session.commit()
    gate = Barrier(2)
    jobs = [
        (make.browser(served, one.lecturer), f"/scoring/{one.id}/seal", str(one.version))
        for one in pair
    ]
    db.session.commit()

    def send(browser, path, version):
        gate.wait()
        return browser.post(path, data={"version": version, "_key": f"seal-{path}"}).status_code

    with ThreadPoolExecutor(2) as threads:
        sent = [threads.submit(Context().run, send, *job) for job in jobs]
        assert [one.result() for one in sent] == [303, 303]
    db.session.expire_all()
    assert first.submission.state.value == "scored"


def test_a_class_is_released_once(served, of):
    build.drawn(of)
    build.seal_all(of, 700, 720)
    statuses = at_once(served, [build.admin(of)] * 4, f"/results/classes/{of.id}/release", [{}])
    assert statuses == {303: 1, 409: 3}
    assert db.session.scalar(sa.select(sa.func.count(Result.id))) == 2
