"""Opening a store step by step in a real browser, the teacher's answer, and its later pages."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from app.db import db
from app.identity.models import Role
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.quiz import all_questions
from sim_market.stores.models import Store, StoreStaff
from tests import make
from tests.browser.conftest import Opener, Site, Window

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def next_step(screen: Window, name: str) -> None:
    screen.look(f"store-{name}")
    press(screen.page, "保存，去核对提交" if name == "deposit" else "保存，下一步")


def fill_in(screen: Window, name: str) -> None:
    """Every step, in the order in which the pages lead on."""
    page = screen.go("/store/apply")
    screen.look("store-begin")
    page.get_by_role("link", name="开始申请").click()
    page.get_by_label("企业（模拟）").check()
    page.get_by_label("模拟主体名称").fill("模拟山野商行")
    next_step(screen, "subject")
    page.get_by_label("样本上的名称").check()
    next_step(screen, "papers")
    page.get_by_label("主营类目").select_option(index=1)
    next_step(screen, "category")
    page.get_by_label("店名").fill(name)
    page.get_by_label("店铺简介").fill("做粗陶杯碗的小店，每只都自己试过水温。")
    page.locator("output.lt-hint").wait_for()
    next_step(screen, "look")
    page.get_by_label("7 天无理由退货").check()
    next_step(screen, "promise")
    press(page, "保存，下一步")  # nothing chosen: the browser or the page says so
    next_step_of_quiz(screen)
    page.get_by_label("我读过开店").check()
    next_step(screen, "deposit")
    screen.look("store-summary")


def next_step_of_quiz(screen: Window) -> None:
    right = {q.text: q.options[0] for r in load(CURRENT).rules for q in all_questions(r.id)}
    for asked in screen.page.locator("main fieldset").all():
        text = asked.locator("legend").inner_text().strip()
        asked.get_by_label(right[text], exact=True).check()
    next_step(screen, "quiz")


@pytest.mark.parametrize("size", ["desk", "phone", "small"])
def test_a_store_is_opened_step_by_step(window: Opener, site: Site, size: str) -> None:
    of = site.do(lambda: make.cohort().id)
    cookies = site.cookies_of(lambda: make.member(of=cohort(of)).user)
    screen = window(size, cookies)
    fill_in(screen, "山野小铺")
    press(screen.page, "提交审核")
    screen.page.get_by_text("审核通过").wait_for()
    screen.look("store-opened")


def cohort(cohort_id: int) -> make.Cohort:
    return db.session.get_one(make.Cohort, cohort_id)


def test_the_name_is_commented_while_it_is_typed(window: Opener, site: Site) -> None:
    of = site.do(lambda: make.cohort().id)
    screen = window("desk", site.cookies_of(lambda: make.member(of=cohort(of)).user))
    page = screen.go("/store/apply/subject")
    page.get_by_label("模拟主体名称").fill("模拟店主甲")
    press(page, "保存，下一步")
    screen.go("/store/apply/look")
    hint = page.locator("output.lt-hint")
    page.get_by_label("店名").fill("山野官方旗舰店")
    page.locator("output.lt-hint.is-warn").wait_for()
    assert "K-1" in hint.inner_text()
    page.get_by_label("店名").fill("山野小铺")
    page.locator("output.lt-hint.is-ok").wait_for()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_teacher_returns_an_application_and_the_trainee_sees_why(
    window: Opener, site: Site, size: str
) -> None:
    of = site.do(lambda: make.cohort().id)
    teacher = window(
        size, site.cookies_of(lambda: make.member(Role.TEACHING_LECTURER, of=cohort(of)).user)
    )
    teacher.go("/stores")
    teacher.look("stores-none")
    press(teacher.page, "改成老师审核")
    trainee = window(size, site.cookies_of(lambda: make.member(of=cohort(of)).user))
    fill_in(trainee, "山野小铺")
    press(trainee.page, "提交审核")
    trainee.look("store-waits")
    teacher.go("/stores?state=submitted")
    teacher.look("stores-waiting")
    teacher.page.get_by_role("link", name="山野小铺").first.click()
    teacher.page.get_by_label("简介要改什么").fill("请补一句适合谁用")
    teacher.look("stores-answer")
    press(teacher.page, "退回给学员")
    trainee.go("/store/apply")
    trainee.look("store-returned")
    trainee.go("/store/apply/look")
    assert "请补一句适合谁用" in trainee.page.locator("main").inner_text()
    trainee.look("store-look-again")


@pytest.mark.parametrize("size", ["desk", "phone", "small"])
def test_the_pages_of_an_open_store_are_whole(window: Opener, site: Site, size: str) -> None:
    of = site.do(lambda: make.cohort().id)
    screen = window(
        size,
        site.cookies_of(
            lambda: (
                make.store(
                    of=cohort(of), promises=["no_reason", "return_insurance", "broken_paid"]
                ).owner
            )
        ),
    )
    page = screen.page
    screen.go("/store/staff")
    screen.look("store-staff-none")
    page.get_by_label("仓库子账号").check()
    page.get_by_label("称呼").fill("仓库小周")
    press(page, "新建")
    screen.look("store-staff")
    screen.go("/store/addresses")
    screen.look("store-addresses-none")
    for label, words in (("收件人", "模拟仓库老周"), ("电话", "19900001234"), ("省份", "河南"),
                         ("详细地址", "模拟市练习路 8 号 3 号库")):  # fmt: skip
        page.get_by_label(label).fill(words)
    press(page, "保存")
    screen.look("store-addresses")
    for path in ("/store", "/store/edit", "/store/close", "/slips"):
        screen.go(path)
        screen.look(f"open{path.replace('/', '-')}")
    store_id = site.do(
        lambda: db.session.scalars(sa.select(Store.id).where(Store.cohort_id == of)).one()
    )
    screen.go(f"/mall/stores/{store_id}")
    screen.look("store-in-mall")


@pytest.mark.parametrize("role", ["store_service", "store_warehouse", "store_operator"])
def test_the_places_of_a_sub_account_are_whole(window: Opener, site: Site, role: str) -> None:
    def hired() -> make.User:
        store = make.store(of=make.cohort())
        make.order(of=make.sku(store=store))
        member = make.member(Role(role), of=store.cohort)
        make.saved(
            StoreStaff(
                cohort_id=store.cohort_id,
                store_id=store.id,
                user_id=member.user_id,
                role=Role(role),
            )
        )
        return member.user

    screen = window("phone", site.cookies_of(hired))
    screen.go("/")
    screen.look(f"staff-{role}")
    links = screen.page.locator(".lt-side .lt-nav a").all()
    for path in dict.fromkeys(link.get_attribute("href") or "" for link in links):
        answer = screen.page.goto(screen.address + path)
        assert answer
        assert answer.status == 200, path
        screen.look(f"staff-{role}{path.split('?')[0].replace('/', '-')}")
