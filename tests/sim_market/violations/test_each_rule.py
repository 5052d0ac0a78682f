"""Every rule that is carried out after the fact fires, and its nearest neighbour does not."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.decoration.models import PageVersion, StorePage
from sim_market.violations.models import Violation
from sim_market.violations.operations import patrol_cohort
from tests import make
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


@pytest.mark.parametrize(("words", "rules"), [("加微信有优惠", ["L-6"]), ("有问题点客服", [])])
def test_a_published_page_is_patrolled(words, rules):
    store = make.store()
    blocks = [{"kind": "text", "id": "b1", "title": "", "text": words}]
    make.saved(StorePage(cohort_id=store.cohort_id, store_id=store.id, blocks=[], published=1))
    make.saved(
        PageVersion(
            cohort_id=store.cohort_id, store_id=store.id, number=1, blocks=blocks,
            actor_id=store.owner_id, published_sim_at=store.cohort.sim_at,
        )
    )  # fmt: skip
    patrol_cohort(store.cohort)
    assert found() == rules
    if rules:
        blocks[0]["text"] = "有问题点客服"
        db.session.execute(sa.update(PageVersion).values(blocks=blocks))
        patrol_cohort(store.cohort)
        [violation] = db.session.scalars(sa.select(Violation))
        assert violation.cured_sim_at is not None
