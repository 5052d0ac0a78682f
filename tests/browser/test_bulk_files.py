"""Files, the grid and the tasks in a real browser: in every size, by keyboard, without scripts."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import User
from sim_market.listings.models import Listing, Sku
from tests import make
from tests.browser.conftest import SIZES, Opener, Site, Window
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def keeper(site: Site) -> int:
    """A trainee with a store and three listings."""

    def open_shop() -> int:
        cohort = make.cohort(name="表格班")
        owner = make.member(of=cohort).user
        store = make.store(owner=owner, of=cohort, name="表格小铺")
        for number in range(3):
            listing(store=store, title=f"粗陶手冲杯 厚壁 {number} 号款")
        return owner.id

    return site.do(open_shop)


def signed_in(site: Site, keeper: int) -> list[dict[str, str]]:
    return site.cookies_of(lambda: db.session.get_one(User, keeper))


def prices(site: Site, keeper: int) -> list[int]:
    def read() -> list[int]:
        mine = (
            sa.select(Sku.price_fen)
            .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
            .where(Listing.store.has(owner_id=keeper))
        )
        return list(db.session.scalars(mine.order_by(Sku.code)))

    return site.do(read)


def sheet(folder: Path, screen: Window) -> Path:
    """What is exported, with one price wrong and one changed."""
    with screen.page.expect_download() as sent:
        screen.page.click("button:has-text('.csv')")
    lines = Path(sent.value.path()).read_text(encoding="utf-8-sig").splitlines()
    wrong, right = lines[1].replace("39.00", "-3"), lines[2].replace("39.00", "45.5")
    made = folder / "goods.csv"
    made.write_text("\n".join([lines[0], wrong, right, lines[3]]), encoding="gb18030")
    return made


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_whole(window: Opener, site: Site, keeper: int, size: str, tmp_path: Path):
    screen = window(size, signed_in(site, keeper))
    screen.go("/bulk/files")
    screen.look("bulk-files")
    file = sheet(tmp_path, screen)
    screen.page.set_input_files("input[name=file]", file)
    screen.page.click("main form[enctype] button[type=submit]")
    screen.look("bulk-preview")
    for path in ("/bulk/grid", "/bulk/tasks", "/bulk?deed=category", "/bulk?deed=compare"):
        screen.go(path)
        screen.look(path.strip("/").replace("/", "-").replace("?", "-"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_grid_is_typed_in_done_and_undone(window: Opener, site: Site, keeper: int, scripts: bool):
    screen = window("desk", signed_in(site, keeper), java_script_enabled=scripts)
    page = screen.go("/bulk/grid")
    cell = page.locator("input[data-col=price]").first
    cell.fill("45.5")
    if scripts:
        cell.press("Enter")
        page.keyboard.type("52")  # the cell below
    else:
        page.locator("input[data-col=price]").nth(1).fill("52")
    page.click("button[value=preview]")
    page.wait_for_url("**/bulk/runs/*")
    page.click("form[action$='/begin'] button")
    page.locator("form[action$='/undo'] button").wait_for()
    assert prices(site, keeper) == [4550, 5200, 3900]
    page.click("form[action$='/undo'] button")
    page.locator("form[action$='/undo'] button").wait_for(state="detached")
    assert prices(site, keeper) == [3900, 3900, 3900]
