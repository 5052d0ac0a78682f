import pytest

from grading.draw import protocol
from grading.draw.choose import Question

SECRET = b"totally not a bikeshed"
PUBLIC = "1.2.3.4.5.6./1.2.3.4.5.6./1.2.3.4.5.6./"


def test_the_published_vector_of_the_draft_comes_out():
    """draft-thomson-elegy-vrs, as reproduced in grading_methods 3."""
    commitment, reveal = protocol.chain(SECRET, 10), protocol.chain(SECRET, 9)
    prk = protocol.seed_of(reveal, PUBLIC)

    assert commitment.hex().startswith("950ea08d")
    assert protocol.opens(reveal, commitment, 1)
    assert protocol.expand(prk, b"lavenderblush").hex().startswith("002ed527")
    assert protocol.expand(prk, b"blue").hex().startswith("03f710be")


def test_the_salt_is_raw_bytes_not_their_hexadecimal_text():
    reveal = protocol.chain(SECRET, 9)
    wrong = protocol.extract(reveal.hex().encode(), PUBLIC.encode())
    assert not protocol.expand(wrong, b"blue").hex().startswith("03f710be")


@pytest.mark.parametrize("round_no", [1, 2, 9, 10])
def test_each_round_reveals_one_link_that_leads_to_the_commitment(round_no):
    commitment = protocol.chain(SECRET, 10)
    assert protocol.opens(protocol.chain(SECRET, 10 - round_no), commitment, round_no)
    assert not protocol.opens(protocol.chain(SECRET, 10 - round_no), commitment, round_no + 1)


QUESTION = Question(
    needed={"B-1": 2, "B-2": 2, "B-3": 2},
    cap=dict.fromkeys("abcd", 2),
    institution={"a": "甲", "b": "乙", "c": "丙", "d": "丁"},
    eligible=frozenset((work, who) for work in ("B-1", "B-2", "B-3") for who in "abcd"),
)


def record(public_value="8.13.21"):
    roster = protocol.roster(QUESTION)
    reveal = protocol.chain(SECRET, 9)
    return {
        "roster": roster,
        "roster_hash": protocol.roster_hash(roster),
        "commitment": protocol.chain(SECRET, 10).hex(),
        "round": 1,
        "reveal": reveal.hex(),
        "public_value": public_value,
        "result": protocol.run(roster, reveal, public_value),
    }


def test_an_honest_record_verifies():
    assert protocol.verify(record()) == []


def test_the_question_survives_publication():
    assert protocol.question_of(protocol.roster(QUESTION)) == QUESTION


def test_each_forgery_is_named():
    forged = record() | {"public_value": "1"}
    assert protocol.verify(forged) == ["redoing the draw gives another result"]

    forged = record() | {"reveal": protocol.chain(b"another", 9).hex()}
    assert "the revealed value does not lead to the commitment" in protocol.verify(forged)

    forged = record()
    forged["roster"]["lecturers"][0]["cap"] = 3
    assert "the roster is not the one that was published" in protocol.verify(forged)

    swapped = record()
    swapped["result"] = dict(swapped["result"], **{"B-1": swapped["result"]["B-1"][::-1]})
    assert protocol.verify(swapped) == ["redoing the draw gives another result"]


def test_another_public_value_gives_another_draw():
    outcomes = {str(record(str(value))["result"]) for value in range(20)}
    assert len(outcomes) > 5
