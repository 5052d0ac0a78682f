"""From a spreadsheet to accounts: looked at first, then all in one go, never over the cap."""

import io
import re

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app.cohorts import queries as cohorts
from app.db import db
from app.identity.models import Membership, Role, Slip, User
from app.journal import Entry
from app.roster.models import Roster
from tests import make
from tests.app.roster import files


@pytest.fixture
def cohort(app):
    return make.ordinary_cohort()


@pytest.fixture
def admin(app, cohort):
    return make.browser(app, make.member(Role.INSTITUTION_ADMIN).user)


def upload(browser, cohort, body, name="名单.xlsx"):
    return browser.post(
        f"/cohorts/{cohort.id}/roster",
        data={"file": (io.BytesIO(body), name)},
        content_type="multipart/form-data",
    )


def roster_of(rows):
    return files.xlsx([["姓名", "手机号"], *rows])


def people(count, start=0):
    return roster_of(
        [f"学员{chr(0x4E00 + n)}", 13900000000 + n] for n in range(start, start + count)
    )


def trainees(cohort):
    db.session.expire_all()
    return [person.user for person in cohorts.list_people(cohort, [Role.TRAINEE])]


def test_a_real_roster_from_upload_to_first_log_in(app, admin, cohort):
    known = make.user(name="赵霜降")
    known.phone = "13800138003"
    make.saved(known)
    stranger = make.user(name="别人")
    stranger.phone = "13800138004"
    make.saved(stranger)

    seen = admin.get(upload(admin, cohort, files.as_people_make_them()).location)
    assert seen.status_code == 200
    for words in ("和第 5 行重复", "不是 11 位", "没有姓名", "没有手机号", "别人名下", "已有账号"):
        assert words in seen.text, words
    assert trainees(cohort) == []

    done = admin.post(re.search(r'action="(/cohorts/\d+/roster/\d+/import)"', seen.text)[1])
    assert (done.status_code, done.location) == (303, "/slips")
    enrolled = trainees(cohort)
    assert {user.name for user in enrolled} == {"王小满", "李白露", "赵霜降", "阿迪力·买买提"}
    assert len({user.username for user in enrolled}) == 4
    assert known in enrolled

    slips = admin.get("/slips")
    assert slips.text.count('class="lt-slip"') == 3
    assert slips.headers["Cache-Control"] == "no-store"
    username, password = re.search(
        r"<dt>账号</dt><dd>(lt[\w-]+)</dd><dt>初始密码</dt><dd>([\w-]+)</dd>", slips.text
    ).groups()
    browser = app.test_client()
    first = browser.post("/login", data={"username": username, "password": password})
    assert first.location == "/account/password"
    assert browser.get("/").location == "/account/password"


def test_passwords_and_phone_numbers_stay_out_of_journal_and_answers(app, admin, cohort):
    page = admin.get(upload(admin, cohort, people(3)).location)
    admin.post(re.search(r'action="(/cohorts/\d+/roster/\d+/import)"', page.text)[1])
    secrets = re.findall(r"初始密码</dt><dd>([\w-]+)</dd>", admin.get("/slips").text)
    assert len(secrets) == 3
    facts = str([e.facts for e in make.entries()])
    kept = str(db.session.execute(sa.text("SELECT body, location FROM answer")).all())
    rosters = str(db.session.scalars(sa.select(Roster.rows)).all())
    for secret in [*secrets, "13900000000"]:
        assert secret not in facts + kept + rosters
    verbs = [e.verb for e in make.entries() if e.chain == cohort.id]
    assert verbs.count("identity.role_granted") == 3
    assert verbs[-1] == "cohort.roster_imported"


def test_imported_twice_is_imported_once(admin, cohort):
    path = upload(admin, cohort, people(3)).location
    sent = [admin.post(f"{path}/import", data={"_key": "the-same-key"}) for _ in range(2)]
    again = admin.post(f"{path}/import")
    assert [answer.status_code for answer in sent] == [303, 303]
    assert again.status_code == 409
    assert len(trainees(cohort)) == 3
    assert len(db.session.scalars(sa.select(Slip)).all()) == 3

    page = admin.get(upload(admin, cohort, people(4)).location)
    assert page.text.count("已在本班，不重复导入") == 3


