"""A class that plays together: chosen for the whole class, felt by every store, said on pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.models import Cohort, CohortState
from app.db import db
from app.errors import Conflict
from app.identity.models import Role
from grading.evidence.models import Snapshot
from sim_market.buyers import operations
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.market.standing import World
from sim_market.buyers.models import MarketMode, TrafficHour
from sim_market.buyers.operations.together import gathered
from sim_market.buyers.queries import list_listings
from sim_market.buyers.queries.mode import classmates_words, is_shared, shelf_at
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.usefixtures("app")


def played(stores=2, *, together=True, cut=100, hours=5, volume_pm=200):
    """A class whose first store asks `cut` % of the price; its stores after some hours."""
    cohort = make.cohort()
    if together:
        operations.choose_mode(cohort, shared=True, actor=None)
    shops = []
    for number in range(stores):
        shop, skus = stocked(cohort)
        shop.code = f"T{number:03d}"
        for sku in skus:
            sku.price_fen = sku.price_fen * (100 if number else cut) // 100
        shops.append(shop)
    db.session.flush()
    lively(cohort, volume_pm)
    run(cohort, hours)
    return cohort, shops


def owed(shop, column=TrafficHour.expected_micro):
    asked = sa.select(sa.func.sum(column)).where(
        TrafficHour.cohort_id == shop.cohort_id, TrafficHour.store_id == shop.id
    )
    found = db.session.scalar(asked)
    return None if found is None else int(found)


def test_a_classmates_price_is_felt_only_where_stores_meet(app):
    usual = [owed(shop) for shop in played()[1]]
    cut = [owed(shop) for shop in played(cut=80)[1]]
    assert cut[0] > 1.2 * usual[0]
    assert cut[1] < usual[1]
    alone = [owed(shop) for shop in played(together=False)[1]]
    dumped = [owed(shop) for shop in played(together=False, cut=80)[1]]
    assert dumped[1] == alone[1]


def test_ten_stores_have_about_as_much_each_as_two(app):
    two, ten = ([owed(shop) for shop in played(n, hours=3)[1]] for n in (2, 10))
    assert sum(ten) / 10 == pytest.approx(sum(two) / 2, rel=0.1)


def test_what_a_store_would_have_had_alone_is_kept_beside(app):
    _cohort, shops = played(hours=1)
    _alone, twins = played(hours=1, together=False)
    for shop, twin in zip(shops, twins, strict=True):
        assert owed(shop, TrafficHour.alone_micro) == owed(twin) != owed(shop)
        assert owed(twin, TrafficHour.alone_micro) is None


def test_it_counts_from_the_next_hour_on_and_is_journaled(app):
    cohort, shops = played(together=False, hours=3.5)
    chosen = operations.choose_mode(cohort, shared=True, actor=None)
    assert chosen.from_hour == 4
    run(cohort, 6)
    rows = db.session.execute(
        sa.select(TrafficHour.hour, sa.func.count(TrafficHour.alone_micro))
        .where(TrafficHour.store_id == shops[0].id)
        .group_by(TrafficHour.hour)
        .order_by(TrafficHour.hour)
    ).all()
    assert [(hour, number > 0) for hour, number in rows] == [(h, h >= 4) for h in range(7)]
    [entry] = make.entries(Verb.MARKET_MODE_CHOSEN)
    assert entry.facts["together"] is True
    assert (entry.facts["from_day"], entry.facts["at_hour"]) == (1, 4)
    for check in CHECKS.values():
        assert check() == []


def test_who_thinks_again_within_the_hour_has_changed_nothing(app):
    cohort = make.cohort(sim_at=make.SIM_START + timedelta(minutes=90))
    operations.choose_mode(cohort, shared=True, actor=None)
    operations.choose_mode(cohort, shared=False, actor=None)
    [only] = db.session.scalars(sa.select(MarketMode)).all()
    assert (only.from_hour, only.shared) == (2, False)
    with pytest.raises(Conflict):
        operations.choose_mode(cohort, shared=False, actor=None)


def test_an_hour_that_was_played_is_not_played_in_another_way(app):
    cohort, _shops = played(together=False, hours=3)
    assert operations.choose_mode(cohort, shared=True, actor=None).from_hour == 4  # 3 is played
    assert not is_shared(cohort.id, 3)


def test_nobody_changes_the_market_under_what_was_handed_in(app):
    cohort, closed = make.cohort(), make.cohort(state=CohortState.CLOSED)
    trainee = make.member(of=cohort).user
    make.saved(
        Snapshot(cohort_id=cohort.id, trainee_id=trainee.id, schema="s", formula="f",
                 sha256="0" * 64, blind_sha256="0" * 64, size=1, journal_head="0" * 64)
    )  # fmt: skip
    for each in (cohort, closed):
        with pytest.raises(Conflict):
            operations.choose_mode(each, shared=True, actor=None)
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(MarketMode))
    db.session.execute(sa.delete(Snapshot))


def test_rivals_follow_two_days_later(app):
    cohort, _shop = played(1, cut=80, hours=0.5)
    assert len(shelf_at(cohort.id, 0)) == 6
    moved = [dict(gathered(cohort, World(1), hour).followed) for hour in (0, 47, 48, 71)]
    assert moved[0] == moved[1] == {}
    assert moved[2] == moved[3]
    assert len(moved[2]) == 6
    assert all(abs(each + 111_572) < 300 for each in moved[2].values())  # half of ln 0.8


def test_only_who_may_chooses_and_only_what_there_is(app):
    cohort, other = make.cohort(), make.cohort()
    page = f"/market/mode/{cohort.id}"
    for role in (Role.TRAINEE, Role.AUTHORITY, Role.SCORING_LECTURER):
        client = make.browser(app, make.member(role, of=cohort).user)
        assert client.get(page).status_code == 403
        assert client.post(page, data={"mode": "shared"}).status_code == 403
    stranger = make.browser(app, make.member(Role.TEACHING_LECTURER, of=other).user)
    assert stranger.post(page, data={"mode": "shared"}).status_code == 404
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER, of=cohort).user)
    for wrong in ({}, {"mode": "both"}, {"mode": "<b>"}, {"mode": "alone"}):
        said = teacher.post(page, data=wrong)
        assert 400 <= said.status_code < 500
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(MarketMode))
    assert "一直是各自独立" in teacher.get(page).text
    assert "市场方式" in teacher.get(f"/cohorts/{cohort.id}").text
    admin = make.browser(app, make.member(Role.INSTITUTION_ADMIN, of=cohort).user)
    assert admin.post(page, data={"mode": "shared"}).status_code == 303
    assert "第 1 天 00:00" in admin.get(page).text
    db.session.get_one(Cohort, cohort.id).sim_at += timedelta(minutes=30)
    db.session.commit()
    assert admin.post(page, data={"mode": "alone"}).status_code == 303
    assert "第 1 天 01:00 起改为：各自独立" in admin.get(page).text


def test_trainees_are_told_and_see_rivals_without_names(app):
    _cohort, shops = played(hours=6, volume_pm=2000)
    assert len(classmates_words(shops[0])) == 6
    client = make.browser(app, shops[0].owner)
    words = client.get("/traffic/words").text
    assert "同场竞争：同学的商品" in words
    assert "同学最好排名" in words
    assert shops[1].name not in words
    assert "按各自独立算的" in client.get("/traffic").text
    assert "没有同学，只有模拟同行" in client.get("/traffic/what-if").text
    listing = list_listings(shops[0])[0][0]
    bids = client.get(f"/traffic/ads/{listing.listing_id}").text
    assert "同学也在抢这些位置" in bids
    operations.choose_mode(db.session.get_one(Cohort, shops[0].cohort_id), shared=False, actor=None)
    assert "第 1 天 07:00 起各自独立" in client.get("/traffic/news").text
    run(shops[0].cohort, 8)  # alone again: what was before stays labelled, what is now is not
    assert "没有同学，只有模拟同行" in client.get("/traffic/what-if").text
    assert "按各自独立算的" in client.get("/traffic").text
    assert "同学最好排名" not in client.get("/traffic/words").text
    _alone, others = played(hours=2, together=False)
    client = make.browser(app, others[0].owner)
    for page in ("/traffic", "/traffic/words", "/traffic/what-if"):
        assert "同场竞争" not in client.get(page).text
