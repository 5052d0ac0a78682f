"""Passwords: how they are kept, which are good enough, and the ones that are handed out.

Argon2id with the parameters that OWASP gives as the least (19 MiB, 2 passes, 1 lane). Two at a
time per process: a class that logs in together does not make the pages of others wait.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from app.errors import Invalid, TooMany

COST = (2, 19_456, 1)  # passes, KiB, lanes
AT_A_TIME = 2
PATIENCE_SECONDS = 20
SHORTEST, LONGEST, LONG_ENOUGH = 10, 128, 15
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
SLIP_LENGTH = 10

_hashing = BoundedSemaphore(AT_A_TIME)


def hash_of(password: str) -> str:
    with _turn():
        return _hasher(_cost()).hash(_same_form(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept. Takes as long where there is none."""
    hasher = _hasher(_cost())
    with _turn():
        try:
            return hasher.verify(kept or _nobodys(_cost()), _same_form(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return _hasher(_cost()).check_needs_rehash(kept)


def check_strength(password: str, *, about: tuple[str, ...]) -> None:
    """Raise Invalid unless the password is hard to guess. `about`: the person's own names.

    At least 10 characters of three kinds, or 15 of any (GB/T 22239-2019 level 2 asks for
    complexity); none of the common ones, none made of the person's own data.
    """
    problem = weakness(password, about)
    if problem:
        raise Invalid(
            _("这个密码不够安全"),
            next_step=_("换一个自己记得住、别人猜不到的，例如三四个不相干的词连起来"),
            fields={"password": problem},
        )


def weakness(password: str, about: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a password, in one sentence; None if nothing is."""
    low = _same_form(password).casefold()
    if len(password) < SHORTEST:
        return _("太短：至少 %(n)s 位", n=SHORTEST)
    if len(password) > LONGEST:
        return _("太长：最多 %(n)s 位", n=LONGEST)
    if len(password) < LONG_ENOUGH and _kinds(password) < 3:
        return _("大写字母、小写字母、数字、符号至少用三种，或者写满 %(n)s 位", n=LONG_ENOUGH)
    if len(set(low)) < 5 or _strip(low) in _common():
        return _("太常见，很容易被猜到")
    if any(len(part) > 3 and part.casefold() in low for part in about):
        return _("不能包含账号、姓名或手机号")
    return None


def slip_password(nonce: str) -> str:
    """The initial password of a slip, such as 'k7mq2-x9fbd': about 50 bits, never stored.

    It is derived from the server's secret and the slip's nonce, so that the page with the slips
    can be printed again within its half hour; without either nobody can tell it.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.digest(secret, f"slip {nonce}".encode(), "sha256"), "big")
    drawn = ""
    for _place in range(SLIP_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        drawn += LETTERS[letter]
    return f"{drawn[:5]}-{drawn[5:]}"


def _cost() -> tuple[int, int, int]:
    return tuple(current_app.config.get("PASSWORD_COST", COST))


@cache
def _hasher(cost: tuple[int, int, int]) -> PasswordHasher:
    return PasswordHasher(time_cost=cost[0], memory_cost=cost[1], parallelism=cost[2])


@cache
def _nobodys(cost: tuple[int, int, int]) -> str:
    return _hasher(cost).hash("the password of no account")


@contextmanager
def _turn() -> Iterator[None]:
    if not _hashing.acquire(timeout=PATIENCE_SECONDS):
        raise TooMany(_("同时登录的人太多，这一次没有处理"), next_step=_("请过半分钟再试"))
    try:
        yield
    finally:
        _hashing.release()


def _same_form(password: str) -> str:
    """Typed on different keyboards, the same password. Long ones are folded, not cut."""
    text = unicodedata.normalize("NFKC", password)
    return text if len(text) <= LONGEST * 4 else hashlib.sha256(text.encode()).hexdigest()


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in password) for test in tests)


def _strip(low: str) -> str:
    """'p@ssw0rd123!' is 'password' to those who guess."""
    return low.strip("0123456789!.@#$*-_").translate(_LOOKALIKES)


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "data" / "common_passwords.txt").read_text("utf-8")
    return frozenset({"", *text.split()})


_LOOKALIKES = str.maketrans("@0$3", "aose")
