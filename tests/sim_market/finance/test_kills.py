"""A process killed at any moment of an order's way loses nothing and doubles nothing (F1, F3)."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import Login, User
from app.identity.session import hash_of
from sim_market.ledger.models import AccountKind, Txn
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderState
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.finance.chain import STEPS
from tests.sim_market.money import problems

pytestmark = [pytest.mark.slow, pytest.mark.database]
KILLS = int(os.environ.get("KILLS", "50"))
PRICE = 100
CAPITAL = 1_000_000
STOCK = 9000


def sign_in(token: str) -> User:
    user = make.user()
    of = make.member(who=user)
    make.saved(Login(user=user, membership=of, token_hash=hash_of(token), address="", browser=""))
    return user


@pytest.fixture
def task(served, tmp_path):
    """A store, a buyer, and what the process needs to know of them."""
    with served.app_context():
        cohort, buyer = make.ordinary_cohort(), sign_in("chain-buyer")
        shopper_of(buyer, cohort)
        sku = make.sku(
            store=make.store(owner=sign_in("chain-seller")), price_fen=PRICE, stock=STOCK
        )
        db.session.commit()
        url = db.engine.url.render_as_string(hide_password=False)
        task = {"cohort_id": cohort.id, "sku_id": sku.id, "price_fen": PRICE, "url": url}
        db.session.close()
        db.engine.dispose()
    log = str(tmp_path / "answers.log")
    return task | {"folder": str(tmp_path), "log": log, "kills": KILLS, "seed": 1}


def test_killed_fifty_times_on_the_way_nothing_is_lost_and_nothing_is_doubled(served, task):
    log = Path(task["log"])
    ended = run(task)
    assert ended.returncode == 0, said(log, ended.stderr)
    answers = Counter(line.split()[1] for line in log.read_text().splitlines())
    with served.app_context():
        orders = db.session.scalars(sa.select(Order).order_by(Order.id)).all()
        many = len(orders)
        assert many > 2
        assert [order.note for order in orders] == [f"chain {n}" for n in range(many)]
        assert answers == dict.fromkeys(STEPS, many)
        assert {order.state for order in orders} == {OrderState.COMPLETED}
        moved = db.session.execute(sa.select(Txn.kind, sa.func.count()).group_by(Txn.kind)).all()
        assert {kind.value: n for kind, n in moved} == {
            "start_capital": 1, "pay_in": many, "payment": many, "settlement": many,
        }  # fmt: skip
        assert balance_of(*orders[0].shopper.purse) == CAPITAL - PRICE * many
        assert balance_of(task["cohort_id"], AccountKind.ESCROW) == 0
        sku = db.session.get_one(Sku, task["sku_id"])
        assert (sku.on_hand, sku.sold) == (STOCK - many, many)
        assert problems() == []


def run(task: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Work and kills, in a process of its own."""
    start = "import sys, json, wsgi; from tests.sim_market.finance.chain import main; "
    command = [sys.executable, "-c", start + "main(json.loads(sys.argv[1]))", json.dumps(task)]
    return subprocess.run(command, check=False, timeout=300, capture_output=True, text=True)


def said(log: Path, stderr: str) -> str:
    error = log.with_suffix(".error")
    return (error.read_text() if error.exists() else "") + stderr[-3000:]
