"""Every page of the assessment, over HTTP, by the people who use it."""

import json
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from app.db import db
from app.files import StoredFile
from app.identity.models import Role
from grading.draw.models import Draw, Purpose
from grading.results.models import Result
from grading.results.operations import release_class
from grading.scoring.models import SheetState
from grading.submissions.models import Submission, SubmissionState
from tests import make
from tests.grading import build

XSS = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def submission_of(who):
    return db.session.scalars(
        sa.select(Submission).filter_by(trainee_id=who.id).order_by(Submission.id.desc())
    ).first()


@pytest.fixture
def open_trainee(app):
    return build.trainee(make.ordinary_cohort(), name="林小满")


@pytest.fixture
def theirs(app, open_trainee):
    return make.browser(app, open_trainee)


def test_the_self_check_says_what_is_missing_and_where_to_do_it(theirs):
    page = theirs.get("/practice-result")
    assert page.status_code == 200
    assert "合规在售" in page.text
    assert "还差" in page.text
    assert "冻结并提交" in page.text


def test_a_trainee_without_a_store_is_told_what_to_do_first(app, trainee):
    page = make.browser(app, trainee).get("/practice-result")
    assert page.status_code == 200
    assert "还没有开张的店铺" in page.text


def test_handing_in_leads_to_a_receipt(theirs, open_trainee):
    seen = hidden(theirs.get("/practice-result"), "seen")

    page = theirs.post("/practice-result/hand-in", data={"seen": seen}, follow_redirects=True)

    assert page.status_code == 200
    submission = submission_of(open_trainee)
    assert submission.receipt in page.text
    assert submission.snapshot.sha256 in page.text


def test_the_same_form_sent_twice_hands_in_once(theirs, open_trainee):
    form = {"seen": "0", "_key": "the-same-key"}
    first = theirs.post("/practice-result/hand-in", data=form)
    second = theirs.post("/practice-result/hand-in", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


def test_a_second_tab_is_refused_and_shown_the_receipt(theirs, open_trainee):
    theirs.post("/practice-result/hand-in", data={"seen": "0"})
    page = theirs.post("/practice-result/hand-in", data={"seen": "0"})
    assert page.status_code == 409
    assert submission_of(open_trainee).receipt in page.text
    assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_broken_hand_in_form_changes_nothing(theirs, seen):
    page = theirs.post("/practice-result/hand-in", data={"seen": seen})
    assert page.status_code in (409, 422)
    assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 0


def portfolio(page, **values):
    return {"version": hidden(page, "version"), "positioning": "卖茶具"} | values


def test_what_is_written_is_kept_and_shown_as_text(theirs):
    page = theirs.get("/practice-result")
    done = theirs.post("/practice-result/portfolio", data=portfolio(page, service=XSS))
    assert done.status_code == 303
    page = theirs.get("/practice-result")
    assert "卖茶具" in page.text
    assert "<script>alert(2)" not in page.text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("real_url", "javascript:alert(1)", "http"),
        ("real_products", "-3", "整数"),
        ("real_products", "abc", "请填整数，例如 3"),
        ("positioning", "长" * 1001, "最多 1000 字"),
        ("real_platform", "长" * 41, "最多 40 字"),
    ],
)
def test_bad_portfolio_fields_are_refused_at_the_field(theirs, field, value, says):
    page = theirs.get("/practice-result")
    refused = theirs.post("/practice-result/portfolio", data=portfolio(page, **{field: value}))
    assert refused.status_code == 422
    assert says in refused.text
    assert "卖茶具" not in theirs.get("/practice-result").text


def test_a_stale_portfolio_page_keeps_what_was_typed(theirs):
    page = theirs.get("/practice-result")
    theirs.post("/practice-result/portfolio", data=portfolio(page))
    clash = theirs.post("/practice-result/portfolio", data=portfolio(page, service="第二页写的"))
    assert clash.status_code == 409
    assert "第二页写的" in clash.text
    assert "第二页写的" not in theirs.get("/practice-result").text


def shot(name="shot.png"):
    raw = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(raw, "PNG")
    raw.seek(0)
    return (raw, name)


