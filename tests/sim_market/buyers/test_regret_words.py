"""What a change of a promotion is called in the list of decisions."""

import pytest

from sim_market.buyers.decisions import Decision, What
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
