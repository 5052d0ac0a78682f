"""No page asks the database more than twelve times, fails, or is too long: walked by every role."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import clock
from seeds.rehearsal.cast import PASSWORD
from seeds.rehearsal.opening import signed_in
from seeds.rehearsal.run import REAL_START, Rehearsal
from seeds.rehearsal.visitor import Visitor
from tests.architecture.walk import Walk, places

# Who walks, and how many kinds of page they must at least have met.
PEOPLE = {
    "platform": 12,
    "institution": 20,
    "teacher": 12,
    "assistant": 10,
    "scorer": 6,
    "authority": 6,
    "careless": 30,
    "ordinary": 30,
    "careful": 30,
    "clerk": 8,
}


@pytest.fixture(scope="module")
def class_released(class_at_work: Rehearsal) -> Rehearsal:
    """The same class after hand-in, draw, scoring and release."""
    with clock.set_to(REAL_START + timedelta(minutes=5)):
        class_at_work.assess()
    return class_at_work


@pytest.fixture
def later() -> Iterator[None]:
    """Nobody's session has ended yet when the pages are looked at."""
    with clock.set_to(REAL_START + timedelta(minutes=8)):
        yield


def browser_of(who: str, rehearsal: Rehearsal) -> Visitor:
    room = rehearsal.room
    strategies = {str(one.part.strategy): one.visitor for one in rehearsal.people}
    staff = {"institution": room.admin, "teacher": room.teacher, "scorer": room.scorers[0]}
    clerks = [one.clerk for one in rehearsal.people if one.clerk]
    staff["clerk"] = clerks[0]
    accounts = {"platform": "pingtai", "authority": "zhuguan", "assistant": room.accounts[2][1]}
    found = (strategies | staff).get(who) or signed_in(rehearsal.app, accounts[who], PASSWORD)
    found.open("/")  # a session is noted now and then; not while we count
    return found


def look_around(who: str, rehearsal: Rehearsal) -> None:
    visitor = browser_of(who, rehearsal)
    walk = Walk(rehearsal.app, visitor).everywhere()
    met = set(walk.seen.values())
    assert walk.problems == []
    assert places(rehearsal.app, visitor) <= met
    assert len(met) >= PEOPLE[who], sorted(met)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("who", PEOPLE)
def test_pages_of_a_class_at_work_ask_little(who, class_at_work):
    look_around(who, class_at_work)


@pytest.mark.usefixtures("class_released", "later")
@pytest.mark.parametrize("who", ["institution", "teacher", "scorer", "authority", "careful"])
def test_pages_of_a_class_with_marks_ask_little(who, class_at_work):
    look_around(who, class_at_work)
