"""The editor of a listing in use: with scripts, without them, and when the session ends."""

import pytest
import sqlalchemy as sa
from PIL import Image

from app.db import db
from app.drafts.models import Draft
from app.identity.models import Login, User
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing
from sim_market.stores.models import Store
from tests import make
from tests.browser.conftest import SIZES, Opener, Site, Window
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser
NEW = "/listings/new?category_code=kitchen.cups.mug"
SAID = {"title": "粗陶手冲杯 复古马克水杯 280ml", "attribute:容量": "280"}


@pytest.fixture(scope="module")
def keeper(site: Site) -> int:
    """A trainee with a store and one listing."""

    def open_shop() -> int:
        cohort = make.cohort(name="编辑器班")
        owner = make.member(of=cohort).user
        listing(store=make.store(owner=owner, of=cohort, name="慢慢小铺"))
        return owner.id

    return site.do(open_shop)


def signed_in(site: Site, keeper: int) -> list[dict[str, str]]:
    return site.cookies_of(lambda: db.session.get_one(User, keeper))


def own(keeper: int) -> str:
    found = db.session.scalars(
        sa.select(Listing).join(Listing.store).where(Listing.store.has(owner_id=keeper))
    )
    return f"/listings/{min(each.id for each in found)}"


def titles(site: Site, keeper: int) -> list[str]:
    def read() -> list[str]:
        mine = sa.select(Listing.title).where(Listing.store.has(owner_id=keeper))
        return list(db.session.scalars(mine.order_by(Listing.id)))

    return site.do(read)