def test_a_screenshot_is_added_frozen_and_served_to_its_owner_only(app, theirs, open_trainee):
    done = theirs.post(
        "/practice-result/screenshots", data={"image": shot(), "taken_on": "2026-01-05"}
    )
    assert done.status_code == 303
    theirs.post("/practice-result/hand-in", data={"seen": "0"})
    submission = submission_of(open_trainee)
    page = theirs.get(f"/practice-result/{submission.id}/evidence?c=8")
    address = re.search(r'src="(/practice-result/\d+/pictures/[0-9a-f]{64})"', page.text)[1]
    picture = theirs.get(address)
    assert picture.content_type == "image/jpeg"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    stranger = make.browser(app, make.member().user)
    assert stranger.get(address).status_code == 404
    assert theirs.get(address[:-64] + "0" * 64).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"taken_on": "2026-01-05"},
        {"image": (BytesIO(b"<svg onload=alert(1)>"), "x.png"), "taken_on": "2026-01-05"},
        {"taken_on": "nonsense"},
        {"taken_on": "2999-01-01"},
    ],
)
def test_bad_uploads_are_refused(theirs, data):
    data = dict(data)
    if data["taken_on"] == "2999-01-01":
        data["image"] = shot()
    page = theirs.post("/practice-result/screenshots", data=data)
    assert page.status_code == 422
    assert "0 张，最多 12 张" in theirs.get("/practice-result").text


def test_anothers_receipt_does_not_exist(app, theirs, open_trainee):
    theirs.post("/practice-result/hand-in", data={"seen": "0"})
    submission = submission_of(open_trainee)
    stranger = make.browser(app, make.member().user)
    for path in ("receipt", "evidence"):
        assert stranger.get(f"/practice-result/{submission.id}/{path}").status_code == 404


def test_the_standard_is_open_to_all_roles(app, theirs):
    page = theirs.get("/standard")
    assert "店铺注册与定位" in page.text
    assert "档" in page.text


# --- the draw -----------------------------------------------------------------------------------


@pytest.fixture
def of(app):
    return build.class_handed_in(trainees=2, lecturers=3)


@pytest.fixture
def boss(app, of):
    return make.browser(app, build.admin(of))


def test_a_draw_is_published_run_and_proved_on_its_pages(of, boss):
    plan = boss.get(f"/draws/classes/{of.id}")
    assert "可行性已核对" in plan.text
    published = boss.post(
        f"/draws/classes/{of.id}", data={"source": "某日公开号码"}, follow_redirects=True
    )
    assert "承诺" in published.text
    draw = db.session.scalars(sa.select(Draw)).one()

    done = boss.post(
        f"/draws/{draw.id}/run",
        data={"public_value": "8 13 21", "public_dated": "2030-01-01"},
        follow_redirects=True,
    )

    assert "结果一致" in done.text
    assert draw.rounds[0].reveal in done.text
    assert draw.secret not in done.text
    for code in draw.rounds[0].result:
        assert code in done.text


@pytest.mark.parametrize(
    "data",
    [
        {"public_value": "", "public_dated": "2030-01-01"},
        {"public_value": "8", "public_dated": "2000-01-01"},
        {"public_value": "8", "public_dated": "x"},
        {"public_value": "8" * 201, "public_dated": "2030-01-01"},
    ],
)
def test_a_bad_public_value_draws_nothing(of, boss, data):
    draw = build.published(of)
    page = boss.post(f"/draws/{draw.id}/run", data=data)
    assert page.status_code == 422
    assert build.sheets(of) == []


def test_running_a_draw_twice_is_refused_and_changes_nothing(of, boss):
    draw = build.drawn(of)
    page = boss.post(
        f"/draws/{draw.id}/run", data={"public_value": "1", "public_dated": "2030-01-01"}
    )
    assert page.status_code == 409
    assert len(build.sheets(of)) == 4
    assert draw.public_value == "8 13 21"


