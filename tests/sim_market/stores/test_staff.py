"""Sub-accounts: hired by the owner, limited to their kind, gone at once when switched off."""

import re

import pytest
import sqlalchemy as sa

from app.cohorts import queries as cohorts
from app.db import db
from app.identity import operations as identity
from app.identity.models import STAFF_OF_STORES, Membership, Role, User
from sim_market.stores.models import StaffState, StoreStaff
from sim_market.stores.queries import find_own_store, find_store_of
from sim_market.verbs import Verb
from tests import make


@pytest.fixture
def shop(trainee):
    return make.store(owner=trainee)


def hired(client, role: Role = Role.STORE_SERVICE, name: str = "客服小林") -> StoreStaff:
    answer = client.post("/store/staff", data={"role": role.value, "name": name})
    assert answer.status_code == 303, answer.text
    return db.session.scalars(sa.select(StoreStaff).order_by(StoreStaff.id.desc())).first()


def at_work(app, staff: StoreStaff):
    """A browser in which this sub-account is signed in, its password chosen."""
    staff.user.must_change_password = False
    return make.browser(app, staff.user)


def test_an_owner_hires_and_prints_the_slip(client, trainee, shop):
    staff = hired(client)
    assert staff.user.username == f"{trainee.username}-kf01"
    assert (staff.state, staff.role) == (StaffState.WORKING, Role.STORE_SERVICE)
    assert staff.user.username in client.get("/store/staff").text
    slips = client.get("/slips").text
    assert staff.user.username in slips
    assert re.search(r"[a-z2-9]{5}-[a-z2-9]{5}", slips)
    [entry] = make.entries(Verb.STAFF_HIRED)
    assert entry.actor_id == trainee.id


def test_the_account_works_for_its_employer_only(app, client, trainee, shop):
    staff, other = hired(client), make.store()
    assert find_store_of(staff.user_id, shop.cohort_id) == shop
    assert find_own_store(staff.user_id, shop.cohort_id) is None
    order, foreign = make.order(of=make.sku(store=shop)), make.order(of=make.sku(store=other))
    desk = at_work(app, staff)
    assert order.number in desk.get("/orders").text
    assert desk.get(f"/orders/{order.id}").status_code == 200
    assert desk.get(f"/orders/{foreign.id}").status_code == 404
    assert shop.name in desk.get("/").text


def test_what_is_done_is_written_in_the_name_of_the_account(app, client, shop):
    staff = hired(client, Role.STORE_OPERATOR, "运营小周")
    goods = make.sku(store=shop)
    desk = at_work(app, staff)
    assert desk.get(f"/listings/{goods.listing_id}").status_code == 200
    assert desk.post(f"/listings/{goods.listing_id}/off-sale").status_code == 303
    [entry] = make.entries(Verb.LISTING_OFF_SALE)
    assert entry.actor_id == staff.user_id


def test_switched_off_is_out_at_once_and_back_with_the_same_rights(app, client, shop):
    staff = hired(client)
    desk = at_work(app, staff)
    assert desk.get("/orders").status_code == 200
    assert client.post(f"/store/staff/{staff.id}/off").status_code == 303
    assert desk.get("/orders").status_code in {302, 401}
    assert find_store_of(staff.user_id, shop.cohort_id) is None
    assert client.post(f"/store/staff/{staff.id}/off").status_code == 409

    assert client.post(f"/store/staff/{staff.id}/on").status_code == 303
    db.session.refresh(staff)
    assert staff.state == StaffState.WORKING
    assert at_work(app, staff).get("/orders").status_code == 200


def test_let_go_is_for_good(app, client, shop):
    staff = hired(client)
    desk = at_work(app, staff)
    assert client.post(f"/store/staff/{staff.id}/remove").status_code == 303
    assert desk.get("/orders").status_code in {302, 401}
    for deed in ("on", "off", "remove"):
        assert client.post(f"/store/staff/{staff.id}/{deed}").status_code == 409
    assert client.post(f"/store/staff/{staff.id}/slip").status_code == 403
    db.session.refresh(staff.user)
    assert staff.user.disabled_at is not None
    assert "已移除" in client.get("/store/staff").text


