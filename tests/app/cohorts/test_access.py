"""Every page of the ground floor x every role x own and other class: as this table says."""

import pytest
import sqlalchemy as sa

from app.db import Model, db
from app.identity.models import Membership, Role
from app.schemes.operations import load_schemes
from tests import make

R = Role
ADMIN, LECTURER, ASSISTANT = R.INSTITUTION_ADMIN, R.TEACHING_LECTURER, R.TEACHING_ASSISTANT
PLATFORM, AUTHORITY, SCORER, TRAINEE = (
    R.PLATFORM_ADMIN, R.AUTHORITY, R.SCORING_LECTURER, R.TRAINEE,
)  # fmt: skip
EVERYBODY = set(Role)
WATCHERS = {PLATFORM, ADMIN, LECTURER, ASSISTANT, AUTHORITY}
CLOCK = {ADMIN, LECTURER, ASSISTANT}

READING = {
    "/": EVERYBODY,
    "/account": EVERYBODY,
    "/account/roles": EVERYBODY,
    "/account/logins": EVERYBODY,
    "/account/password": EVERYBODY,
    "/slips": {PLATFORM, ADMIN, TRAINEE},
    "/cohorts": WATCHERS,
    "/cohorts/new": {ADMIN},
    "/cohorts/{cohort}": WATCHERS,
    "/cohorts/{cohort}?verify=1": WATCHERS,
    "/cohorts/{cohort}/people": WATCHERS,
    "/cohorts/{cohort}/clock": CLOCK,
    "/cohorts/{cohort}/roster": {ADMIN},
    "/cohorts/{cohort}/roster/template.xlsx": {ADMIN},
    "/journal": {PLATFORM, ADMIN, LECTURER, AUTHORITY},
    "/journal?cohort={cohort}": {PLATFORM, ADMIN, LECTURER, AUTHORITY},
    "/region": {PLATFORM, AUTHORITY},
    "/schemes": WATCHERS,
    "/schemes/{scheme}": WATCHERS,
    "/institutions": {PLATFORM},
    "/institutions/new": {PLATFORM},
    "/institutions/{institution}": {PLATFORM},
    "/officials/scorers": {PLATFORM},
    "/officials/authorities": {PLATFORM},
}
WRITING = {
    "/cohorts/new": {ADMIN},
    "/cohorts/{cohort}/staff": {ADMIN},
    "/cohorts/{cohort}/people/{member}/end": {ADMIN},
    "/cohorts/{cohort}/open": {ADMIN},
    "/cohorts/{cohort}/close": {ADMIN, LECTURER},
    "/cohorts/{cohort}/clock/start": CLOCK,
    "/cohorts/{cohort}/clock/pause": CLOCK,
    "/cohorts/{cohort}/clock/rate": CLOCK,
    "/cohorts/{cohort}/clock/step/hour": CLOCK,
    "/cohorts/{cohort}/roster": {ADMIN},
    "/people/{person}/reset-password": {PLATFORM, ADMIN},
    "/slips/away": {PLATFORM, ADMIN, TRAINEE},
    "/schemes/load": {PLATFORM},
    "/institutions/new": {PLATFORM},
    "/institutions/{institution}/admins": {PLATFORM},
    "/institutions/{institution}/admins/{member}/end": {PLATFORM},
    "/officials/scorers": {PLATFORM},
    "/officials/scorers/{member}/end": {PLATFORM},
}
OWN_SCOPE = ("{cohort}", "{person}")


def filled(path, cohort, member):
    return path.format(
        cohort=cohort.id, scheme=cohort.scheme_id, institution=cohort.institution_id,
        member=member.id, person=member.user_id,
    )  # fmt: skip


def everything() -> dict[str, list]:
    """All rows but those that a request may leave behind by being looked at."""
    passing = {"answer", "login"}
    tables = [t for t in Model.metadata.sorted_tables if t.name not in passing]
    return {t.name: db.session.execute(sa.select(t).order_by(t.c.id)).all() for t in tables}


@pytest.fixture
def other(app):
    """A class of another institution in another province, with a trainee."""
    elsewhere = make.institution(region="110108")
    cohort = make.cohort(name="外省班", institution=elsewhere)
    return cohort, make.member(TRAINEE, of=cohort)


@pytest.mark.parametrize("role", Role)
def test_pages_open_to_those_they_are_for(app, enter, cohort, role):
    browser, member = enter(role), make.member(TRAINEE)
    for path, allowed in READING.items():
        page = browser.get(filled(path, cohort, member))
        assert page.status_code == (200 if role in allowed else 403), path
    assert browser.get("/files/999999").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_deeds_are_refused_to_all_others_and_change_nothing(app, enter, cohort, role):
    browser, member = enter(role), make.member(TRAINEE)
    db.session.commit()
    before = everything()
    for path, allowed in WRITING.items():
        if role not in allowed:
            answer = browser.post(filled(path, cohort, member), data={"role": "platform_admin"})
            assert answer.status_code == 403, path
    db.session.rollback()
    assert everything() == before