def test_withdrawing_and_relations_work_on_their_pages(of, boss):
    draw = build.published(of)
    assert boss.post(f"/draws/{draw.id}/withdraw", data={"reason": ""}).status_code == 422
    page = boss.post(
        f"/draws/{draw.id}/withdraw", data={"reason": "名单有误"}, follow_redirects=True
    )
    assert "已作废" in page.text
    form = boss.get(f"/draws/classes/{of.id}/relations")
    lecturer = re.search(r'<option value="(\d+)"', form.text)[1]
    page = boss.post(
        f"/draws/classes/{of.id}/relations",
        data={"lecturer": lecturer, "trainee": "0", "reason": XSS},
        follow_redirects=True,
    )
    assert page.status_code == 200
    assert "<script>alert(2)" not in page.text
    bad = {"lecturer": "999999", "trainee": "0", "reason": "同事"}
    assert boss.post(f"/draws/classes/{of.id}/relations", data=bad).status_code == 422


def test_the_authority_may_look_but_not_draw(app, of):
    draw = build.drawn(of)
    eyes = make.browser(app, make.member(Role.AUTHORITY, of=of).user)
    assert eyes.get(f"/draws/{draw.id}").status_code == 200
    assert eyes.get(f"/draws/classes/{of.id}").status_code == 200
    assert eyes.post(f"/draws/classes/{of.id}", data={"source": "某日公开号码"}).status_code == 403


def test_other_institutions_draws_do_not_exist(app, of):
    draw = build.drawn(of)
    stranger = make.browser(app, build.admin(make.cohort()))
    for path in (f"/draws/{draw.id}", f"/draws/classes/{of.id}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/draws/classes/{of.id}/substitutes").status_code == 404


# --- scoring ------------------------------------------------------------------------------------


@pytest.fixture
def sheet(app, of):
    build.drawn(of)
    return build.sheets(of)[0]


@pytest.fixture
def scorer(app, sheet):
    return make.browser(app, sheet.lecturer)


def item(sheet, item_id="1.2", points="2.5", comment="好", version=None):
    mark = next(one for one in sheet.marks if one.item == item_id)
    key = "i" + item_id.replace(".", "-")
    return {
        f"t-{key}": points,
        f"c-{key}": comment,
        f"v-{key}": str(version or mark.version),
    }


def test_the_queue_and_every_criterion_can_be_opened(scorer, sheet):
    assert sheet.submission.code in scorer.get("/scoring").text
    for number in range(1, 10):
        page = scorer.get(f"/scoring/{sheet.id}?c={number}&view=evidence")
        assert page.status_code == 200
        assert "系统测得" in page.text or "由你评" in page.text
    assert scorer.get("/scoring/sealed").status_code == 200


def test_the_scoring_page_names_nobody(scorer, sheet, of):
    pages = "".join(scorer.get(f"/scoring/{sheet.id}?c={n}").text for n in range(1, 10))
    pages += scorer.get(f"/scoring/{sheet.id}/seal").text
    who = sheet.submission.trainee
    for name in (who.name, who.username, of.name, of.institution.name, sheet.submission.receipt):
        assert name not in pages


def test_an_item_saves_itself_and_says_how_things_stand(scorer, sheet):
    answer = scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet))
    assert answer.status_code == 200
    said = answer.get_json()
    assert (said["version"], said["points"], said["lack"]) == (2, "2.5", "")
    assert scorer.get(f"/scoring/{sheet.id}/seal").text.count("2.5 / 3") == 1


def test_a_stale_item_gets_both_versions(scorer, sheet):
    scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet, version=1))
    clash = scorer.post(
        f"/scoring/{sheet.id}/items/1.2", data=item(sheet, points="1", comment="差", version=1)
    )
    assert clash.status_code == 409
    assert clash.get_json()["stored"] == {"version": 2, "points": "2.5", "comment": "好"}


@pytest.mark.parametrize("points", ["9", "0.3", "-1", "1e2", "NaN", "２.5x", "999999999"])
def test_points_that_cannot_be_are_refused(scorer, sheet, points):
    answer = scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet, points=points))
    assert answer.status_code == 422
    db.session.refresh(sheet)
    assert next(one for one in sheet.marks if one.item == "1.2").tenths is None


