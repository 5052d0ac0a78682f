"""Killed at every named point of the way from the order to the money, nothing is lost or doubled.

The same form with the same key gives the same order and the same payment (F1, I18).
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderState
from sim_market.payments.models import Payment, PaymentState
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.finance.test_kills import CAPITAL, PRICE, STOCK, said, sign_in
from tests.sim_market.payments.paying import wrong
from tests.sim_market.payments.points import POINTS

pytestmark = [pytest.mark.slow, pytest.mark.database]
TURNS = [(deed, point) for deed, points in POINTS.items() for point in points]
PAID = sum(1 for deed, _point in TURNS if deed in {"pay", "notice"})
LATE = sum(1 for deed, _point in TURNS if deed == "pay late")


@pytest.fixture
def task(served, tmp_path):
    with served.app_context():
        cohort, buyer = make.ordinary_cohort(), sign_in("points-buyer")
        shopper_of(buyer, cohort)
        sku = make.sku(price_fen=PRICE, stock=STOCK)
        db.session.commit()
        url = db.engine.url.render_as_string(hide_password=False)
        task = {"cohort_id": cohort.id, "sku_id": sku.id, "price_fen": PRICE, "url": url}
        db.session.close()
        db.engine.dispose()
    return task | {"folder": str(tmp_path), "log": str(tmp_path / "answers.log")}


def test_killed_at_every_point_the_same_form_does_the_deed_once(served, task):
    start = "import sys, json, wsgi; from tests.sim_market.payments.points import main; "
    command = [sys.executable, "-c", start + "main(json.loads(sys.argv[1]))", json.dumps(task)]
    ended = subprocess.run(command, check=False, timeout=120, capture_output=True, text=True)
    log = Path(task["log"])
    assert ended.returncode == 0, said(log, ended.stderr)
    done = [line.split("|")[:2] for line in log.read_text().splitlines()]
    assert done == [list(turn) for turn in TURNS]
    with served.app_context():
        orders = db.session.scalars(sa.select(Order).order_by(Order.id)).all()
        assert [order.note for order in orders] == [f"turn {n}" for n in range(len(TURNS) + 1)]
        states = Counter(order.state for order in orders)
        assert states[OrderState.PAID] >= PAID
        payments = db.session.scalars(sa.select(Payment)).all()
        assert len(payments) == len(TURNS) + 1
        taken = [each for each in payments if each.state == PaymentState.PAID]
        assert len(taken) == PAID + LATE + 1
        assert balance_of(*orders[0].shopper.purse) == CAPITAL - PRICE * len(taken)
        in_flight = [each for each in taken if each.in_flight]
        assert balance_of(task["cohort_id"], AccountKind.PROVIDER) == PRICE * len(in_flight)
        sku = db.session.get_one(Sku, task["sku_id"])
        assert sku.reserved == states[OrderState.PAID] + states[OrderState.UNPAID]
        assert wrong() == []
