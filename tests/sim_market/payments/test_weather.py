"""When notices come is drawn by the payment, not by the moment."""

from collections import Counter

from sim_market.payments.models import NoticeEvent, Weather
from sim_market.payments.weather import Planned, is_declined, plan

NUMBERS = [f"P{n:07d}-1" for n in range(4000)]


def kind_of(notices: list[Planned]) -> str:
    first = notices[0]
    if first.minutes is None:
        return "lost"
    if first.off_fen:
        return "false first"
    if len(notices) == 2:
        return "twice" if notices[1].event == first.event else "mixed"
    return "late"


def test_in_good_weather_one_notice_comes_at_once():
    assert {tuple(plan(7, number, Weather.GOOD)) for number in NUMBERS} == {
        (Planned(NoticeEvent.PAID, 0),)
    }
    assert not any(is_declined(7, number, Weather.GOOD) for number in NUMBERS)


def test_bad_weather_has_all_kinds_in_the_shares_it_promises():
    found = Counter(kind_of(plan(7, number, Weather.BAD)) for number in NUMBERS)
    share = {kind: round(100 * n / len(NUMBERS)) for kind, n in found.items()}
    wanted = {"lost": 25, "late": 25, "twice": 20, "mixed": 20, "false first": 10}
    assert share.keys() == wanted.keys()
    assert all(abs(share[kind] - wanted[kind]) <= 3 for kind in wanted)
    declined = sum(is_declined(7, number, Weather.BAD) for number in NUMBERS) / len(NUMBERS)
    assert 0.06 < declined < 0.10


def test_the_same_payment_has_the_same_weather_and_another_class_another():
    first = [plan(1, number, Weather.BAD) for number in NUMBERS[:50]]
    assert first == [plan(1, number, Weather.BAD) for number in NUMBERS[:50]]
    assert first != [plan(2, number, Weather.BAD) for number in NUMBERS[:50]]
