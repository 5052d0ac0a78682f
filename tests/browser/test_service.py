"""The service desk in a browser: whole at three sizes, answered with and without scripts."""

# word data: what is asked and answered

from datetime import timedelta

import pytest

from app.db import db
from app.identity.models import User
from sim_market.customer_service import operations
from sim_market.customer_service.judge import INTENTS
from sim_market.customer_service.models import ComplaintReason
from tests import make
from tests.browser.conftest import SIZES, Opener, Site

pytestmark = pytest.mark.browser
TITLE = "粗陶手冲杯 复古马克杯 280ml 可进微波炉"


def keeper() -> User:
    return db.session.query(User).filter_by(username="desk-keeper").one()


@pytest.fixture(scope="module")
def talks(site: Site) -> list[int]:
    """A store with three conversations: one waits, one was answered, one was complained about."""

    def make_them() -> list[int]:
        cohort = make.cohort(name="客服班", sim_at=make.SIM_START + timedelta(hours=10))
        owner = make.member(of=cohort).user
        owner.username = "desk-keeper"
        shop = make.store(owner=owner, of=cohort, name="山野小铺")
        mug = make.sku(store=shop, price_fen=3279, title=TITLE)
        order = make.order(of=mug)
        made = [
            operations.ask_simulated(
                order.shopper if code == "urge" else make.shopper(of=cohort), shop, INTENTS[code],
                key=f"t-{code}", listing=mug.listing, order=order if code == "urge" else None,
            )
            for code in ("urge", "stock", "price")
        ]  # fmt: skip
        operations.say(made[1], "您好，有货的，喜欢可以直接拍下", actor=owner)
        operations.complain(made[2], ComplaintReason.NO_ANSWER, "问了没有人理", actor=None)
        words = "{商品名}{发货时间}发货，放心拍"
        operations.save_phrase(
            shop, None, title="发货", text=words, group="售前", shared=True, actor=owner
        )
        operations.save_faq(shop, keywords="有货", answer="有货的", actor=owner)
        return [talk.id for talk in made]

    return site.do(make_them)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_desk_is_whole(
    window: Opener, site: Site, talks: list[int], size: str
) -> None:
    screen = window(size, site.cookies_of(keeper))
    for name, path in {
        "desk": "/service", "talk": f"/service/{talks[0]}",
        "talk-info": f"/service/{talks[0]}?view=info", "answered": f"/service/{talks[1]}",
        "phrases": "/service/phrases", "auto": "/service/auto", "figures": "/service/figures",
        "complaints": "/service/complaints",
    }.items():  # fmt: skip
        screen.go(path)
        screen.look(f"service-{name}")


def test_a_phrase_is_filled_in_and_sent_and_a_warning_stops_once(
    window: Opener, site: Site, talks: list[int]
) -> None:
    page = window("desk", site.cookies_of(keeper)).go(f"/service/{talks[2]}")
    page.get_by_role("link", name="发货").first.click()
    assert TITLE in page.locator("#msg").input_value()
    page.locator("#msg").press("Control+Enter")
    page.wait_for_url(f"**/service/{talks[2]}")
    assert "小时内发货，放心拍" in page.locator(".lt-msg.is-me").last.inner_text()
    page.locator("#msg").fill("加我微信 abc12345")
    page.get_by_role("button", name="发送").click()
    page.locator("#despite").wait_for()
    assert page.locator("#msg").input_value() == "加我微信 abc12345"
