import pytest

from app.identity.models import Role
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.shoppers.operations import shopper_of, simulated_shopper
from sim_market.shoppers.persona import persona
from sim_market.verbs import Verb
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def test_a_person_gets_the_start_capital_of_the_scheme_once():
    member = make.member(of=make.cohort(scheme=make.scheme(start_capital_fen=77_00)))
    first = shopper_of(member.user, member.cohort)
    again = shopper_of(member.user, member.cohort)
    assert again is first
    assert balance_of(member.cohort_id, AccountKind.WALLET, first.id) == 77_00
    assert len(make.entries(Verb.SHOPPER_ENROLLED)) == 1


def test_one_person_in_two_classes_has_two_wallets():
    user, one, other = make.user(), make.cohort(), make.cohort()
    for cohort in (one, other):
        make.member(Role.TRAINEE, of=cohort, who=user)
    assert shopper_of(user, one).id != shopper_of(user, other).id


def test_a_simulated_shopper_is_the_same_person_in_every_run():
    one, other = make.cohort(seed=5), make.cohort(seed=5)
    assert simulated_shopper(one, 12).address == simulated_shopper(other, 12).address
    assert simulated_shopper(one, 12) is simulated_shopper(one, 12)
    assert persona(5, 12) != persona(5, 13)
    assert persona(5, 12) != persona(6, 12)


def test_a_simulated_shopper_pays_with_money_from_outside():
    buyer = make.shopper()
    assert buyer.is_simulated
    assert buyer.purse.kind == AccountKind.WORLD


def test_no_whole_phone_number_is_ever_kept():
    address = make.shopper().address
    assert address["phone"].startswith("1**-****-")
    assert len(address["phone"]) == 13
