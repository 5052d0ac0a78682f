"""A process killed fifty times at random on the whole chain loses nothing and doubles nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.commands import problems
from app.db import db
from grading.submissions.models import Submission
from sim_market.ledger.models import Txn
from sim_market.orders.models import Order, OrderState, Shipment
from sim_market.shoppers.operations import shopper_of
from supply_chain.capture.models import SupplyOrder
from tests import make
from tests.sim_market.finance.test_kills import sign_in
from tests.stories.chain import DEEDS
from tests.supply_chain import goods

pytestmark = [pytest.mark.slow, pytest.mark.database]
KILLS = int(os.environ.get("KILLS", "50"))
STOCK = 9000


@pytest.fixture
def task(served: Flask, tmp_path: Path) -> dict[str, Any]:
    """A store that sells a supplier's goods, a buyer, and what the process must know of them."""
    with served.app_context():
        cohort, buyer = make.ordinary_cohort(), sign_in("chain-buyer")
        shopper_of(buyer, cohort)
        skus = [goods.sku_draft("P90001-1", "陶土红", stock=STOCK, cost_fen=50)]
        listing = goods.listing(
            of=goods.product(code="P90001", skus=skus),
            by=goods.store(owner=sign_in("chain-seller")),
        )
        db.session.commit()
        sku, url = listing.skus[0], db.engine.url.render_as_string(hide_password=False)
        task = {"cohort_id": cohort.id, "sku_id": sku.id, "price_fen": sku.price_fen, "url": url}
        db.session.close()
        db.engine.dispose()
    log = str(tmp_path / "answers.log")
    return task | {"folder": str(tmp_path), "log": log, "kills": KILLS, "seed": 2}


def test_killed_fifty_times_on_the_whole_chain(served: Flask, task: dict[str, Any]) -> None:
    run(task)
    answers = Counter(line.split(" ", 1)[1] for line in Path(task["log"]).read_text().splitlines())
    with served.app_context():
        many = db.session.scalar(sa.select(sa.func.count(Order.id)))
        assert many > 2
        assert answers == dict.fromkeys(DEEDS, many)
        notes = db.session.scalars(sa.select(Order.note).order_by(Order.id)).all()
        assert notes == [f"chain {n}" for n in range(many)]
        assert set(db.session.scalars(sa.select(Order.state))) == {OrderState.COMPLETED}
        assert once(SupplyOrder.order_id, many)
        assert once(Shipment.tracking_number, many)
        assert once(Submission.receipt, many)
        assert list(db.session.scalars(sa.select(Submission.version).order_by(Submission.id))) == [
            *range(1, many + 1)
        ]
        kinds = sa.select(Txn.kind, sa.func.count()).group_by(Txn.kind)
        assert {kind.value: n for kind, n in db.session.execute(kinds)} == {
            "start_capital": 1, "opening_capital": 1, "pay_in": many, "payment": many,
            "purchase": many, "settlement": many,
        }  # fmt: skip
        assert {name: wrong for name, wrong in problems().items() if wrong} == {}


def once(column: Any, many: int) -> bool:
    """As many rows as chains, and no two alike."""
    values = db.session.scalars(sa.select(column)).all()
    return len(values) == len(set(values)) == many


def run(task: dict[str, Any]) -> None:
    """Work and kills, in a process of its own."""
    start = "import sys, json, wsgi; from tests.stories.chain import main; "
    command = [sys.executable, "-c", start + "main(json.loads(sys.argv[1]))", json.dumps(task)]
    ended = subprocess.run(command, check=False, timeout=300, capture_output=True, text=True)
    error = Path(task["log"]).with_suffix(".error")
    said = error.read_text() if error.exists() else ""
    assert ended.returncode == 0, said + ended.stderr[-3000:]
