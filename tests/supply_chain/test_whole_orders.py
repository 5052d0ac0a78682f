"""The supplier sets all lines of a supply order aside, or none of them."""

import pytest

from app.db import db
from supply_chain.checks import allotments_add_up
from supply_chain.stock.models import SupplierOutOfStock
from supply_chain.stock.operations import allocate_all, release_all, send_all
from supply_chain.stock.queries import list_pairs
from tests.supply_chain import goods

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.database]


def two():
    db.session.commit()
    return [pair.allotment for pair in list_pairs(goods.listing().store)]


def test_all_lines_are_set_aside_sent_and_freed():
    first, second = two()

    allocate_all([(first, 40), (second, 3)], "G1")
    send_all([(first, 40), (second, 1)], "G1")
    release_all([(second, 2)], "G1")

    assert [(a.on_hand, a.allocated) for a in (first, second)] == [(0, 0), (39, 0)]
    db.session.flush()
    assert allotments_add_up() == []


def test_one_short_line_sets_nothing_aside_and_is_named():
    first, second = two()

    with pytest.raises(SupplierOutOfStock, match=r"雾蓝.*要 41 件，可用 40 件"):
        allocate_all([(first, 40), (second, 41)], "G1")

    assert [(a.on_hand, a.allocated) for a in (first, second)] == [(40, 0), (40, 0)]
    assert allotments_add_up() == []
