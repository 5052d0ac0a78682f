"""How a draw proves that nobody could choose its outcome: commit first, then chance, then reveal.

After draft-thomson-elegy-vrs (grading_methods 3). The institution publishes the roster and a
commitment c_n = SHA-256 applied n times to a secret, and names a public source of chance whose
value does not exist yet. When the value R is known, round i reveals c_(n-i) and

    PRK = HKDF-Extract(salt = c_(n-i), IKM = R),   key(label) = HKDF-Expand(PRK, label, 32 bytes).

The salt is the 32 raw bytes, not their hexadecimal text. All functions are pure.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from grading.draw.choose import Question, choose
from grading.evidence.snapshot import canonical, digest

ROUNDS = 10
_BETWEEN = "\x1f"


class BadReveal(ValueError):
    """A revealed value does not lead to what was committed to."""


def chain(secret: bytes, times: int) -> bytes:
    """SHA-256 applied `times` times; c_0 is the secret itself."""
    value = secret
    for _ in range(times):
        value = hashlib.sha256(value).digest()
    return value


def extract(salt: bytes, material: bytes) -> bytes:
    """HKDF-Extract with SHA-256 (RFC 5869)."""
    return hmac.new(salt, material, hashlib.sha256).digest()


def expand(prk: bytes, label: bytes) -> bytes:
    """The first 32 bytes of HKDF-Expand with SHA-256 (RFC 5869)."""
    return hmac.new(prk, label + b"\x01", hashlib.sha256).digest()


def pair_key(prk: bytes, work: str, lecturer: str) -> bytes:
    """The lot number of one work and one lecturer."""
    return expand(prk, f"{work}{_BETWEEN}{lecturer}".encode())


def seed_of(reveal: bytes, public_value: str) -> bytes:
    return extract(reveal, public_value.encode())


def opens(reveal: bytes, commitment: bytes, round_no: int) -> bool:
    """Whether hashing the revealed value `round_no` times gives the commitment."""
    return hmac.compare_digest(chain(reveal, round_no), commitment)


def roster_hash(roster: Mapping[str, Any]) -> str:
    return digest(canonical(roster))


def question_of(roster: Mapping[str, Any]) -> Question:
    """The question that a published roster asks (its shape is that of `roster`)."""
    return Question(
        needed=roster["needed"],
        cap={who["code"]: who["cap"] for who in roster["lecturers"]},
        institution={who["code"]: who["institution"] for who in roster["lecturers"]},
        eligible=frozenset((work, who) for work, able in roster["able"].items() for who in able),
        one_per_institution=roster["one_per_institution"],
    )


def roster(question: Question) -> dict[str, Any]:
    """What is published before a draw: works, lecturers, and who may score what."""
    able: dict[str, list[str]] = {work: [] for work in sorted(question.needed)}
    for work, lecturer in sorted(question.eligible):
        if work in able:
            able[work].append(lecturer)
    return {
        "needed": dict(sorted(question.needed.items())),
        "lecturers": [
            {"code": code, "institution": question.institution[code], "cap": cap}
            for code, cap in sorted(question.cap.items())
        ],
        "able": able,
        "one_per_institution": question.one_per_institution,
    }


def run(roster: Mapping[str, Any], reveal: bytes, public_value: str) -> dict[str, list[str]]:
    """The outcome that roster, revealed value and public value determine, or NoDraw."""
    prk = seed_of(reveal, public_value)
    return choose(question_of(roster), lambda work, who: pair_key(prk, work, who))


def verify(record: Mapping[str, Any]) -> list[str]:
    """What is wrong with the record of one round; nothing if redoing it gives the same.

    The record holds roster, roster_hash, commitment, round, reveal (hexadecimal), public_value
    and result, as the proof page shows them.
    """
    problems = []
    reveal, commitment = bytes.fromhex(record["reveal"]), bytes.fromhex(record["commitment"])
    if roster_hash(record["roster"]) != record["roster_hash"]:
        problems.append("the roster is not the one that was published")
    if not opens(reveal, commitment, record["round"]):
        problems.append("the revealed value does not lead to the commitment")
    if run(record["roster"], reveal, record["public_value"]) != record["result"]:
        problems.append("redoing the draw gives another result")
    return problems
