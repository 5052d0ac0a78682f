"""Reviews without a decision: the same people, promised, charged or told otherwise."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sim_market.buyers import reviewed
from sim_market.buyers.decisions import Decision, What
from sim_market.buyers.decisions.replay import MOST_BID_FEN
from sim_market.buyers.market.aftermath import satisfaction, stars
from sim_market.buyers.models import ads
from sim_market.buyers.reviewed import Reviewed, reviewed_without

START = datetime(2026, 1, 1, tzinfo=UTC)
SEEN = {"quality_pm": 0, "claim_pm": 0, "ship_hours": 24, "title": "杯",
        "variants": [{"code": "g", "price_fen": 2000}]}  # fmt: skip


def row(draw: int, decision: Decision, **values) -> SimpleNamespace:
    found = SimpleNamespace(
        draw=draw, goods=0, unit_price_fen=2000, reference_fen=2000, category_code="x",
        goods_code="g", ship_by_sim_at=START + timedelta(hours=24),
        shipped_sim_at=START + timedelta(hours=20), received_sim_at=START + timedelta(hours=50),
        written_sim_at=START + timedelta(hours=60, minutes=5),
    )  # fmt: skip
    found.__dict__.update(values)
    found.goods = stars(satisfaction(reviewed._lived(found, decision)))
    return found


def decision(what: What, *, before: dict, after: dict) -> Decision:
    return Decision(7, 3, what, SEEN | before, SEEN | after)


def played(monkeypatch, one: Decision, rows) -> Reviewed:
    monkeypatch.setattr(reviewed, "_written_since", lambda _store, _decision: rows)
    store = SimpleNamespace(cohort=SimpleNamespace(sim_start_at=START))
    return reviewed_without(store, one, {7: [(60, each.goods) for each in rows]}, 100)


@pytest.mark.parametrize(
    ("one", "better"),
    [  # a promise of 24 h that was kept with 48 h would have been; over-claiming; a dearer price
        (decision(What.PROMISE, before={"ship_hours": 48}, after={"ship_hours": 12}), 1),
        (decision(What.DETAIL, before={}, after={"claim_pm": 600}), 1),
        (decision(What.DETAIL, before={"claim_pm": 600}, after={}), -1),
        (
            decision(What.PRICE, before={"variants": [{"code": "g", "price_fen": 4000}]}, after={}),
            -1,
        ),
    ],
)
def test_what_buyers_lived_through_changes_their_stars(monkeypatch, one, better):
    late = {"shipped_sim_at": START + timedelta(hours=40)} if one.what == What.PROMISE else {}
    found = played(monkeypatch, one, [row(draw, one, **late) for draw in range(1, 60)])
    assert found.written == 59
    assert 0 < found.changed < 59
    assert (found.other - found.was) * better > 0
    assert sorted(hour for hour, _stars in found.stars[7]) == [60] * 59
    assert sum(each for _hour, each in found.stars[7]) == found.other


def test_what_the_model_does_not_find_again_stays_as_it_is(monkeypatch):
    one = decision(What.DETAIL, before={}, after={"claim_pm": 600})
    rows = [row(draw, one) for draw in range(1, 40)]
    for each in rows:
        each.goods = each.goods % 5 + 1
    found = played(monkeypatch, one, rows)
    assert (found.written, found.changed) == (39, 0)


def test_a_title_changes_no_review():
    one = decision(What.TITLE, before={}, after={"title": "陶瓷杯"})
    assert reviewed_without(None, one, {7: [(1, 5)]}, 9) == Reviewed({7: [(1, 5)]})


def test_bids_are_bounded_alike():
    assert MOST_BID_FEN == ads.MOST_BID_FEN