def fill(screen: Window) -> None:
    page = screen.go(NEW)
    for name, text in SAID.items():
        page.fill(f'[name="{name}"]', text)
    page.select_option('[name="attribute:材质"]', "粗陶")
    page.fill('[name="specs-0-name"]', "颜色")
    page.fill('[name="specs-0-values"]', "陶土色、海浪蓝")
    page.fill('[name="specs-1-name"]', "容量")
    page.fill('[name="specs-1-values"]', "280ml、350ml")


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_whole(window: Opener, site: Site, keeper: int, size: str):
    screen = window(size, signed_in(site, keeper))
    pages = {"choose": "/listings/new?q=杯", "new": NEW, "edit": site.do(lambda: own(keeper))}
    for name, path in pages.items():
        screen.go(path)
        assert screen.page.locator("main input").count() > 0
        for more in screen.page.locator("main details").all():
            more.evaluate("details => { details.open = true }")
        screen.look(f"listing-{name}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_matrix_is_made_filled_and_saved(window: Opener, site: Site, keeper: int, scripts: bool):
    screen = window("phone", signed_in(site, keeper), java_script_enabled=scripts)
    fill(screen)
    page = screen.page
    page.click('button[value="matrix"]')
    page.wait_for_selector('[name="skus-3-price"]')
    assert page.input_value('[name="title"]') == SAID["title"]
    page.click(".lt-fill summary")
    page.fill('[name="fill-price"]', "39.9")
    page.fill('[name="fill-stock"]', "5")
    page.click('button[value="fill"]')
    page.locator('[name="skus-3-price"][value="39.9"]').wait_for()
    assert page.input_value('[name="skus-3-stock"]') == "5"
    page.fill('[name="detail-0-text"]', "杯壁比普通马克杯厚一点，热水放二十分钟还温手。")
    before = len(titles(site, keeper))
    page.click('.lt-savebar button[value="save"]')
    page.wait_for_url("**/listings/*saved=*")
    assert len(titles(site, keeper)) == before + 1
    assert page.locator('[name$="-price"]').count() >= 4
    assert screen.complaints == []


def test_while_one_types_forbidden_words_are_marked(window: Opener, site: Site, keeper: int):
    screen = window("desk", signed_in(site, keeper))
    page = screen.go(NEW)
    page.locator('[name="title"]').press_sequentially("国家级粗陶杯")
    page.locator('[data-look="title"] mark', has_text="国家级").wait_for()
    page.locator('[name="skus-0-price"]').press_sequentially("10")
    page.locator('[name="skus-0-cost"]').press_sequentially("20")
    page.get_by_text("卖一件亏一件").wait_for()
    assert screen.complaints == []


def test_what_was_typed_comes_back_after_a_reload(window: Opener, site: Site, keeper: int):
    screen = window("desk", signed_in(site, keeper))
    page = screen.go(site.do(lambda: own(keeper)))
    page.locator('[name="title"]').fill("")
    page.locator('[name="title"]').press_sequentially("写到一半的粗陶杯")
    page.locator("[data-draft-said]", has_text="已保存").wait_for()
    drafts = site.do(lambda: db.session.scalars(sa.select(Draft.content)).all())
    assert ["写到一半的粗陶杯"] in [content["title"] for content in drafts]
    page.reload()
    page.get_by_role("button", name="恢复草稿").click()
    page.wait_for_url("**restore=1**")
    assert page.input_value('[name="title"]') == "写到一半的粗陶杯"
    page.click('.lt-savebar button[value="save"]')
    page.wait_for_url("**saved=**")
    page.reload()
    assert page.locator("[data-draft-offer], [data-draft-hint]").count() == 0
    assert screen.complaints == []


LEAVING = """() => {
  const form = document.querySelector("form[data-server-draft]");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.requestSubmit(document.querySelector('.lt-savebar button[value="save"]'));
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""


def test_a_form_that_is_sent_keeps_no_draft_on_its_way_out(window: Opener, site: Site, keeper: int):
    """It would come after the save, and be offered as something that was never sent."""
    screen = window("desk", signed_in(site, keeper))
    page = screen.go(site.do(lambda: own(keeper)))
    kept: list[str] = []
    page.on("request", lambda asked: kept.append(asked.url) if "/drafts/" in asked.url else None)
    page.locator('[name="title"]').press_sequentially(" 马上保存")
    page.evaluate(LEAVING)
    page.wait_for_timeout(3000)  # longer than a draft waits to be kept
    assert kept == []


def test_what_was_typed_survives_the_end_of_the_session(window: Opener, site: Site, keeper: int):
    cookies = signed_in(site, keeper)
    screen = window("desk", cookies)
    path = site.do(lambda: own(keeper))
    page = screen.go(path)
    site.do(lambda: db.session.execute(sa.delete(Login).where(Login.user_id == keeper)))
    page.locator('[name="title"]').fill("")
    page.locator('[name="title"]').press_sequentially("断线时写的粗陶杯")
    page.locator("[data-draft-said]", has_text="登录已过期").wait_for()
    page.context.clear_cookies()
    page.context.add_cookies(signed_in(site, keeper))
    page = screen.go(path)
    page.get_by_role("button", name="恢复草稿").click()
    page.wait_for_url("**restore=1**")
    assert page.input_value('[name="title"]') == "断线时写的粗陶杯"


def test_a_picture_is_uploaded_as_soon_as_it_is_chosen_and_moved_by_keyboard(
    window: Opener, site: Site, keeper: int, tmp_path
):
    shots = []
    for name, colour in (("one", "red"), ("two", "blue")):
        shots.append(tmp_path / f"{name}.png")
        Image.new("RGB", (300, 200), colour).save(shots[-1])
    screen = window("desk", signed_in(site, keeper))
    page = screen.go(NEW)
    page.set_input_files('[name="uploads"]', [str(shot) for shot in shots])
    page.locator("[data-shot]").nth(1).wait_for()
    first = page.locator("[data-shot]").nth(0).get_attribute("data-shot")
    page.get_by_role("button", name="第 1 张往后移").press("Enter")
    page.locator(f'[data-shot="{first}"]:nth-child(2)').wait_for()
    assert page.locator("[data-shot]").count() == 2
    assert screen.complaints == []


def test_two_save_at_once_and_one_chooses(window: Opener, site: Site, keeper: int):
    mine, other = (window("desk", signed_in(site, keeper)) for _ in range(2))
    path = site.do(lambda: own(keeper))
    page = mine.go(path)
    theirs = other.go(path)
    theirs.fill('[name="title"]', "粗陶手冲杯 别人先写的 280ml")
    theirs.fill('[name="skus-0-weight"]', "555")
    theirs.click('.lt-savebar button[value="save"]')
    theirs.wait_for_url("**saved=**")
    page.fill('[name="title"]', "粗陶手冲杯 我后写的 280ml")
    page.fill('[name="skus-0-cost"]', "12.5")
    page.click('.lt-savebar button[value="save"]')
    page.locator("#conflict").wait_for()
    assert page.input_value('[name="skus-0-weight"]') == "555"
    mine.look("listing-conflict")
    page.click('button[value="theirs:title"]')
    page.locator("#conflict", has_text="没有两边都改了的地方").wait_for()
    assert page.input_value('[name="title"]') == "粗陶手冲杯 别人先写的 280ml"
    assert page.input_value('[name="skus-0-cost"]') == "12.5"
    page.click('.lt-savebar button[value="save"]')
    page.wait_for_url("**saved=**")
    assert "粗陶手冲杯 别人先写的 280ml" in titles(site, keeper)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_row_of_sixty_shows_the_rest(window: Opener, site: Site, keeper: int, scripts: bool):
    def wide() -> int:
        skus = tuple(SkuDraft(price_fen=3900, specs=(f"款{n}",)) for n in range(60))
        store = db.session.scalars(sa.select(Store).where(Store.owner_id == keeper)).one()
        return listing(store=store, on_sale=False, skus=skus, spec_names=("款式",)).id

    screen = window("phone", signed_in(site, keeper), java_script_enabled=scripts)
    page = screen.go(f"/listings/{site.do(wide)}")
    page.fill('[name="skus-59-price"]', "12.3")
    page.click('button[value="more:40"]')
    page.locator('[name="skus-40-code"]').fill("M-40")
    assert page.input_value('[name="skus-59-price"]') == "12.3"
    page.click('.lt-savebar button[value="save"]')
    page.wait_for_url("**saved=**")
    assert page.input_value('[name="skus-40-code"]') == "M-40"
    assert screen.complaints == []
