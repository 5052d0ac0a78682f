"""Building a store's page in a real browser: by mouse, by keyboard, as buyers see it."""

import pytest

from app.db import db
from app.identity.models import User
from sim_market.decoration import operations
from sim_market.decoration.models import GroupRule
from sim_market.decoration.queries import find_page
from tests import make
from tests.app.films import film, full
from tests.browser.conftest import Opener, Site
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser


def owner() -> User:
    return db.session.query(User).filter_by(username="decorating-owner").one()


def buyer() -> User:
    return db.session.query(User).filter_by(username="decorating-buyer").one()


def shop() -> int:
    cohort = make.cohort(name="装修班")
    who = make.member(of=cohort).user
    who.username = "decorating-owner"
    make.member(of=cohort).user.username = "decorating-buyer"
    store = make.store(of=cohort, owner=who, name="装修小铺")
    goods = listing(store=store, title="粗陶马克杯 复古手冲")
    top = operations.add_group(store, "喝茶", actor=who)
    operations.add_group(store, "新品", parent_id=top.id, rule=GroupRule.NEWEST, actor=who)
    operations.fill_group(top, store, [goods.id], actor=who)
    page = operations.page_of(store)
    for n, words in enumerate(("第一段", "第二段", "第三段"), 1):
        operations.add_block(page, "text", version=page.version)
        said = {"title": words, "text": words}
        operations.change_block(page, n, said, version=find_page(store).version)
    return store.id


@pytest.fixture(scope="module")
def store_id(site: Site) -> int:
    return site.do(shop)


def order_of(page):
    page.wait_for_load_state()
    return [
        text.strip() for text in page.locator(".lt-deco-list > li > a > span").all_inner_texts()
    ]


def test_a_block_is_dragged_to_another_place(window: Opener, site: Site, store_id: int):
    page = window("desk", site.cookies_of(owner)).go("/decoration")
    before = order_of(page)
    blocks = page.locator(".lt-deco-list > li")
    with page.expect_navigation():
        blocks.nth(2).drag_to(blocks.nth(0), source_position={"x": 8, "y": 12})
    assert order_of(page) == [before[2], *before[:2]]


def test_the_same_is_done_by_keyboard_alone(window: Opener, site: Site, store_id: int):
    page = window("desk", site.cookies_of(owner)).go("/decoration")
    before = order_of(page)
    page.get_by_role("button", name=f"下移 {before[0]}").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert order_of(page) == [before[1], before[0], before[2]]
    page.get_by_role("link", name=before[2]).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("标题").fill("键盘写的")
    page.get_by_role("button", name="保存模块").focus()
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert "键盘写的" in order_of(page)
    page.get_by_role("button", name="撤销上一步").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "键盘写的" not in order_of(page)


def test_what_is_published_is_what_buyers_see(window: Opener, site: Site, store_id: int):
    page = window("desk", site.cookies_of(owner)).go("/decoration")
    first = order_of(page)[0]
    with page.expect_navigation():
        page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_text("已发布第").first.wait_for()
    seen = window("phone", site.cookies_of(buyer)).go(f"/mall/stores/{store_id}")
    assert seen.locator(".lt-deco-block h2").first.inner_text() == first


@pytest.mark.parametrize("size", ["desk", "phone", "small"])
def test_every_page_of_decoration_is_whole(window: Opener, site: Site, store_id: int, size: str):
    screen = window(size, site.cookies_of(owner))
    for name, path in {
        "deco": "/decoration",
        "deco-block": "/decoration?block=1",
        "deco-phone": "/decoration?as=phone",
        "deco-groups": "/decoration/groups",
        "deco-versions": "/decoration/versions",
        "deco-store": f"/mall/stores/{store_id}",
        "deco-about": f"/mall/stores/{store_id}?tab=about",
    }.items():
        screen.go(path)
        screen.look(name)
    screen.go("/decoration/groups").get_by_role("link", name="喝茶", exact=True).click()
    screen.look("deco-group")
    screen.go(f"/mall/stores/{store_id}").get_by_role("link", name="喝茶", exact=True).click()
    screen.page.get_by_role("navigation", name="下级分类").wait_for()
    screen.look("deco-tree")


FILMED = """async () => {
  const canvas = new OffscreenCanvas(320, 240), draw = canvas.getContext("2d"), frames = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push(Array.from(bytes));
    },
    error: (why) => { throw why; },
  });
  encoder.configure({ codec: "vp09.00.10.08", width: 320, height: 240 });
  for (let n = 0; n < 20; n++) {
    draw.fillStyle = `hsl(${n * 18} 60% 60%)`;
    draw.fillRect(0, 0, 320, 240);
    const frame = new VideoFrame(canvas, { timestamp: n * 100000 });
    encoder.encode(frame, { keyFrame: n === 0 });
    frame.close();
  }
  await encoder.flush();
  return frames;
}"""


def test_a_video_is_uploaded_published_and_played(window: Opener, site: Site, store_id: int):
    screen = window("phone", site.cookies_of(owner))
    page = screen.go("/decoration")
    frames = [bytes(each) for each in page.evaluate(FILMED)]
    config = full(b"vpcC", bytes([0, 10, 0x82, 2, 2, 2, 0, 0]), flags=1 << 24)
    page.locator('button[name="kind"][value="video"]').click()
    page.set_input_files(
        '[name="video_file"]',
        {"name": "杯子.mp4", "mimeType": "video/mp4", "buffer": film(frames, config=config)},
    )
    page.fill('[name="title"]', "看看杯子")
    page.fill('[name="text"]', "杯子转一圈，杯口圆润，杯底有釉色。")
    page.get_by_role("button", name="保存").first.click()
    page.locator("video.lt-deco-video").first.wait_for()
    page.get_by_role("button", name="发布", exact=True).first.click()
    page.get_by_text("已发布第").first.wait_for()
    buying = window("phone", site.cookies_of(buyer))
    shop = buying.go(f"/mall/stores/{store_id}")
    seen = shop.locator("video.lt-deco-video").evaluate(
        "async film => { film.muted = true; await film.play();"
        " return [film.duration, film.videoWidth]; }"
    )
    assert seen == [2, 320]
    buying.look("store-with-video")
    screen.look("deco-video")