def test_a_lost_password_is_given_anew(client, shop):
    staff = hired(client)
    before = staff.user.password_hash
    assert client.post(f"/store/staff/{staff.id}/slip").status_code == 303
    db.session.refresh(staff.user)
    assert staff.user.password_hash != before
    assert staff.user.must_change_password


def test_there_is_a_limit_and_the_next_number(client, trainee, shop):
    names = [hired(client, name=f"客服{n}号").user.username for n in "一二三四五六"]
    assert names == [f"{trainee.username}-kf{n:02d}" for n in range(1, 7)]
    page = client.post("/store/staff", data={"role": "store_service", "name": "客服七号"})
    assert page.status_code == 409
    assert "最多 6 个子账号" in page.text
    assert db.session.scalar(sa.select(sa.func.count(StoreStaff.id))) == 6


@pytest.mark.parametrize(
    "said", [{"role": "trainee"}, {"role": "platform_admin"}, {"role": ""}, {"name": ""},
             {"name": "\u200b"}, {"name": "<b>"}, {"name": "长" * 41}],
)  # fmt: skip
def test_a_strange_account_is_refused(client, shop, said):
    people = db.session.scalar(sa.select(sa.func.count(User.id)))
    page = client.post("/store/staff", data={"role": "store_service", "name": "客服小林"} | said)
    assert page.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(StoreStaff.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(User.id))) == people


def test_without_an_open_store_nobody_is_hired(client):
    said = {"role": "store_service", "name": "客服小林"}
    assert client.post("/store/staff", data=said).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(StoreStaff.id))) == 0


def test_another_merchants_accounts_are_not_mine(app, client, shop):
    staff = hired(client)
    stranger = make.browser(app, make.store().owner)
    for deed in ("on", "off", "remove", "slip"):
        assert stranger.post(f"/store/staff/{staff.id}/{deed}").status_code == 404
    db.session.refresh(staff)
    assert staff.state == StaffState.WORKING
    assert staff.user.username not in stranger.get("/store/staff").text


def test_accounts_of_stores_are_no_trainees(client, shop):
    before = cohorts.count_trainees(shop.cohort)
    staff = hired(client)
    assert cohorts.count_trainees(shop.cohort) == before
    in_class = {person.user.id for person in cohorts.list_people(shop.cohort)}
    assert staff.user_id not in in_class


def test_numbers_of_the_class_list_do_not_stumble_over_sub_accounts(app, trainee):
    for name in ("lt7-01", "lt7-02", "lt7-01-kf01", "lt7-02-yy12"):
        identity.create_user(username=name, name="学员", password="x" * 20, actor=None)
    assert identity.queries.next_username("lt7-") == "lt7-03"
    assert identity.queries.next_username("lt7-01-kf") == "lt7-01-kf02"
    assert identity.queries.next_username("lt7-01-ck") == "lt7-01-ck01"


def test_a_trainee_may_give_these_roles_in_their_own_class_only(app, trainee):
    mine = db.session.scalar(sa.select(Membership).where(Membership.user == trainee))
    other = make.cohort()
    for role in STAFF_OF_STORES:
        with pytest.raises(identity.NotAllowed):
            identity.grant_role(
                make.user(), role, identity.Scope(cohort=other), actor=trainee, grantor=mine
            )
    with pytest.raises(identity.NotAllowed):
        identity.grant_role(
            make.user(), Role.TRAINEE, identity.Scope(cohort=mine.cohort), actor=trainee,
            grantor=mine,
        )  # fmt: skip


def test_a_profile_is_the_owners_alone(app, client, shop):
    before = shop.intro
    for role in STAFF_OF_STORES:
        desk = at_work(app, hired(client, role, f"员工{role.value[-2:]}"))
        for path in ("/store", "/store/edit", "/store/staff", "/store/close", "/store/addresses"):
            assert desk.get(path).status_code == 403, (role, path)
        said = {"intro": "别人改的简介，十个字以上。"}
        assert desk.post("/store/edit", data=said).status_code == 403
        assert desk.post("/store/close").status_code == 403
    db.session.refresh(shop)
    assert shop.intro == before
