"""The assessment as people meet it: handing in, scoring by keyboard, two tabs, the result."""

import pytest

from app.db import db
from app.identity.models import User
from grading.results.operations import release_class
from grading.scoring.models import ScoreSheet
from grading.submissions.models import Submission
from tests import make
from tests.browser.conftest import SIZES, Opener, Site
from tests.grading import build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage(site: Site) -> dict[str, int]:
    """A class being scored and a class with its results, by the ids that addresses need."""
    return site.do(prepared)


def prepared() -> dict[str, int]:
    scored, done = build.class_drawn(lecturers=4), build.class_drawn(lecturers=0)
    build.seal_all(done, 840, 810)
    release_class(done, actor=build.admin(done))
    waiting = build.class_handed_in(lecturers=0)
    sheet = build.sheets(scored)[0]
    work = db.session.query(Submission).filter_by(cohort_id=done.id).first()
    newcomer = build.trainee(make.cohort())
    published = build.published(build.class_handed_in(lecturers=0))
    return {
        "sheet": sheet.id, "scorer": sheet.lecturer_id, "class": scored.id, "draw": published.id,
        "boss": build.admin(scored).id, "waiting": waiting.id,
        "waiting_boss": build.admin(waiting).id,
        "draw_boss": build.admin(published.cohort).id, "work": work.id,
        "trainee": work.trainee_id, "newcomer": newcomer.id,
    }  # fmt: skip


def signed_in(site: Site, user_id: int) -> list[dict[str, str]]:
    return site.cookies_of(lambda: db.session.get_one(User, user_id))


PAGES = [
    ("newcomer", "/practice-result"),
    ("trainee", "/results/{work}"),
    ("trainee", "/practice-result/{work}/evidence?c=2"),
    ("trainee", "/practice-result/{work}/receipt"),
    ("trainee", "/standard"),
    ("waiting_boss", "/draws/classes/{waiting}"),
    ("waiting_boss", "/draws/classes/{waiting}/relations"),
    ("draw_boss", "/draws/{draw}"),
    ("boss", "/results/classes/{class}"),
    ("scorer", "/scoring"),
    ("scorer", "/scoring/{sheet}?c=2"),
    ("scorer", "/scoring/{sheet}?c=5&view=evidence"),
    ("scorer", "/scoring/{sheet}/seal"),
]


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_the_assessment_are_whole(
    window: Opener, site: Site, stage: dict[str, int], size: str
):
    for who, path in PAGES:
        screen = window(size, signed_in(site, stage[who]))
        screen.go(path.format(**stage))
        screen.look(path.strip("/").split("?")[0].format(**stage).replace("/", "-"))


def test_a_trainee_hands_in_and_holds_a_receipt(window: Opener, site: Site):
    who = site.do(lambda: build.trainee(make.cohort()).id)
    page = window("phone", signed_in(site, who)).go("/practice-result")
    page.get_by_role("button", name="冻结并提交").click()
    page.get_by_role("heading", name="提交回执").wait_for()
    receipt = site.do(lambda: db.session.query(Submission).filter_by(trainee_id=who).one().receipt)
    assert page.get_by_text(receipt).is_visible()


def marks(site: Site, sheet_id: int) -> dict[str, tuple[int | None, str]]:
    def read() -> dict[str, tuple[int | None, str]]:
        sheet = db.session.get_one(ScoreSheet, sheet_id)
        return {mark.item: (mark.tenths, mark.comment) for mark in sheet.marks}

    return site.do(read)


def test_scoring_needs_the_keyboard_only_and_saves_by_itself(window: Opener, site: Site):
    of = site.do(lambda: build.class_drawn(trainees=1).id)
    sheet, who = site.do(lambda: first_sheet(of))
    page = window("desk", signed_in(site, who)).go(f"/scoring/{sheet}?c=1")
    page.keyboard.press("2")  # begins at the first item without an award: 1.2
    page.keyboard.press(".")
    page.get_by_text("已自动保存").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.type("定位说明没有写")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_function("!document.querySelector('[data-dirty=\"1\"]')")
    page.wait_for_timeout(1200)
    assert marks(site, sheet)["1.2"] == (25, "")
    assert marks(site, sheet)["1.3"] == (10, "定位说明没有写")
    page.keyboard.press("n")
    page.wait_for_url("**c=2")


def test_two_tabs_are_shown_each_others_mark(window: Opener, site: Site):
    of = site.do(lambda: build.class_drawn(trainees=1).id)
    sheet, who = site.do(lambda: first_sheet(of))
    cookies = signed_in(site, who)
    one = window("desk", cookies).go(f"/scoring/{sheet}?c=1")
    two = window("desk", cookies).go(f"/scoring/{sheet}?c=1")
    one.keyboard.press("3")
    one.get_by_text("已自动保存").wait_for()
    two.keyboard.press("2")
    two.get_by_text("另一个页面存的是 3 分").wait_for()
    assert marks(site, sheet)["1.2"][0] == 30
    two.get_by_role("button", name="用我的").click()
    two.get_by_text("已自动保存").wait_for()
    assert marks(site, sheet)["1.2"][0] == 20


def first_sheet(cohort_id: int) -> tuple[int, int]:
    sheet = db.session.query(ScoreSheet).filter_by(cohort_id=cohort_id).first()
    return sheet.id, sheet.lecturer_id
