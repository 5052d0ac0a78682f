"""The stock of all lines of an order moves in one go: all of it or none."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict
from sim_market.listings.checks import stock_adds_up
from sim_market.listings.models import OutOfStock, StockMove, StockMoveKind
from sim_market.listings.operations import hold_all, release_all, sell_all
from tests import make

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.database]


def shelf(*stocks):
    store = make.store()
    return [make.sku(store=store, stock=n, title=f"粗陶杯 {n} 只装") for n in stocks]


def moves(kind):
    db.session.flush()
    counted = sa.select(sa.func.count()).select_from(StockMove).where(StockMove.kind == kind)
    return db.session.scalar(counted)


def test_all_lines_are_held_sold_and_released():
    first, second, third = shelf(5, 6, 7)
    lines = [(first.id, 5), (second.id, 2), (third.id, 1)]
    assert second.available == 6

    hold_all(lines, of=first.cohort, ref="D1")
    assert [sku.available for sku in (first, second, third)] == [0, 4, 6]
    sell_all(lines[:2], of=first.cohort, ref="D1")
    release_all(lines[2:], of=first.cohort, ref="D1")

    assert [(sku.on_hand, sku.reserved, sku.sold) for sku in (first, second, third)] == [
        (0, 0, 5), (4, 0, 2), (7, 0, 0),
    ]  # fmt: skip
    assert stock_adds_up() == []


def test_one_short_line_holds_nothing_and_is_named():
    first, short, third = shelf(5, 2, 7)

    with pytest.raises(OutOfStock, match="2 只装"):
        hold_all([(first.id, 4), (short.id, 3), (third.id, 7)], of=first.cohort, ref="D1")

    assert [sku.reserved for sku in (first, short, third)] == [0, 0, 0]
    assert moves(StockMoveKind.HOLD) == 0


@pytest.mark.parametrize("deed", [hold_all, release_all, sell_all])
def test_no_lines_are_not_all_lines(deed):
    [sku] = shelf(5)

    deed([], of=sku.cohort, ref="D1")

    assert (sku.on_hand, sku.reserved) == (5, 0)


@pytest.mark.parametrize("deed", [release_all, sell_all])
def test_what_is_not_held_does_not_move(deed):
    [sku] = shelf(5)

    with pytest.raises(Conflict):
        deed([(sku.id, 1)], of=sku.cohort, ref="D1")
