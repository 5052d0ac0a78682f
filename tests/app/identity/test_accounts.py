"""One's own account: first password, changing it, roles, browsers; what administrators may."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.identity import operations, passwords, queries
from app.identity.grants import Scope
from app.identity.models import Login, Membership, Role, Slip, User
from tests import make

GOOD, BETTER = "Correct-horse-7", "Battery/staple/8"


@pytest.fixture
def newcomer(app):
    user = make.member(Role.TRAINEE).user
    slip = operations.give_slip(user, cohort=None, actor=None)
    make.saved(user)
    return user, passwords.slip_password(slip.nonce)


def log_in(app, user, password):
    browser = app.test_client()
    answer = browser.post("/login", data={"username": user.username, "password": password})
    return browser, answer


def change(browser, new, again=None, current=""):
    sent = {"current": current, "password": new, "again": again or new}
    return browser.post("/account/password", data=sent)


def test_until_the_password_is_changed_nothing_else_opens(app, newcomer):
    browser, _answer = log_in(app, *newcomer)
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            page = browser.get(rule.rule)
            open_to_all = app.view_functions[rule.endpoint].access == "public"
            if rule.endpoint != "identity.new_password" and not open_to_all:
                assert (page.status_code, page.location) == (303, "/account/password"), rule
    assert browser.post("/account/logins/end").location == "/account/password"
    assert change(browser, BETTER).status_code == 303
    assert browser.get("/account").status_code == 200


def test_the_initial_password_ends_with_its_week_and_with_its_use(app, newcomer):
    user, initial = newcomer
    with clock.set_to(clock.now() + timedelta(days=7, minutes=1)):
        browser, refused = log_in(app, user, initial)
        assert refused.status_code == 403
        assert "重置密码" in refused.text
        assert browser.get("/").status_code == 302
    browser, _answer = log_in(app, user, initial)
    change(browser, BETTER)
    assert log_in(app, user, initial)[1].status_code == 422
    assert log_in(app, user, BETTER)[1].location == "/"


@pytest.mark.parametrize(
    "weak",
    ["", "short1A!", "password123", "Password123!", "P@ssw0rd2026", "aaaaaaaaaaaaaaaa",
     "1234567890", "qwertyuiop", "Abcabcabca1", "x" * 129],
)  # fmt: skip
def test_weak_passwords_are_refused_with_the_reason(app, newcomer, weak):
    user, initial = newcomer
    kept = user.password_hash
    browser, _answer = log_in(app, user, initial)
    page = change(browser, weak)
    assert page.status_code == 422
    assert "lt-fielderr" in page.text
    db.session.expire_all()
    assert (user.password_hash, user.must_change_password) == (kept, True)


def test_a_password_may_not_hold_one_s_own_data_nor_be_the_old_one(app, newcomer):
    user, initial = newcomer
    user.username = "xiaoman"
    make.saved(user)
    browser, _answer = log_in(app, user, initial)
    for new in ("Xiaoman-2026", initial):
        assert change(browser, new).status_code == 422
    assert change(browser, BETTER, again=GOOD).status_code == 422
    assert change(browser, "山里 有座庙 庙里有口钟 哦哦").status_code == 303


def test_changing_it_later_asks_for_the_current_one_and_ends_other_browsers(app, newcomer):
    user, initial = newcomer
    change(log_in(app, user, initial)[0], GOOD)
    here, there = log_in(app, user, GOOD)[0], log_in(app, user, GOOD)[0]
    assert change(here, BETTER, current="wrong").status_code == 422
    assert there.get("/account").status_code == 200
    assert change(here, BETTER, current=GOOD).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_out_everywhere(app, newcomer):
    user, initial = newcomer
    change(log_in(app, user, initial)[0], GOOD)
    here, there = log_in(app, user, GOOD)[0], log_in(app, user, GOOD)[0]
    other = make.browser(app, make.member(Role.TRAINEE).user)
    [latest, *_rest] = queries.list_logins(user)
    assert other.post(f"/account/logins/{latest.id}/end").status_code == 404
    assert there.get("/account").status_code == 200
    assert here.post(f"/account/logins/{latest.id}/end").status_code == 303
    assert there.get("/account").status_code == 302
    assert here.post("/account/logins/end").location == "/login"
    assert here.get("/account").status_code == 302
    assert other.get("/account").status_code == 200
    assert len(make.entries("identity.signed_out_everywhere")) == 1


def test_one_person_two_roles(app):
    person = make.user(name="谷雨")
    teaching = make.member(Role.TEACHING_LECTURER, who=person)
    scoring = make.member(Role.SCORING_LECTURER, who=person)
    strange = make.member(Role.PLATFORM_ADMIN)
    browser = make.browser(app, person)
    assert browser.get("/class").status_code == 200
    assert browser.post(f"/account/roles/{strange.id}").status_code == 404
    assert browser.post(f"/account/roles/{scoring.id}").status_code == 303
    assert browser.get("/class").status_code == 403
    scoring.ended_at = clock.now()
    make.saved(scoring)
    assert browser.get("/").status_code == 200
    assert browser.get("/cohorts").status_code == 403
    assert browser.post(f"/account/roles/{teaching.id}").status_code == 303
    assert browser.get("/class").status_code == 200


def test_a_role_that_ends_closes_the_old_tab(app):
    member = make.member(Role.TEACHING_LECTURER)
    browser = make.browser(app, member.user)
    assert browser.get("/class").status_code == 200
    boss = make.member(Role.INSTITUTION_ADMIN)
    operations.end_role(member, actor=boss.user, grantor=boss)
    assert browser.get("/class").status_code == 403
    assert browser.get(f"/cohorts/{member.cohort_id}").status_code == 403


def test_language_is_kept_with_the_account(app, newcomer):
    user, initial = newcomer
    browser, _answer = log_in(app, user, initial)
    change(browser, GOOD)
    assert browser.post("/account", data={"language": "xx"}).status_code == 422
    assert browser.post("/account", data={"language": "en"}).status_code == 303
    _elsewhere, answer = log_in(app, user, GOOD)
    assert "language=en" in str(answer.headers.getlist("Set-Cookie"))


GRANTS = [
    (Role.INSTITUTION_ADMIN, Role.PLATFORM_ADMIN), (Role.INSTITUTION_ADMIN, Role.INSTITUTION_ADMIN),
    (Role.INSTITUTION_ADMIN, Role.SCORING_LECTURER), (Role.INSTITUTION_ADMIN, Role.AUTHORITY),
    (Role.PLATFORM_ADMIN, Role.PLATFORM_ADMIN), (Role.PLATFORM_ADMIN, Role.TRAINEE),
    (Role.PLATFORM_ADMIN, Role.TEACHING_LECTURER), (Role.TEACHING_LECTURER, Role.TRAINEE),
    (Role.TEACHING_ASSISTANT, Role.TRAINEE), (Role.AUTHORITY, Role.AUTHORITY),
    (Role.SCORING_LECTURER, Role.SCORING_LECTURER), (Role.TRAINEE, Role.TEACHING_LECTURER),
]  # fmt: skip


def scope_of(role):
    cohort = make.ordinary_cohort()
    return {
        Role.PLATFORM_ADMIN: Scope(),
        Role.INSTITUTION_ADMIN: Scope(institution=cohort.institution),
        Role.AUTHORITY: Scope(region="410000"),
        Role.SCORING_LECTURER: Scope(region="410000"),
    }.get(role, Scope(cohort=cohort))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("grantor", "role"), GRANTS)
def test_roles_that_nobody_of_this_role_may_give(grantor, role):
    giver, taker = make.member(grantor), make.user()
    with pytest.raises(NotAllowed):
        operations.grant_role(taker, role, scope_of(role), actor=giver.user, grantor=giver)
    assert queries.list_roles(taker) == []


@pytest.mark.usefixtures("app")
def test_nobody_changes_their_own_roles():
    boss = make.member(Role.INSTITUTION_ADMIN)
    scope = Scope(cohort=make.ordinary_cohort())
    with pytest.raises(NotAllowed, match="自己"):
        operations.grant_role(
            boss.user, Role.TEACHING_LECTURER, scope, actor=boss.user, grantor=boss
        )
    with pytest.raises(NotAllowed):
        operations.end_role(boss, actor=boss.user, grantor=boss)
    assert queries.list_roles(boss.user) == [boss]


@pytest.mark.usefixtures("app")
def test_an_administrator_acts_in_the_own_institution_only():
    boss, elsewhere = make.member(Role.INSTITUTION_ADMIN), make.cohort()
    with pytest.raises(NotAllowed, match="不属于"):
        operations.grant_role(
            make.user(), Role.TRAINEE, Scope(cohort=elsewhere), actor=boss.user, grantor=boss
        )


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_kind_of_scope(role):
    cohort, person = make.ordinary_cohort(), make.user()
    everything = Scope(region="410000", institution=cohort.institution, cohort=cohort)
    with pytest.raises(Invalid):
        operations.grant_role(person, role, everything, actor=None, grantor=None)
    held = operations.grant_role(person, role, scope_of(role), actor=None, grantor=None)
    with pytest.raises(Conflict):
        operations.grant_role(person, role, scope_of(role), actor=None, grantor=None)
    assert queries.list_roles(person) == [held]


@pytest.mark.usefixtures("app")
def test_the_database_itself_refuses_the_same_role_twice():
    member = make.member(Role.PLATFORM_ADMIN)
    with pytest.raises(sa.exc.IntegrityError):
        make.saved(Membership(user=member.user, role=Role.PLATFORM_ADMIN))
    db.session.rollback()


def test_a_reset_never_opens_a_door_beyond_the_institution(app):
    boss = make.browser(app, make.member(Role.INSTITUTION_ADMIN).user)
    plain = make.member(Role.TRAINEE)
    assert boss.post(f"/people/{plain.user_id}/reset-password").status_code == 303
    assert boss.get("/slips").text.count('class="lt-slip"') == 1
    for role in (Role.PLATFORM_ADMIN, Role.AUTHORITY, Role.SCORING_LECTURER):
        both = make.member(Role.TRAINEE)
        make.member(role, who=both.user)
        assert boss.post(f"/people/{both.user_id}/reset-password").status_code == 403
    both = make.member(Role.TRAINEE)
    make.member(Role.TRAINEE, of=make.cohort(), who=both.user)
    assert boss.post(f"/people/{both.user_id}/reset-password").status_code == 403
    stranger = make.member(Role.TRAINEE, of=make.cohort())
    assert boss.post(f"/people/{stranger.user_id}/reset-password").status_code == 404
    assert boss.post("/people/999999/reset-password").status_code == 404
    hashes = set(db.session.scalars(sa.select(User.password_hash)))
    assert len(db.session.scalars(sa.select(Slip)).all()) == 1
    assert len(hashes) == 2  # the unset one of everybody else, and the new one


def test_the_platform_resets_administrators_but_not_its_own(app):
    chief = make.member(Role.PLATFORM_ADMIN)
    browser = make.browser(app, chief.user)
    boss, colleague = make.member(Role.INSTITUTION_ADMIN), make.member(Role.PLATFORM_ADMIN)
    assert browser.post(f"/people/{boss.user_id}/reset-password").status_code == 303
    for other in (colleague.user_id, chief.user_id):
        assert browser.post(f"/people/{other}/reset-password").status_code == 403
    assert len(make.entries("identity.password_reset")) == 1


def test_a_reset_signs_the_person_out(app):
    trainee = make.member(Role.TRAINEE)
    theirs = make.browser(app, trainee.user)
    boss = make.browser(app, make.member(Role.INSTITUTION_ADMIN).user)
    assert theirs.get("/account").status_code == 200
    boss.post(f"/people/{trainee.user_id}/reset-password")
    assert theirs.get("/account").status_code == 302


def test_slips_show_for_half_an_hour_to_whom_made_them_until_put_away(app):
    boss, colleague = (make.member(Role.INSTITUTION_ADMIN).user for _ in range(2))
    browser, other = make.browser(app, boss), make.browser(app, colleague)
    trainee = make.member(Role.TRAINEE)
    browser.post(f"/people/{trainee.user_id}/reset-password")
    assert 'class="lt-slip"' in browser.get("/slips").text
    assert 'class="lt-slip"' not in other.get("/slips").text
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        again = make.browser(app, boss)
        assert 'class="lt-slip"' not in again.get("/slips").text
    other.post("/slips/away")
    assert 'class="lt-slip"' in browser.get("/slips").text
    browser.post("/slips/away")
    assert 'class="lt-slip"' not in browser.get("/slips").text


@pytest.mark.usefixtures("app")
def test_old_slips_and_counters_are_forgotten():
    operations.give_slip(make.user(), cohort=None, actor=None)
    with clock.set_to(clock.now() + timedelta(hours=1)):
        operations.forget_slips()
    assert db.session.scalars(sa.select(Slip)).all() == []


def test_the_first_administrator_comes_from_the_command_line(app):
    run = app.test_cli_runner()
    made = run.invoke(args=["user", "create", "chief", "--name", "总管", "--platform-admin"])
    assert made.exit_code == 0
    password = made.output.split()[-1]
    _browser, answer = log_in(app, queries.find_user("chief"), password)
    assert answer.location == "/account/password"
    again = run.invoke(args=["user", "create", "chief", "--name", "总管"])
    assert again.exit_code == 1
    assert "账号已存在" in again.output


def test_a_token_is_kept_only_as_its_hash(app, newcomer):
    browser, _answer = log_in(app, *newcomer)
    with browser.session_transaction() as session:
        token = session["_user_id"]
    [login] = db.session.scalars(sa.select(Login))
    assert token not in (login.token_hash, login.mark)
