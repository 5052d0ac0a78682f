"""At the door: wrong passwords, crowded classrooms, rivals, where one is led afterwards."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.db import db
from app.identity import passwords
from app.identity.models import Login, Role, User
from app.identity.places import own_page
from tests import make

GOOD = "Correct-horse-7"


@pytest.fixture
def person(app):
    user = make.member(Role.TRAINEE).user
    user.username, user.password_hash = "lt1-01", passwords.hash_of(GOOD)
    return make.saved(user)


def log_in(browser, username="lt1-01", password=GOOD, **more):
    return browser.post("/login", data={"username": username, "password": password}, **more)


def test_the_right_password_opens_and_leaves_a_trace(app, person):
    browser = app.test_client()
    answer = log_in(browser)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/").status_code == 200
    assert [e.actor_id for e in make.entries("identity.signed_in")] == [person.id]


def test_case_and_spaces_of_the_account_do_not_matter(app, person):
    assert log_in(app.test_client(), " LT1-01 ").status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("lt1-01", "wrong"),
        ("nobody", GOOD),
        ("", ""),
        ("x" * 5000, "y" * 5000),
        ("lt1-01", "\x00"),
        ("\x00", GOOD),
    ],
)
def test_a_wrong_pair_is_refused_alike(app, person, username, password):
    browser = app.test_client()
    answer = log_in(browser, username, password)
    assert answer.status_code == 422
    assert db.session.scalars(sa.select(Login)).all() == []
    assert browser.get("/").status_code == 302


def test_account_and_password_are_not_told_apart(app, person):
    said = [
        re.findall(r'role="alert".*?</div>', log_in(app.test_client(), name, "wrong").text)
        for name in ("lt1-01", "nobody")
    ]
    assert said[0] == said[1] != []


def test_waits_grow_in_the_browser_that_guesses(app, person):
    browser = app.test_client()
    browser.get("/login")
    for _ in range(5):
        assert log_in(browser, password="wrong").status_code == 422
    refused = log_in(browser)
    assert refused.status_code == 429
    assert "秒" in refused.text
    with clock.set_to(clock.now() + timedelta(seconds=6)):
        assert log_in(browser).status_code == 303


def test_a_rival_cannot_lock_anybody_out(app, person):
    owner = app.test_client()
    owner.get("/login")
    rival = app.test_client()
    rival.get("/login")
    for _ in range(12):
        log_in(rival, password="wrong")
    assert log_in(rival).status_code == 429
    assert log_in(owner).status_code == 303


def test_after_many_strangers_a_fresh_browser_waits_and_a_known_one_does_not(app, person):
    known = app.test_client()
    known.get("/login")
    log_in(known)
    known.post("/logout")
    for _ in range(25):
        rival = app.test_client()
        rival.get("/login")
        log_in(rival, password="wrong")
    fresh = app.test_client()
    fresh.get("/login")
    assert log_in(fresh).status_code == 429
    assert log_in(known).status_code == 303
    with clock.set_to(clock.now() + timedelta(minutes=3)):
        assert log_in(fresh).status_code == 303


def test_forty_people_behind_one_address_get_in(app):
    for n in range(40):
        user = make.user()
        user.username, user.password_hash = f"many-{n}", passwords.hash_of(GOOD)
        make.saved(user)
    assert {log_in(app.test_client(), f"many-{n}").status_code for n in range(40)} == {303}


def test_the_session_of_before_is_not_the_one_of_after(app, person):
    browser = app.test_client()
    browser.get("/login")
    with browser.session_transaction() as session:
        session["planted"] = "by a rival"
    before = browser.get_cookie("session").value
    log_in(browser)
    assert browser.get_cookie("session").value != before
    with browser.session_transaction() as session:
        assert "planted" not in session


def test_a_copied_cookie_is_dead_after_logging_out(app, person):
    browser = app.test_client()
    log_in(browser)
    stolen = browser.get_cookie("session").value
    browser.post("/logout")
    thief = app.test_client()
    thief.set_cookie("session", stolen)
    assert thief.get("/account").status_code == 302


def test_half_an_hour_idle_or_twelve_hours_in_all_end_it(app, person):
    browser, start = app.test_client(), clock.now()
    with clock.set_to(start):
        log_in(browser)
    for minutes in range(20, 12 * 60, 20):
        with clock.set_to(start + timedelta(minutes=minutes)):
            assert browser.get("/account").status_code == 200
    with clock.set_to(start + timedelta(hours=12, minutes=1)):
        assert browser.get("/account").status_code == 302

    idle = app.test_client()
    with clock.set_to(start):
        log_in(idle)
    with clock.set_to(start + timedelta(minutes=31)):
        answer = idle.get("/account")
    assert answer.location == "/login?next=/account"


def test_a_closed_account_and_one_that_was_never_opened(app, person):
    person.disabled_at = clock.now()
    assert log_in(app.test_client()).status_code == 403
    make.saved(User(username="no-hash", name="甲", password_hash="!"))
    assert log_in(app.test_client(), "no-hash", "!").status_code == 422


NEXT = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
    "/\n/evil.example", "\t//evil.example", " //evil.example", "http:evil.example",
    "http:///evil.example", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
    "/login", "/logout", "/account/password", "/%2f%2fevil.example", "/%5cevil.example",
    "//evil.example/%2f..", "/..//evil.example", "/.evil.example", "https:/\\evil.example",
    "//℀.example", "/\u202eevil", "@evil.example", "//user@evil.example",
    "/account@evil.example", "http://[::1", "//[evil", "?next=/", "", "/nowhere", "account",
    "/account/\r\nSet-Cookie:x=1", "/account//evil.example", "/" + "a" * 900,
]  # fmt: skip


@pytest.mark.parametrize("target", NEXT)
def test_next_never_leads_away(app, person, target):
    answer = app.test_client().post(
        "/login", query_string={"next": target}, data={"username": "lt1-01", "password": GOOD}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_next_leads_back_to_a_page_of_ours(app, person):
    assert own_page("/account/logins?page=2&q=茶") == "/account/logins?page=2&q=茶"
    browser = app.test_client()
    door = browser.get("/account?x=1").location
    assert log_in(browser, query_string=door.split("?", 1)[1]).location == "/account?x=1"
