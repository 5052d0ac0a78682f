"""Every place of every role's navigation, in a class where nothing has happened yet."""

import pytest

from app.identity.models import Role
from tests import make
from tests.browser.conftest import Opener, Site, Window

pytestmark = pytest.mark.browser


def places(screen: Window) -> list[str]:
    """Addresses in the navigation of the page shown."""
    screen.go("/")
    links = screen.page.locator(".lt-side .lt-nav a, .lt-side-foot a")
    found = [link.get_attribute("href") or "" for link in links.all()]
    return list(dict.fromkeys(["/", *found]))


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("size", ["small"])
def test_every_place_is_welcoming_and_whole(window: Opener, site: Site, role: Role, size: str):
    screen = window(size, site.cookies_of(lambda: make.member(role).user))
    for path in places(screen):
        answer = screen.page.goto(screen.address + path)
        assert answer
        assert answer.status == 200, path
        screen.look(f"{role}{path.split('?')[0].replace('/', '-')}")