def test_the_cap_holds_at_the_preview_and_at_the_import(admin, cohort):
    for _ in range(28):
        make.member(Role.TRAINEE)
    fits, too_many = upload(admin, cohort, people(2)), upload(admin, cohort, people(3, 10))
    page = admin.get(too_many.location)
    assert "超过方案上限 1 人" in page.text
    assert "/import" not in page.text
    refused = admin.post(f"{too_many.location}/import")
    assert refused.status_code == 409
    assert len(trainees(cohort)) == 28
    assert admin.post(f"{fits.location}/import").status_code == 303
    assert len(trainees(cohort)) == 30
    assert db.session.scalars(sa.select(User).where(User.phone == "13900000010")).all() == []


def test_a_class_that_is_over_takes_nobody(admin, cohort):
    path = upload(admin, cohort, people(2)).location
    cohort.state = "closed"
    make.saved(cohort)
    assert admin.post(f"{path}/import").status_code == 409
    assert trainees(cohort) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"", "x.xlsx"), (b"%PDF-1.7\x00\x00", "x.pdf"), (files.bomb(), "x.xlsx"),
     (files.xlsx([["a", "b"]]), "x.xlsx"), (roster_of([]), "x.xlsx"),
     ("姓名,手机号".encode(), "x")],
)  # fmt: skip
def test_a_bad_file_says_so_and_leaves_nothing(admin, cohort, body, name):
    answer = upload(admin, cohort, body, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert db.session.scalars(sa.select(Roster)).all() == []


def test_no_file_at_all(admin, cohort):
    for data in ({}, {"file": "text"}):
        assert admin.post(f"/cohorts/{cohort.id}/roster", data=data).status_code == 422


def test_somebody_elses_roster_does_not_exist(app, admin, cohort):
    path = upload(admin, cohort, people(2)).location
    colleague = make.browser(app, make.member(Role.INSTITUTION_ADMIN).user)
    assert colleague.get(path).status_code == 404
    assert colleague.post(f"{path}/import").status_code == 404
    second = make.cohort(institution=cohort.institution)
    elsewhere = path.replace(f"/cohorts/{cohort.id}/", f"/cohorts/{second.id}/")
    assert admin.get(elsewhere).status_code == 404
    assert trainees(cohort) == []


def test_hostile_names_are_text_on_every_page(admin, cohort):
    body = roster_of([["{{7*7}}王", "13900000001"], ["王'or'1", "13900000002"]])
    page = admin.get(upload(admin, cohort, body, "<img src=x onerror=alert(1)>.xlsx").location)
    assert "<img src=x" not in page.text
    assert "49王" not in page.text


def test_the_template_imports_once_it_is_filled_in(admin, cohort):
    book = load_workbook(io.BytesIO(admin.get(f"/cohorts/{cohort.id}/roster/template.xlsx").data))
    book.worksheets[0]["A2"], book.worksheets[0]["B2"] = "王小满", "13900000001"
    path = upload(admin, cohort, files.saved(book)).location
    assert admin.post(f"{path}/import").status_code == 303
    assert [user.name for user in trainees(cohort)] == ["王小满"]


def test_a_person_who_left_may_come_back(admin, cohort):
    admin.post(upload(admin, cohort, people(1)).location + "/import")
    [member] = db.session.scalars(sa.select(Membership).where(Membership.role == Role.TRAINEE))
    assert admin.post(f"/cohorts/{cohort.id}/people/{member.id}/end").status_code == 303
    assert trainees(cohort) == []
    admin.post(upload(admin, cohort, people(1)).location + "/import")
    assert len(trainees(cohort)) == 1
    assert (
        len(db.session.scalars(sa.select(Entry).where(Entry.verb == "identity.role_ended")).all())
        == 1
    )
