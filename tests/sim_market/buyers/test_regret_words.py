"""What a change of a promotion is called in the list of decisions."""

import pytest

from sim_market.buyers.decisions import Decision, Note, What, decisions_in, put_back
from sim_market.buyers.regret import change_said


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
