"""Thirty buyers press the button for three units, where two may be at work at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app.crowd import Crowd
from app.db import db
from sim_market.listings.models import Sku
from sim_market.orders.models import Order
from sim_market.shoppers.operations import shopper_of
from tests import make

BUYERS, UNITS = 30, 3


def press(browser, address, number):
    """As the waiting page does: the same form, with the same key, until there is an answer."""
    form, met = {"seen_fen": "999", "note": "", "_key": f"key-of-buyer-{number}"}, 0
    while (answer := browser.post(address, data=form)).status_code == 503:
        assert f'value="key-of-buyer-{number}"' in answer.text
        met += 1
        time.sleep(0.1)
    return answer.status_code, met


def test_a_rush_sells_what_there_is_and_answers_everybody(served):
    served.extensions["crowd"] = Crowd(16)
    with served.app_context():
        cohort = make.cohort()
        sku = make.sku(store=make.store(of=cohort), stock=UNITS, price_fen=999)
        people = [make.member(of=cohort).user for _buyer in range(BUYERS)]
        for who in people:
            shopper_of(who, cohort)
        browsers = [make.browser(served, who) for who in people]
        address = f"/mall/checkout?sku_id={sku.id}&quantity=1"
        db.session.commit()
        sku_id = sku.id
    with ThreadPoolExecutor(BUYERS) as pool:
        told = list(pool.map(press, browsers, [address] * BUYERS, range(BUYERS)))
    statuses = [status for status, _met in told]
    assert (statuses.count(303), statuses.count(409)) == (UNITS, BUYERS - UNITS)
    assert any(met for _status, met in told)
    with served.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == UNITS
        assert db.session.get_one(Sku, sku_id).reserved == UNITS
