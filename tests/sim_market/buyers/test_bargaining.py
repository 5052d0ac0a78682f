"""Simulated buyers exchange and answer offers; the same draw does the same."""

import pytest

from app.db import db
from app.jobs import Job, JobState
from sim_market.after_sales.models import AfterSaleKind, RefundReason, RefundState
from sim_market.after_sales.operations import make_offer, request_refund
from sim_market.buyers.market import aftermath
from sim_market.buyers.models import PlannedPurchase
from sim_market.buyers.operations import bargaining
from sim_market.orders.operations import receive_order, ship_order
from tests import make
from tests.sim_market.after_sales.test_exchanges import variant_of
from tests.sim_market.money import problems

pytestmark = pytest.mark.usefixtures("app")


def received():
    order = make.order(of=make.sku(price_fen=1000, stock=5), quantity=2)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def test_about_a_third_take_another_variant_and_most_answer_offers():
    exchanging = sum(aftermath.exchanges(draw) for draw in range(2000))
    silent = [aftermath.answers_offer_after_minutes(draw, 1) for draw in range(2000)].count(None)
    assert 600 < exchanging < 800
    assert 140 < silent < 260


@pytest.mark.parametrize(("offered", "keeps", "least", "most"), [
    (240, True, 0, 0), (700, True, 2000, 2000), (475, True, 850, 1150),
    (740, False, 0, 0), (1000, False, 1800, 2000),
])  # fmt: skip
def test_enough_is_enough(offered, keeps, least, most):
    said_yes = sum(
        aftermath.accepts_offer(draw, offered, keeps_goods=keeps) for draw in range(2000)
    )
    assert least <= said_yes <= most


def test_who_changed_their_mind_may_exchange_for_what_is_there_and_no_dearer():
    order = received()
    line = order.lines[0]
    yes, no = (next(d for d in range(99) if aftermath.exchanges(d) is w) for w in (True, False))
    variant_of(line.sku, price_fen=1500)
    assert not bargaining.exchange(line, yes, "换一个")
    cheap = variant_of(line.sku, price_fen=900)
    assert not bargaining.exchange(line, no, "换一个")
    assert bargaining.exchange(line, yes, "换一个")
    refund = bargaining.find_by_number(f"T{order.number[1:]}-1-1", cohort_id=order.cohort_id)
    assert (refund.kind, refund.new_sku, refund.quantity) == (AfterSaleKind.EXCHANGE, cheap, 2)
    assert problems() == []


@pytest.mark.parametrize(("fen", "state"), [(2, RefundState.APPLIED), (1900, RefundState.DONE)])
def test_an_offer_is_answered_by_the_one_who_bought(monkeypatch, fen, state):
    order = received()
    bought = PlannedPurchase(draw=next(
        d for d in range(99) if aftermath.answers_offer_after_minutes(d, 1) is not None
    ))  # fmt: skip
    monkeypatch.setattr(bargaining, "find_purchase_of", lambda *_args, **_more: bought)
    refund = request_refund(
        order.lines[0], 2, RefundReason.NOT_WANTED, kind=AfterSaleKind.RETURN, actor=None
    )
    owner = order.store.owner
    make_offer(refund, AfterSaleKind.REFUND, fen, "退一点留着用吧", actor=owner)
    db.session.commit()
    [job] = db.session.query(Job).filter_by(kind="buyers.answer_offer")
    assert job.state == JobState.WAITING
    bargaining.answer_offer(job)
    assert refund.state == state
    assert problems() == []