def test_without_scripts_a_whole_criterion_is_saved_by_the_button(scorer, sheet):
    data = {}
    for one in ("1.1", "1.2", "1.3"):
        data |= item(sheet, one, "2", "看过")
    done = scorer.post(f"/scoring/{sheet.id}/criteria/1", data=data)
    assert done.status_code == 303
    assert "c=2" in done.location
    db.session.refresh(sheet)
    saved = {one.item: one.tenths for one in sheet.marks if one.item.startswith("1.")}
    assert saved == {"1.1": 20, "1.2": 20, "1.3": 20}


def test_without_scripts_a_clash_shows_both_and_saves_nothing(scorer, sheet):
    scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet, version=1))
    data = item(sheet, "1.1", "2", "看过") | item(sheet, "1.3", "2", "看过")
    data |= item(sheet, "1.2", "1", "旧页", version=1)
    clash = scorer.post(f"/scoring/{sheet.id}/criteria/1", data=data)
    assert clash.status_code == 409
    assert "已存的：2.5 分" in clash.text
    assert "旧页" in clash.text
    db.session.refresh(sheet)
    assert next(one for one in sheet.marks if one.item == "1.3").tenths is None


def test_sealing_walks_from_refusal_to_locked(scorer, sheet):
    version = hidden(scorer.get(f"/scoring/{sheet.id}"), "v-i1-2")
    assert version == "1"
    early = scorer.post(f"/scoring/{sheet.id}/seal", data={"version": str(sheet.version)})
    assert early.status_code == 422
    assert "没有给分" in early.text
    build.fill(sheet, 700)
    version = hidden(scorer.get(f"/scoring/{sheet.id}/seal"), "version")
    done = scorer.post(f"/scoring/{sheet.id}/seal", data={"version": version})
    assert done.status_code == 303
    db.session.refresh(sheet)
    assert (sheet.state, sheet.total_tenths) == (SheetState.SEALED, 700)
    late = scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet, points="0"))
    assert late.status_code == 409
    again = scorer.post(f"/scoring/{sheet.id}/seal", data={"version": version})
    assert again.status_code == 409
    assert "已经封存" in scorer.get(f"/scoring/{sheet.id}").text


def test_nobody_else_reaches_a_sheet(app, of, sheet, boss):
    others = [one.lecturer for one in build.sheets(of) if one.id != sheet.id][:1]
    people = [*others, build.lecturer(of)]
    for who in people:
        browser = make.browser(app, who)
        for path in ("", "/seal"):
            assert browser.get(f"/scoring/{sheet.id}{path}").status_code == 404
        sent = browser.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet))
        assert sent.status_code == 404
    assert boss.get(f"/scoring/{sheet.id}").status_code == 403
    trainee = make.browser(app, sheet.submission.trainee)
    assert trainee.get(f"/scoring/{sheet.id}").status_code == 403
    assert next(one for one in sheet.marks if one.item == "1.2").tenths is None


def test_giving_back_removes_it_from_the_queue(scorer, sheet, of, boss):
    assert scorer.post(f"/scoring/{sheet.id}/give-back", data={"reason": ""}).status_code == 422
    code = sheet.submission.code
    page = scorer.post(
        f"/scoring/{sheet.id}/give-back", data={"reason": "认出了学员"}, follow_redirects=True
    )
    assert page.status_code == 200
    assert f"成果 {code}" not in page.text
    assert "要补抽" in boss.get(f"/draws/classes/{of.id}").text
    done = boss.post(f"/draws/classes/{of.id}/substitutes", follow_redirects=True)
    assert "补抽完成" in done.text
    assert done.text.count("结果一致") == 2


