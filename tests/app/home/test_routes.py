import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import Role
from app.module import Chart, Figure, Step, Todo
from tests import make


@pytest.fixture
def says(app, monkeypatch):
    """Let a module say something to one role on its home page."""

    def say(kind, role, *answers):
        monkeypatch.setitem(app.extensions[kind], role, [lambda viewer, a=a: a for a in answers])

    return say


def headings(page) -> list[str]:
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page.text)


def test_nobody_is_shown_to_the_door(app):
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")


def test_todos_with_something_in_them_come_urgent_first(client, says):
    says(
        "todos",
        Role.TRAINEE,
        Todo("truck", "订单待发货", "还剩 9 小时", 5, "/orders/to-ship", "warn"),
        None,
        Todo("star", "评价还没回复", "", 0, "/reviews"),
        Todo("receipt", "退款申请待答复", "还剩 1 小时", 1, "/refunds", "risk"),
    )

    page = client.get("/").text

    assert page.index("退款申请待答复") < page.index("订单待发货")
    assert "评价还没回复" not in page
    assert 'href="/orders/to-ship"' in page
    assert "有 6 件事在等你" in page


def test_the_first_thing_not_done_is_the_next_step(client, says):
    steps = [
        Step("开一家店", True, "", "/stores"),
        Step("上架 5 件商品", False, "还差 3 件", "/listings"),
        Step("卖出 1 单", False, "", "/orders"),
    ]
    says("steps", Role.TRAINEE, steps)

    page = client.get("/").text

    assert '<a class="btn btn-primary" href="/listings">' in page
    assert page.count('aria-current="step"') == 1
    assert 'aria-label="1 / 3 步已完成"' in page


def test_figures_of_all_modules_stand_together(client, says):
    says("figures", Role.TRAINEE, [Figure("营业额", "¥128.00")], [Figure("评分", "4.8", "分")])
    page = client.get("/").text
    assert "¥128.00" in page
    assert "4.8<small>分</small>" in page


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home_even_when_there_is_nothing_yet(app, says, role):
    for kind in ("todos", "steps", "figures", "charts"):
        says(kind, role)
    page = make.browser(app, make.member(role).user).get("/")
    assert page.status_code == 200
    assert len(headings(page)) == 1
    assert "都处理完了" in page.text


def test_one_role_does_not_see_what_waits_for_another(app, says):
    says("todos", Role.TEACHING_LECTURER, Todo("flag", "班里有人卡住", "", 2, "/class"))
    page = make.browser(app, make.member(Role.TRAINEE).user).get("/")
    assert "班里有人卡住" not in page.text


def test_the_clock_of_the_class_is_on_every_page(app):
    of = make.cohort(sim_at=make.SIM_START.replace(day=10, hour=14, minute=20), clock_runs=True)
    page = make.browser(app, make.member(of=of).user).get("/")
    assert "第 6 天 <b>14:20</b>" in page.text
    assert of.name in page.text


def test_names_are_text_never_markup(app):
    who = make.user(name='<img src=x onerror="1">')
    page = make.browser(app, make.member(who=who).user).get("/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_home_costs_few_statements(client):
    asked = []

    def count(connection, cursor, statement, *rest):
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    client.get("/")
    sa.event.remove(db.engine, "before_cursor_execute", count)
    assert 1 <= len([text for text in asked if text.startswith("SELECT")]) <= 12


def test_a_chart_comes_with_its_sentence_and_its_table(client, says):
    points = [("昨天", 3, "3"), ("今天", 5, "5")]
    says("charts", Role.TRAINEE, Chart("支付订单", "单", points, "今天多了 2 单。"), None)
    page = client.get("/").text
    assert "今天多了 2 单。" in page
    assert '<td>今天</td><td class="is-n">5</td>' in page


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_begins_with_home_and_is_lit(app, role):
    page = make.browser(app, make.member(role).user).get("/").text
    nav = page[page.index('class="lt-nav"') :]
    assert re.match(
        r'[^>]*>\s*<a href="/" aria-current="page">.*?<span>首页</span>', nav, re.DOTALL
    )
    assert nav[: nav.index("</nav>")].count("首页") == 1


def test_many_places_fold_and_few_lie_open(app):
    """A trainee's groups are shut but for the one they are in; a scorer's do not fold."""
    trainee = make.browser(app, make.member(Role.TRAINEE).user)
    shut, inside = navigation(trainee, "/"), navigation(trainee, "/rules")
    assert shut.count("<details") > 5
    assert " open>" not in shut
    assert inside.count(" open>") == 1
    opened = inside[inside.index(" open>") :]
    assert 'aria-current="page"' in opened[: opened.index("</details>")]
    scorer = make.browser(app, make.member(Role.SCORING_LECTURER).user)
    assert "<details" not in navigation(scorer, "/")


def navigation(client, path):
    page = client.get(path, follow_redirects=True).text
    return page[page.index('<nav class="lt-nav"') :].partition("</nav>")[0]
