"""The log-in itself: count the try, look at the password, let in or say no.

A refused request keeps nothing, and a slow hash must not hold the database: so the try is counted
in a transaction of its own, *before* the password is looked at, and taken back when it was right.
"""

import hashlib
import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db, insert_unless_there, taken, transaction
from app.errors import Invalid, NotAllowed, TooMany
from app.identity import delay, passwords, queries
from app.identity.browser import Source
from app.identity.models import Knock, Login, User

log = logging.getLogger(__name__)
RETRIES = 8


class WrongPassword(Invalid):
    """Account and password do not belong together; which of the two is wrong is not said."""


def check(username: str, password: str, source: Source) -> User:
    """The person whose account and password these are. Commits the count of tries.

    Raises WrongPassword, TooMany while waiting is due, NotAllowed when the password is right but
    the account is closed or its initial password has run out.
    """
    name = username.strip().lower()
    with transaction():
        kept, stranger = _look(name, source)
        tries = _count(name, source, stranger=stranger)
    if not passwords.matches(kept, password):
        log.warning("wrong password", extra={"account": _hash(name)[:12], "tries": tries})
        raise _wrong(tries)
    user = queries.find_user(name)
    if user is None or user.password_hash != kept:
        raise _wrong(tries)
    _forgive(name, source, stranger=stranger)
    _check_open(user)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
    return user


def forget_knocks() -> None:
    """Old counters are gone; run now and then."""
    db.session.execute(sa.delete(Knock).where(Knock.last_at < clock.now() - timedelta(days=1)))
    db.session.commit()


def _look(name: str, source: Source) -> tuple[str | None, bool]:
    """The kept hash, and whether this browser never signed in to that account."""
    user = queries.find_user(name)
    if user is None:
        return None, True
    known = sa.select(Login.id).where(Login.user_id == user.id, Login.mark == source.mark)
    stranger = not source.mark or db.session.scalar(known.limit(1)) is None
    return user.password_hash, stranger


def _count(name: str, source: Source, *, stranger: bool) -> int:
    """Count one try, or raise TooMany. Returns how many there were in a row, with this one."""
    if stranger:
        crowd = _one_more(_hash(name, source.address), free=True)
        needed = delay.age_needed(crowd - 1)
        if source.age < needed:
            raise _wait(needed - source.age)
    return _one_more(_own_counter(name, source), free=False)


def _one_more(place: str, *, free: bool) -> int:
    """Add one to a counter unless it says to wait. Several at once each count."""
    for _attempt in range(RETRIES):
        moment = clock.now()
        insert_unless_there(Knock, place=place, failures=0, last_at=moment)
        seen = db.session.execute(
            sa.select(Knock.failures, Knock.last_at).where(Knock.place == place)
        ).one()
        failures = 0 if moment - seen.last_at > delay.FORGET_AFTER else seen.failures
        if not free:
            _check_wait(failures, seen.last_at, moment)
        counted = taken(
            sa.update(Knock)
            .where(Knock.place == place, Knock.failures == seen.failures)
            .values(failures=failures + 1, last_at=moment)
            .execution_options(synchronize_session=False)
        )
        if counted:
            return failures + 1
    raise TooMany(_("同一个账号正在多处登录"), next_step=_("请等几秒再试"))


def _check_wait(failures: int, last_at: datetime, moment: datetime) -> None:
    wait = delay.wait_after(failures)
    left = min(wait, last_at + wait - moment)  # never longer, even if a clock was set back
    if left > timedelta(0):
        raise _wait(left)


def _forgive(name: str, source: Source, *, stranger: bool) -> None:
    """The password was right: nothing of this try is held against anybody."""
    place = _own_counter(name, source)
    db.session.execute(sa.delete(Knock).where(Knock.place == place))
    if stranger:
        db.session.execute(
            sa.update(Knock)
            .where(Knock.place == _hash(name, source.address), Knock.failures > 0)
            .values(failures=Knock.failures - 1)
            .execution_options(synchronize_session=False)
        )


def _check_open(user: User) -> None:
    if user.disabled_at:
        raise NotAllowed(_("这个账号已停用"), next_step=_("请联系机构管理员"))
    if user.password_expires_at and user.password_expires_at <= clock.now():
        raise NotAllowed(
            _("初始密码已过期：登录条 7 天内有效"),
            next_step=_("请机构管理员在班级名单里重置密码，再发一张新的登录条"),
        )


def _own_counter(name: str, source: Source) -> str:
    return _hash(name, source.mark or source.address, "own")


def _wrong(tries: int) -> WrongPassword:
    left = delay.tries_left(tries)
    if left:
        step = _("还可以试 %(n)s 次，之后每次要等一会儿。初始密码在登录条上", n=left)
    else:
        wait = int(delay.wait_after(tries).total_seconds())
        step = _("请等 %(n)s 秒再试；忘了密码，请机构管理员重置", n=wait)
    return WrongPassword(_("账号或密码不对"), next_step=step)


def _wait(left: timedelta) -> TooMany:
    seconds = int(left.total_seconds()) + 1
    return TooMany(
        _("密码错的次数太多，这一次没有核对"),
        next_step=_(
            "请等 %(n)s 秒再试；同班的其他人不受影响。忘了密码，请机构管理员重置", n=seconds
        ),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
