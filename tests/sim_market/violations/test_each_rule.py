"""Every rule that is carried out after the fact fires, and its nearest neighbour does not."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.violations.models import Violation
from tests.sim_market.violations.offences import AFTERWARDS, wrong_now

pytestmark = pytest.mark.usefixtures("app")


def found() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Violation.rule).order_by(Violation.rule)))


@pytest.mark.parametrize("rule", AFTERWARDS)
def test_it_fires(rule):
    AFTERWARDS[rule][0]()
    assert rule in found()
    assert set(found()) == {rule.value}
    assert wrong_now() == []


@pytest.mark.parametrize("rule", AFTERWARDS)
def test_its_neighbour_does_not(rule):
    AFTERWARDS[rule][1]()
    assert found() == []
