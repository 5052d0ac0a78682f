import pytest
import sqlalchemy as sa

from app.db import db, savepoint
from sim_market.ledger.models import Account, AccountKind, Leg, Txn, TxnKind
from sim_market.ledger.operations import AlreadyPosted, InsufficientFunds, account, hold, post
from sim_market.ledger.queries import balance_of
from tests import make
from tests.sim_market.money import problems

pytestmark = pytest.mark.usefixtures("app")


def give(cohort, fen, key="a", kind=TxnKind.START_CAPITAL):
    world = account(cohort.id, AccountKind.WORLD)
    wallet = account(cohort.id, AccountKind.WALLET, 7)
    post(kind, key, [(world, -fen), (wallet, fen)], about=make.shopper(of=cohort))


def test_money_moves_and_every_balance_is_the_sum_of_its_legs():
    cohort = make.cohort()
    give(cohort, 1000)
    give(cohort, 500, key="b")

    assert balance_of(cohort.id, AccountKind.WALLET, 7) == 1500
    assert balance_of(cohort.id, AccountKind.WORLD) == -1500
    assert db.session.scalars(sa.select(Leg.balance_fen).order_by(Leg.id)).all()[-1] == -1500
    assert problems() == []


def test_a_movement_is_made_once():
    cohort = make.cohort()
    give(cohort, 1000)
    with pytest.raises(AlreadyPosted), savepoint():
        give(cohort, 1000)
    assert balance_of(cohort.id, AccountKind.WALLET, 7) == 1000


def test_the_same_key_in_another_cohort_or_of_another_kind_is_another_movement():
    one, other = make.cohort(), make.cohort()
    give(one, 1000)
    give(other, 300)
    give(one, 50, kind=TxnKind.TRANSFER_OUT)
    assert balance_of(one.id, AccountKind.WALLET, 7) == 1050
    assert balance_of(other.id, AccountKind.WALLET, 7) == 300


def test_no_account_but_the_worlds_falls_below_zero_and_nothing_moves():
    cohort = make.cohort()
    give(cohort, 1000)
    wallet, funds = (
        account(cohort.id, AccountKind.WALLET, 7),
        account(cohort.id, AccountKind.STORE_FUNDS, 3),
    )
    with pytest.raises(InsufficientFunds) as refusal, savepoint():
        post(TxnKind.TRANSFER_IN, "x", [(wallet, -1001), (funds, 1001)], about=make.shopper())
    assert "¥10.00" in refusal.value.message
    assert refusal.value.next_step
    assert balance_of(cohort.id, AccountKind.WALLET, 7) == 1000
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Txn)) == 1
    assert problems() == []


def test_legs_that_do_not_sum_to_nothing_are_a_mistake_of_ours():
    cohort = make.cohort()
    with pytest.raises(ValueError, match="do not sum to 0"):
        post(
            TxnKind.PAYMENT, "x", [(account(cohort.id, AccountKind.WORLD), -1)],
            about=make.shopper(of=cohort),
        )  # fmt: skip


@pytest.mark.parametrize("deed", [sa.delete(Leg), sa.update(Txn).values(key="other")])
def test_the_database_itself_refuses_to_change_the_ledger(deed):
    give(make.cohort(), 10)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), savepoint():
        db.session.execute(deed.execution_options(synchronize_session=False))


def test_the_database_itself_refuses_a_balance_below_zero():
    cohort = make.cohort()
    give(cohort, 10)
    below = sa.update(Account).where(Account.kind == AccountKind.WALLET).values(balance_fen=-1)
    with pytest.raises(sa.exc.IntegrityError, match="never_below_zero"), savepoint():
        db.session.execute(below)


def test_the_check_sees_a_balance_that_was_tampered_with():
    cohort = make.cohort()
    give(cohort, 10)
    db.session.execute(
        sa.update(Account).where(Account.kind == AccountKind.WALLET).values(balance_fen=11)
    )
    found = problems()
    assert any("ledger.balances" in line and "holds 11 fen" in line for line in found)
    assert any("ledger.balanced" in line for line in found)


def test_an_account_that_was_never_used_is_held_as_well():
    """Passed over, it was taken out of turn: the first payers of a class could wait in a circle."""
    cohort = make.cohort()
    purses = [account(cohort.id, kind) for kind in (AccountKind.PROVIDER, AccountKind.ESCROW)]
    assert hold(purses) == dict.fromkeys(purses, 0)
    kinds = db.session.scalars(sa.select(Account.kind).where(Account.cohort_id == cohort.id)).all()
    assert sorted(kinds) == sorted(purse.kind for purse in purses)
    assert problems() == []
