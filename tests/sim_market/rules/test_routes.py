import pytest

from app.identity.models import Role
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.quiz import questions_for
from tests import make


def test_the_rule_centre_names_every_rule_with_an_anchor(client):
    page = client.get("/rules")
    assert page.status_code == 200
    assert 'id="L-4"' in page.text
    assert "真实平台以其最新规则为准" in page.text


def test_rules_are_searched_and_narrowed(client):
    page = client.get("/rules?q=微信")
    assert 'id="L-6"' in page.text
    assert 'id="S-2"' not in page.text
    page = client.get("/rules?group=shipping")
    assert 'id="S-2"' in page.text
    assert 'id="L-6"' not in page.text


def test_nothing_found_says_what_to_do(client):
    page = client.get("/rules?q=没有这样的规则")
    assert page.status_code == 200
    assert "没有找到这样的规则" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_read_the_rules(app, role):
    assert make.browser(app, make.member(role).user).get("/rules").status_code == 200


def test_a_rule_that_nothing_carries_out_says_so(client):
    assert "先学习，这里还不执行" in client.get("/rules?q=人工智能内容").text
    assert "先学习，这里还不执行" not in client.get("/rules?q=自动确认收货").text


@pytest.mark.parametrize("rule", [rule.id for rule in load(CURRENT).rules])
def test_every_rule_has_a_page_with_examples_and_a_quiz(client, rule):
    page = client.get(f"/rules/{rule}")
    assert page.status_code == 200
    assert "规则小测" in page.text
    assert "可以" in page.text
    assert "不行" in page.text


def test_the_quiz_says_at_once_whether_it_was_right(client, trainee):
    [question] = questions_for(["L-4"], seed=trainee.id, key="centre")
    assert "答对了" in client.get(f"/rules/L-4?q1={question.answer}").text
    assert "不对，再想想" in client.get(f"/rules/L-4?q1={(question.answer + 1) % 3}").text
    assert client.get("/rules/L-4?q1=%E4%B8%80").status_code == 200


def test_an_unknown_rule_is_not_found(client):
    assert client.get("/rules/Z-9").status_code == 404
