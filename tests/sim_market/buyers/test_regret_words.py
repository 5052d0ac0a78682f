"""What a change of a promotion is called in the list of decisions."""

import pytest

from sim_market.buyers.decisions import (
    Compared,
    Day,
    Decision,
    Note,
    What,
    decisions_in,
    put_back,
)
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.questions import Question
from sim_market.buyers.regret import change_said, question_verdict, verdict


def seen(*offs, badge=0):
    variants = [{"code": str(n), "price_fen": 2000, "off_fen": off} for n, off in enumerate(offs)]
    return {"title": "杯子", "badge_pm": badge, "variants": variants}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (seen(0, 0), seen(100, 0, badge=300), "¥20.00 → ¥19.00"),
        (seen(0, 0), seen(0, 0, badge=300), "多了优惠标记"),
        (seen(0, 0, badge=300), seen(0, 0), "没有了"),
        (seen(100, 0, badge=300), seen(100, 50, badge=300), "部分规格"),
    ],
)
def test_a_deal_says_what_buyers_noticed(before, after, words):
    assert words in change_said(Decision(1, 8, What.PROMOTION, before, after))


def seen(price: int, off: int, *running: str) -> dict:
    variants = [{"code": "g", "price_fen": price, "off_fen": off, "shipping_fen": 0,
                 "reach_pm": 1000}]  # fmt: skip
    rest = dict.fromkeys(("coverage_pm", "stuffing_pm", "image_pm", "detail_pm", "claim_pm"), 0)
    rest |= {"title": "杯", "ship_hours": 48, "badge_pm": 1000 if running else 0, "bids": []}
    return rest | {"variants": variants, "felt": {"by": {key: {} for key in running}, "all": {}}}


def test_a_promoted_price_that_follows_the_price_is_no_decision_of_its_own():
    notes = [Note(1, 0, seen(2000, 200, "7")), Note(1, 5, seen(1000, 100, "7"))]
    [found] = decisions_in(notes)
    assert found.what == What.PRICE
    assert put_back(notes[1].seen, found)["variants"] == notes[0].seen["variants"]
    both = [Note(1, 0, seen(2000, 0)), Note(1, 5, seen(1000, 100, "7"))]
    assert {each.what for each in decisions_in(both)} == {What.PRICE, What.PROMOTION}


def compared(orders: float, margin: int, ads: tuple[int, int]) -> Compared:
    """One day: `orders` and `margin` (fen) that the decision brought, ads (fen) in both worlds."""
    was = Day(orders=round(orders * MICRO), margin=margin * MICRO, ads=ads[0] * MICRO)
    return Compared((3,), (was,), (Day(ads=ads[1] * MICRO),))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "question", [Question.NO_ADS, Question.BIDS_DOUBLE, Question.BUDGET_DOUBLE]
)
def test_ads_that_nobody_saw_have_not_paid_for_themselves(question):
    said = question_verdict(question, compared(0, 0, (0, 0)))
    assert "差不多" in said.strong
    assert "没有带来点击" in said.said
    assert "赚回" not in said.said
    assert "-0.0" not in said.strong


@pytest.mark.usefixtures("app")
def test_a_budget_that_lasts_needs_no_more():
    said = question_verdict(Question.BUDGET_DOUBLE, compared(0, 0, (900, 900)))
    assert "预算够用" in said.said
    assert "不划算" in question_verdict(Question.BUDGET_DOUBLE, compared(0, 0, (900, 1800))).said


@pytest.mark.usefixtures("app")
def test_less_profit_at_the_same_orders_says_so():
    decision = Decision(1, 8, What.PRICE, seen(5590, 0), seen(1550, 0))
    said = verdict(decision, compared(0.01, -755, (0, 0)))
    assert "没有改变单数" in said.strong
    assert "0.0" not in said.strong
    fewer = verdict(decision, compared(-1.1, 366, (0, 0)))
    assert "少了 1.1 单" in fewer.strong
    assert "没有省下的多" in fewer.said


@pytest.mark.usefixtures("app")
def test_a_week_from_noon_to_noon_is_seven_days():
    day = Day(orders=MICRO, margin=500 * MICRO)
    week = Compared(tuple(range(2, 10)), (day,) * 8, (Day(),) * 8)
    decision = Decision(1, 34, What.PRICE, seen(5590, 0), seen(1550, 0))
    assert verdict(decision, week).strong.startswith("7 天里")
    assert "7 天里" in question_verdict(Question.NO_ADS, week).strong