@pytest.mark.parametrize("role", [ADMIN, LECTURER, ASSISTANT, AUTHORITY])
def test_another_institutions_class_does_not_exist(app, enter, cohort, other, role):
    browser, (theirs, member) = enter(role), other
    db.session.commit()
    before = everything()
    scoped = [
        (method, path)
        for method, table in (("GET", READING), ("POST", WRITING))
        for path, allowed in table.items()
        if role in allowed and any(part in path for part in OWN_SCOPE)
    ]
    assert len(scoped) >= 3
    for method, path in scoped:
        answer = browser.open(filled(path, theirs, member), method=method)
        assert answer.status_code == 404, (method, path)
    for listed in ("/cohorts", "/journal", "/region"):
        assert "外省班" not in browser.get(listed).text
    db.session.rollback()
    assert everything() == before


@pytest.mark.parametrize("path", [*READING, *WRITING])
def test_nobody_is_led_to_the_door(app, cohort, path):
    member = make.member(TRAINEE)
    address = filled(path, cohort, member)
    stranger = app.test_client()
    assert stranger.get(address).status_code in (302, 405)
    assert stranger.post(address).status_code in (401, 405)


def test_what_is_no_number_or_no_thing_is_404(admin):
    for path in (
        "/cohorts/0", "/cohorts/99999999999999999999", "/cohorts/-1", "/cohorts/x",
        "/cohorts/1%00", "/officials/kings", "/schemes/0", "/institutions/1e9",
    ):  # fmt: skip
        assert admin.get(path).status_code in (403, 404), path


def test_strange_filters_are_left_out(app, enter, cohort):
    browser = enter(ADMIN)
    for query in ("page=-1", "page=999999999999", "page=x", "day=2026-13-40", "sim_day=-4",
                  "verb=%27%3B--", "q=%25%5C_", "state=open%27", "q=" + "长" * 500):  # fmt: skip
        for page in ("/cohorts", "/journal"):
            assert browser.get(f"{page}?{query}").status_code == 200, query
    assert browser.get("/journal?cohort=999999").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_no_page_needs_more_than_twelve_statements(app, enter, cohort, role):
    load_schemes(actor=None)
    for _ in range(12):
        make.member(TRAINEE)
        make.member(SCORER)
        make.cohort(institution=cohort.institution)
    browser, member, counted = enter(role), make.member(TRAINEE), []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def count(_c, _cursor, statement, *_args):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN")):
            counted.append(statement)

    try:
        for path, allowed in READING.items():
            if role in allowed:
                address = filled(path, cohort, member)
                db.session.commit()
                counted.clear()
                browser.get(address)
                assert len(counted) <= 12, (address, counted)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)


def test_a_form_without_its_token_changes_nothing(app, enter, cohort):
    member = make.member(TRAINEE)
    browsers = {role: enter(role) for role in (PLATFORM, ADMIN)}
    db.session.commit()
    before = everything()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for path, allowed in WRITING.items():
            role = ADMIN if ADMIN in allowed else PLATFORM
            address = filled(path, cohort, member)
            for sent in ({}, {"csrf_token": "made-up"}):
                assert browsers[role].post(address, data=sent).status_code == 400, path
            foreign = browsers[role].post(
                address, data='{"a": 1}', content_type="text/plain", headers={"Origin": "null"}
            )
            assert foreign.status_code == 400, path
        for path in ("/login", "/logout", "/account/password"):
            assert browsers[ADMIN].post(path).status_code == 400, path
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    db.session.rollback()
    assert everything() == before


@pytest.mark.parametrize(
    "dressed", [{"X-HTTP-Method-Override": "GET"}, {"X-Original-URL": "/"}, {"X-Rewrite-URL": "/"}]
)
def test_no_header_and_no_spelling_gets_around_the_table(enter, cohort, dressed):
    trainee = enter(TRAINEE)
    path = f"/cohorts/{cohort.id}/clock/start"
    assert trainee.post(path, headers=dressed).status_code == 403
    assert trainee.open(path, method="TRACE").status_code == 405
    for spelled in ("//cohorts", "/cohorts/", "/COHORTS", "/./cohorts", "/%2e/cohorts",
                    f"/cohorts/{cohort.id}/../{cohort.id}", "/cohorts%2f1"):  # fmt: skip
        assert trainee.get(spelled).status_code in (308, 403, 404), spelled
    assert trainee.open("/cohorts", method="HEAD").status_code == 403


def test_fields_that_no_form_has_are_left_out(admin, cohort):
    sent = {
        "role": "teaching_lecturer", "name": "谷雨", "phone": "13700000001", "cohort_id": "999",
        "must_change_password": "", "password_hash": "x", "created_at": "2000-01-01",
        "institution_id": "999", "grantor": "", "actor": "1", "ended_at": "2000-01-01",
    }  # fmt: skip
    assert admin.post(f"/cohorts/{cohort.id}/staff", data=sent).status_code == 303
    named = db.session.scalars(sa.select(Membership).where(Membership.role == LECTURER)).one()
    assert (named.cohort_id, named.ended_at) == (cohort.id, None)
    assert named.user.must_change_password
    assert named.created_at.year > 2000
