"""The door and one's own account, as a person meets them."""

import pytest

from app.identity import passwords
from app.identity.models import Role, User
from tests import make
from tests.browser.conftest import SIZES, Opener, Site

pytestmark = pytest.mark.browser
MINE = ["/account", "/account/roles", "/account/logins", "/account/password", "/no-such-page"]
PASSWORD = "wheat-lantern-7"


def newcomer() -> User:
    who = make.member(Role.TRAINEE).user
    who.password_hash = passwords.hash_of(PASSWORD)
    return who


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_an_account_are_whole(window: Opener, site: Site, size: str):
    screen = window(size)
    screen.go("/login")
    screen.look("login")
    screen = window(size, site.cookies_of(lambda: make.member(Role.TRAINEE).user))
    for path in MINE:
        screen.go(path)
        screen.look(path.strip("/").replace("/", "-"))


def test_the_door_opens_by_keyboard_and_a_wrong_password_keeps_the_name(window: Opener, site: Site):
    name = site.do(lambda: newcomer().username)
    screen = window("phone")
    page = screen.go("/login")

    page.get_by_label("账号", exact=True).fill(name)
    page.get_by_label("密码", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("账号", exact=True).input_value() == name
    screen.look("login-refused")

    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="你好").wait_for()
    screen.look("home-after-login")


def test_english_is_a_choice_away(window: Opener, site: Site):
    page = window("desk", site.cookies_of(lambda: make.member(Role.TRAINEE).user)).go("/")
    page.locator("details.lt-menu summary").click()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
