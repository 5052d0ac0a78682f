import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.rules.pack import load
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.applications import Application
from sim_market.stores.models import Store, StoreState
from sim_market.stores.operations import apply_for_store, change_store
from sim_market.verbs import Verb
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def application(**said) -> Application:
    return Application(**({
        "name": "山野小铺", "intro": "做粗陶杯碗的小店，每只都自己试过水温。",
        "category_code": "kitchen", "logo": "mug-8-dots-arch-40", "operator_name": "模拟店主甲",
    } | said))  # fmt: skip


def test_a_good_application_opens_the_store_and_moves_deposit_and_capital():
    who = make.member().user
    cohort = make.ordinary_cohort()

    store = apply_for_store(cohort, application(), actor=who)

    rules = load(1)
    assert (store.state, store.rounds, store.opened_sim_at) == (StoreState.OPEN, 1, cohort.sim_at)
    assert [review.passed for review in store.reviews] == [True]
    start = cohort.params["start_capital_fen"]
    wallet = shopper_of(who, cohort)
    assert balance_of(cohort.id, AccountKind.STORE_DEPOSIT, store.id) == rules.deposit_fen
    assert balance_of(cohort.id, AccountKind.STORE_FUNDS, store.id) == rules.opening_capital_fen
    left = start - rules.deposit_fen - rules.opening_capital_fen
    assert balance_of(cohort.id, AccountKind.WALLET, wallet.id) == left
    assert [entry.verb for entry in make.entries()][-3:] == [
        Verb.STORE_APPLIED, Verb.SHOPPER_ENROLLED, Verb.STORE_OPENED,
    ]  # fmt: skip


def test_a_faulty_application_is_returned_with_a_reason_per_fault_then_corrected():
    who = make.member().user
    cohort = make.ordinary_cohort()

    store = apply_for_store(
        cohort, application(name="山野官方旗舰店", intro="全网最低价，加 V 信详谈更便宜"), actor=who
    )

    assert store.state == StoreState.RETURNED
    [answer] = store.reviews
    assert {reason["rule"] for reason in answer.reasons} == {"K-1", "L-7", "L-6"}
    assert balance_of(cohort.id, AccountKind.STORE_DEPOSIT, store.id) == 0

    again = apply_for_store(cohort, application(), actor=who)

    assert (again.id, again.state, again.rounds) == (store.id, StoreState.OPEN, 2)
    assert [review.passed for review in again.reviews] == [False, True]
    assert again.reviews[0].applied["name"] == "山野官方旗舰店"


def test_a_name_is_taken_once_however_it_is_written():
    cohort = make.ordinary_cohort()
    apply_for_store(cohort, application(name="Ａ山野 小铺"), actor=make.member().user)
    second = make.member().user
    db.session.commit()

    with pytest.raises(Conflict) as refused:
        apply_for_store(cohort, application(name="a山野小铺"), actor=second)

    assert refused.value.rule == "K-1"
    assert "name" in refused.value.fields
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Store.id))) == 1


def test_a_returned_store_that_takes_a_taken_name_keeps_its_own():
    cohort = make.ordinary_cohort()
    apply_for_store(cohort, application(), actor=make.member().user)
    who = make.member().user
    returned = apply_for_store(cohort, application(name="我是旗舰店"), actor=who)
    db.session.commit()

    with pytest.raises(Conflict):
        apply_for_store(cohort, application(), actor=who)

    db.session.rollback()
    assert (returned.name, returned.rounds) == ("我是旗舰店", 1)


def test_the_same_name_may_be_used_in_another_class():
    apply_for_store(make.ordinary_cohort(), application(), actor=make.member().user)
    other = make.cohort()
    store = apply_for_store(other, application(), actor=make.member(of=other).user)
    assert store.is_open


def test_an_open_store_is_not_opened_again():
    who = make.member().user
    cohort = make.ordinary_cohort()
    apply_for_store(cohort, application(), actor=who)
    with pytest.raises(Conflict):
        apply_for_store(cohort, application(name="另一家店"), actor=who)


@pytest.mark.parametrize(
    "said", [{"name": " 　"}, {"name": "长" * 31}, {"intro": "长" * 201}, {"agreed": False},
             {"operator_name": ""}],
)  # fmt: skip
def test_what_no_row_can_hold_is_refused_and_nothing_is_kept(said):
    with pytest.raises(Invalid) as refused:
        apply_for_store(make.ordinary_cohort(), application(**said), actor=make.member().user)
    assert set(refused.value.fields) == set(said)
    assert db.session.scalar(sa.select(sa.func.count(Store.id))) == 0


def test_a_real_name_instead_of_a_simulated_one_is_sent_back():
    store = apply_for_store(
        make.ordinary_cohort(), application(operator_name="张三"), actor=make.member().user
    )
    assert [reason["rule"] for reason in store.reviews[0].reasons] == ["K-3"]


def test_an_owner_changes_what_the_store_promises():
    who = make.member().user
    store = apply_for_store(make.ordinary_cohort(), application(), actor=who)

    change_store(store, {"ship_hours": 24, "auto_capture": True}, actor=who)

    assert (store.ship_hours, store.auto_capture) == (24, True)
    [entry] = make.entries(Verb.STORE_CHANGED)
    assert entry.facts == {"changes": {"ship_hours": 24, "auto_capture": True}}


def test_a_profile_with_forbidden_words_is_refused():
    who = make.member().user
    store = apply_for_store(make.ordinary_cohort(), application(), actor=who)
    before = store.intro
    with pytest.raises(Invalid) as refused:
        change_store(store, {"intro": "我们是全国第一的小店，欢迎光临"}, actor=who)
    assert refused.value.rule == "L-4"
    with pytest.raises(Invalid) as refused:
        change_store(store, {"notice": "有事加微信 abc12345"}, actor=who)
    assert refused.value.rule == "L-6"
    assert (store.intro, store.notice) == (before, "")


def test_a_store_that_is_not_open_cannot_be_changed():
    who = make.member().user
    store = apply_for_store(make.ordinary_cohort(), application(name="旗舰店"), actor=who)
    with pytest.raises(NotAllowed):
        change_store(store, {"logo": "x"}, actor=who)
