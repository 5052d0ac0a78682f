"""A state machine is a table: from each state, the states it may move to."""

from collections.abc import Mapping, Set
from enum import StrEnum
from functools import cache
from typing import Any, Generic, Self, TypeVar, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from app.errors import Conflict


class State(StrEnum):
    """One state: its value in the database, its word for people, its tone (colour and icon).

    Written as `UNPAID = "unpaid", _l("待付款"), "warn"`; tones are ok, warn, risk, info, idle
    and accent.
    """

    word: LazyString
    tone: str

    def __new__(cls, value: str, word: LazyString, tone: str = "idle") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.word = word
        member.tone = tone
        return member


S = TypeVar("S", bound=StrEnum)


class IllegalMove(Conflict):
    """The thing is not in a state from which it could be moved there."""


class Flow(Generic[S]):
    def __init__(self, moves: Mapping[S, Set[S]]) -> None:
        self.moves = moves

    def allows(self, thing: Any, to: S) -> bool:
        return to in self.moves[thing.state]

    def check(self, thing: Any, to: S) -> None:
        """Raise IllegalMove unless `thing` may move to `to`."""
        if not self.allows(thing, to):
            raise IllegalMove(_refusal(thing.state, to), next_step=_("刷新页面看最新状态"))

    def move(self, thing: Any, to: S) -> None:
        """Move `thing` to a new state, or raise IllegalMove and change nothing."""
        self.check(thing, to)
        thing.state = to

    def claim(self, thing: Any, to: S, **values: Any) -> None:
        """Move `thing` by one conditional update on its old state (commerce_rules O1).

        Of several who try at the same time one succeeds; the others get IllegalMove. `values`
        are further columns set by the same statement.
        """
        self.check(thing, to)
        session = cast(Session, object_session(thing))
        noun: Any = type(thing)
        session.flush()
        computed = {n: v for n, v in values.items() if isinstance(v, sa.sql.ClauseElement)}
        plain = {f"to_{n}": v for n, v in {"state": to, **values}.items() if n not in computed}
        moved = session.connection().execute(
            _claiming(noun, tuple(plain)).values(**computed),
            {"thing": thing.id, "was": thing.state, **plain},
        )
        if moved.rowcount != 1:
            refusal = _refusal(thing.state, to)
            session.expire(thing, ["state"])
            raise IllegalMove(refusal, next_step=_("刷新页面看最新状态"))
        for name, value in {"state": to, **values}.items():
            if isinstance(value, sa.sql.ClauseElement):
                session.expire(thing, [name])
            else:
                set_committed_value(thing, name, value)


@cache
def _claiming(noun: Any, names: tuple[str, ...]) -> sa.Update:
    """The conditional update that sets `to_<column>` of a thing that is still as it `was`."""
    columns = noun.__table__.c
    still = columns.state == sa.bindparam("was", type_=columns.state.type)
    set_to = {
        column: sa.bindparam(name, type_=columns[column].type)
        for name in names
        for column in [name.removeprefix("to_")]
    }
    return (
        sa.update(noun.__table__).where(columns.id == sa.bindparam("thing"), still).values(**set_to)
    )


def _refusal(now: StrEnum, to: StrEnum) -> str:
    return _(
        "现在是“%(now)s”，不能变为“%(to)s”",
        now=getattr(now, "word", now),
        to=getattr(to, "word", to),
    )
