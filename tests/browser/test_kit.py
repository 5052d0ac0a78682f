"""The parts of the kit in a real browser: look, keyboard, drafts, double sending."""

import pytest

from app.identity.models import Role
from tests import make
from tests.browser.conftest import SIZES

pytestmark = pytest.mark.browser
PAGES = {
    name: f"/kit/{name}" for name in ("", "mall", "plain", "refused", "work", "print")
}  # fmt: skip


@pytest.fixture(scope="module")
def trainee_cookies(site):
    return site.cookies_of(lambda: make.member(Role.TRAINEE).user)


@pytest.mark.parametrize("size", SIZES)
def test_every_part_fits_and_is_accessible(window, size, trainee_cookies):
    screen = window(size, trainee_cookies)
    for name, path in PAGES.items():
        screen.go(path)
        screen.look(name or "kit")


@pytest.mark.parametrize("size", ["desk", "small"])
def test_dark_and_large_text_stay_readable(window, site, trainee_cookies, size):
    look = [
        {"name": name, "value": value, "url": site.address}
        for name, value in (("theme", "dark"), ("text", "large"))
    ]
    screen = window(size, trainee_cookies + look)
    for name, path in PAGES.items():
        screen.go(path)
        screen.look(f"{name or 'kit'}-dark")


def test_the_menu_opens_without_a_script_and_holds_the_way_out(window, trainee_cookies):
    page = window("phone", trainee_cookies, java_script_enabled=False).go("/kit/")
    assert not page.get_by_text("大字").is_visible()
    page.locator("details.lt-menu summary").click()
    assert page.get_by_text("大字").is_visible()


def test_a_choice_of_look_is_remembered(window, trainee_cookies):
    page = window("desk", trainee_cookies).go("/kit/?q=1")
    page.locator("details.lt-menu summary").click()
    page.get_by_role("button", name="深色").click()
    assert page.url.endswith("/kit/?q=1")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_a_slash_goes_to_the_search_and_escape_closes_the_menu(window, trainee_cookies):
    page = window("desk", trainee_cookies).go("/kit/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.locator("details.lt-menu summary").click()
    page.keyboard.press("Escape")
    assert page.locator("details.lt-menu[open]").count() == 0


def test_what_was_typed_comes_back_after_the_window_was_closed(window, trainee_cookies):
    screen = window("desk", trainee_cookies)
    page = screen.go("/kit/")
    page.get_by_label("标题", exact=True).press_sequentially("粗陶杯")
    page.get_by_text("草稿已存").wait_for()

    page.goto("about:blank")
    page = screen.go("/kit/")

    assert page.get_by_label("标题", exact=True).input_value() == "粗陶杯"
    page.get_by_role("button", name="放弃这份草稿").click()
    assert page.get_by_label("标题", exact=True).input_value() == ""


def test_what_was_refused_on_another_page_is_not_lost_and_what_was_done_is(window, trainee_cookies):
    screen = window("desk", trainee_cookies)
    page = screen.go("/kit/draft")
    page.get_by_label("标题", exact=True).fill("粗陶杯")
    page.get_by_role("button", name="送去被拒").click()
    page.get_by_role("heading", name="库存不够").wait_for()
    page = screen.go("/kit/draft")
    assert page.get_by_label("标题", exact=True).input_value() == "粗陶杯"

    page.get_by_label("详情").fill("杯口厚实")
    page.get_by_role("button", name="送去办成").click()
    page.get_by_text("item-1").wait_for()
    screen.go("/kit/mall")
    page = screen.go("/kit/draft")
    assert page.get_by_label("详情").input_value() == ""


def test_the_next_person_at_this_computer_sees_no_draft(window, site, trainee_cookies):
    screen = window("desk", trainee_cookies)
    page = screen.go("/kit/")
    page.get_by_label("标题", exact=True).press_sequentially("我的秘密")
    page.get_by_text("草稿已存").wait_for()

    page.context.add_cookies(site.cookies_of(lambda: make.member(Role.TRAINEE).user))
    page = screen.go("/kit/")

    assert page.get_by_label("标题", exact=True).input_value() == ""


def test_bytes_are_counted_as_they_are_typed(window, trainee_cookies):
    page = window("desk", trainee_cookies).go("/kit/")
    page.get_by_label("标题", exact=True).fill("粗陶杯 280ml")
    assert page.locator("output[data-count=bytes]").inner_text() == "12 / 60 字节"


def test_a_form_clicked_twice_is_sent_once(window, trainee_cookies):
    screen = window("desk", trainee_cookies)
    page = screen.go("/kit/")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="保存").dblclick()
    page.get_by_text("还不能提交").wait_for()
    assert len(sent) == 1


def test_an_error_leads_to_its_field(window, trainee_cookies):
    page = window("phone", trainee_cookies).go("/kit/")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").get_by_role("link", name="标题").click()
    assert page.url.endswith("#title")
    assert page.get_by_label("标题", exact=True).get_attribute("aria-invalid") == "true"


def test_all_can_be_reached_by_keyboard_and_the_focus_is_seen(window, trainee_cookies):
    page = window("desk", trainee_cookies).go("/kit/plain")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lt-skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert outline != "none" or shadow != "none"


def test_a_score_is_saved_as_it_is_given(window, trainee_cookies):
    screen = window("desk", trainee_cookies)
    page = screen.go("/kit/work")
    keys = []
    page.on("request", lambda sent: keys.append(sent.post_data) if sent.method == "POST" else None)

    for points in ("3", "4"):
        page.get_by_label(points, exact=True).check(force=True)
        page.get_by_text("已自动保存").wait_for()
        page.locator("#item-1").filter(has_text=points).wait_for()

    assert len(set(keys)) == len(keys) == 2
    assert screen.complaints == []


def test_a_score_that_could_not_be_saved_says_so(window, trainee_cookies):
    page = window("desk", trainee_cookies).go("/kit/work")
    page.route("**/kit/save", lambda route: route.abort())
    page.get_by_label("3", exact=True).check(force=True)
    page.get_by_text("没有存上").wait_for()