def test_hostile_text_of_a_trainee_is_text_to_the_scorer(app):
    of = make.cohort()
    for _ in range(3):
        build.lecturer(of)
    who = make.member(of=of).user
    make.sku(store=make.store(owner=who, of=of, name=XSS[:28], intro=XSS), title=XSS[:60])
    theirs = make.browser(app, who)
    page = theirs.get("/practice-result")
    theirs.post("/practice-result/portfolio", data=portfolio(page, positioning=XSS, service=XSS))
    theirs.post("/practice-result/hand-in", data={"seen": "0"})
    build.drawn(of)
    sheet = build.sheets(of)[0]
    scorer = make.browser(app, sheet.lecturer)
    for number in range(1, 10):
        text = scorer.get(f"/scoring/{sheet.id}?c={number}").text
        assert "<img src=x" not in text
        assert "<script>alert" not in text
    scorer.post(f"/scoring/{sheet.id}/items/1.2", data=item(sheet, comment=XSS))
    build.seal_all(of, 700)
    release_class(of, actor=build.admin(of))
    released = theirs.get(f"/results/{submission_of(who).id}")
    assert "<script>alert" not in released.text


# --- results ------------------------------------------------------------------------------------


def test_a_released_result_is_read_by_the_trainee_with_reasons_and_evidence(app, of, boss):
    build.drawn(of)
    build.seal_all(of, 700, 720)
    page = boss.get(f"/results/classes/{of.id}")
    assert "2 份成绩可以公布" in page.text
    assert "710" not in page.text

    done = boss.post(f"/results/classes/{of.id}/release", follow_redirects=True)

    assert "已公布 2 份成绩" in done.text
    work = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).first()
    theirs = make.browser(app, work.trainee)
    result = theirs.get(f"/results/{work.id}")
    assert "71 分" in result.text
    assert "评委甲" in result.text
    assert "看过" in result.text
    assert f"/practice-result/{work.id}/evidence" in result.text
    for one in build.sheets(of, SheetState.SEALED):
        assert one.lecturer.username not in result.text
    assert theirs.get(f"/results/{work.id}/print").status_code == 200
    assert theirs.get("/practice-result").text.count("通过") >= 1


def test_before_release_there_is_nothing_to_see(app, of, boss):
    build.drawn(of)
    build.seal_all(of, 700, 720)
    work = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).first()
    theirs = make.browser(app, work.trainee)
    assert theirs.get(f"/results/{work.id}").status_code == 404
    assert boss.get(f"/results/{work.id}").status_code == 404
    lines = boss.get(f"/results/classes/{of.id}/scores.csv").text.splitlines()[1:]
    assert [line.split(",")[5:] for line in lines] == [["", ""], ["", ""]]


def test_release_waits_for_the_last_sheet_and_happens_once(of, boss):
    build.drawn(of)
    early = boss.post(f"/results/classes/{of.id}/release")
    assert early.status_code == 409
    assert db.session.scalars(sa.select(Result)).all() == []
    build.seal_all(of, 700, 720)
    assert boss.post(f"/results/classes/{of.id}/release").status_code == 303
    assert boss.post(f"/results/classes/{of.id}/release").status_code == 409
    assert len(db.session.scalars(sa.select(Result)).all()) == 2


def test_a_dispute_goes_through_the_third_draw_on_the_pages(of, boss):
    build.drawn(of)
    build.seal_all(of, 580, 620)
    page = boss.get(f"/draws/classes/{of.id}")
    assert "抽第三位评委" in page.text
    boss.post(f"/draws/classes/{of.id}", data={"source": "某日公开号码"})
    draw = db.session.scalars(sa.select(Draw).filter_by(purpose=Purpose.THIRD)).one()
    boss.post(f"/draws/{draw.id}/run", data={"public_value": "1 2", "public_dated": "2030-01-01"})
    works = db.session.scalars(sa.select(Submission).filter_by(cohort_id=of.id)).all()
    assert {one.state for one in works} == {SubmissionState.THIRD}
    build.seal_all(of, 0, 0, 610)
    boss.post(f"/results/classes/{of.id}/release")
    assert {one.final_tenths for one in db.session.scalars(sa.select(Result))} == {610}


def test_a_sheet_is_reopened_or_taken_back_with_a_reason(of, boss):
    build.drawn(of)
    build.seal(build.sheets(of)[0], 700)
    sealed, opened = build.sheets(of, SheetState.SEALED)[0], build.sheets(of)[0]
    assert boss.get(f"/results/sheets/{sealed.id}/reopen").status_code == 200
    refused = boss.post(f"/results/sheets/{sealed.id}/reopen", data={"reason": ""})
    assert refused.status_code == 422
    boss.post(f"/results/sheets/{sealed.id}/reopen", data={"reason": "看错"})
    boss.post(f"/results/sheets/{opened.id}/reopen", data={"reason": "失联"})
    db.session.expire_all()
    assert (sealed.state, sealed.round) == (SheetState.OPEN, 2)
    assert opened.state == SheetState.RETURNED


def test_the_teacher_releases_and_downloads(app, of):
    build.drawn(of)
    build.seal_all(of, 700, 720)
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER, of=of).user)
    assert teacher.get("/results").location.endswith(f"/results/classes/{of.id}")
    teacher.post(f"/results/classes/{of.id}/release")
    table = teacher.get(f"/results/classes/{of.id}/scores.csv")
    assert table.data.startswith(b"\xef\xbb\xbf")
    assert "71,通过" in table.text
    assert teacher.get(f"/draws/classes/{of.id}").status_code == 403
    elsewhere = make.cohort()
    assert teacher.get(f"/results/classes/{elsewhere.id}").status_code == 404


def test_what_a_spreadsheet_would_run_is_defused(app):
    of = make.cohort()
    build.hand_in(build.trainee(of, name="=HYPERLINK(1)"), of)
    boss = make.browser(app, build.admin(of))
    assert "'=HYPERLINK(1)" in boss.get(f"/results/classes/{of.id}/scores.csv").text


def test_home_pages_say_what_waits(app, of, boss):
    assert "抽签安排评委" in boss.get("/").text
    build.drawn(of)
    scorer = make.browser(app, build.sheets(of)[0].lecturer).get("/")
    assert "待评作品" in scorer.text
    assert "评完抽到的作品并封存" in scorer.text
    assert "份评分中" in boss.get("/").text
    build.seal_all(of, 700, 720)
    assert "公布成绩" in boss.get("/").text


def test_each_page_asks_the_database_little(app, of, boss):
    build.drawn(of)
    sheet = build.sheets(of)[0]
    work = sheet.submission
    scorer, theirs = make.browser(app, sheet.lecturer), make.browser(app, work.trainee)
    draw = db.session.scalars(sa.select(Draw)).one()
    pages = [
        (theirs, "/practice-result"), (theirs, f"/practice-result/{work.id}/receipt"),
        (theirs, f"/practice-result/{work.id}/evidence"), (boss, f"/draws/classes/{of.id}"),
        (boss, f"/draws/{draw.id}"), (boss, f"/results/classes/{of.id}"), (boss, "/results"),
        (scorer, "/scoring"), (scorer, f"/scoring/{sheet.id}"),
        (scorer, f"/scoring/{sheet.id}/seal"),
        (boss, f"/draws/classes/{of.id}/relations"), (boss, "/"), (scorer, "/"),
    ]  # fmt: skip
    counts = {}
    db.session.commit()
    for browser, path in pages:
        said = []
        listen = lambda *args, said=said: said.append(args[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listen)
        assert browser.get(path).status_code == 200
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        counts[path] = sum(1 for line in said if line.lstrip().upper().startswith("SELECT"))
    assert {path: n for path, n in counts.items() if n > 12} == {}, json.dumps(counts, indent=1)


@pytest.mark.parametrize(
    "role", [Role.TRAINEE, Role.TEACHING_LECTURER, Role.SCORING_LECTURER, Role.AUTHORITY]
)
def test_a_screenshot_not_yet_handed_in_is_nobody_else_s(app, theirs, role):
    theirs.post("/practice-result/screenshots", data={"image": shot(), "taken_on": "2026-01-05"})
    stored = db.session.scalars(sa.select(StoredFile)).one()
    assert theirs.get(f"/files/{stored.id}").status_code == 200
    other = make.browser(app, make.member(role).user)
    assert other.get(f"/files/{stored.id}").status_code == 404
