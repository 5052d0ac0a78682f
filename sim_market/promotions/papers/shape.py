"""Reading JSON strictly: each fault says where it is, what is wanted there, and what was found."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from flask_babel import gettext as _

from app.money import MAX_FEN

T = TypeVar("T")
E = TypeVar("E")
D = TypeVar("D")
LONGEST = 80
MOST_BYTES = 2_000_000


class Misshapen(ValueError):
    """JSON that is none, or not of the documented form. `place`: like `lines[2].quantity`."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place, self.message = place, message


def parsed(text: str) -> Any:
    """JSON as it is; not with one name twice in an object, nor NaN."""
    if len(text) > MOST_BYTES:
        raise Misshapen("", _("文件太大：最多 %(n)s 个字符", n=MOST_BYTES))
    try:
        return json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise Misshapen(
            "",
            _("不是 JSON：第 %(line)s 行第 %(column)s 列", line=error.lineno, column=error.colno),
        ) from error
    except Misshapen:
        raise
    except (RecursionError, ValueError) as error:
        raise Misshapen("", _("不是可用的 JSON：套得太深，或数字太大")) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Misshapen("", _("“%(name)s”写了两次", name=twice[:LONGEST]))
    return dict(pairs)


def _no_number(text: str) -> NoReturn:
    raise Misshapen("", _("“%(text)s”不是数", text=text))


class Shape:
    """An object being read: each name is taken once, and `end` refuses what nobody asked for."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise Misshapen(place, _("要是一个对象 {…}，不是 %(what)s", what=shown(value)))
        self.value: dict[str, Any] = value
        self.place, self.taken = place, set[str]()

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def has(self, name: str) -> bool:
        return name in self.value and self.value[name] is not None

    def take(self, name: str, read: Callable[[Any, str], T], otherwise: D) -> T | D:
        """What is said, or `otherwise` if nothing (or null) is."""
        self.taken.add(name)
        return read(self.value[name], self.at(name)) if self.has(name) else otherwise

    def need(self, name: str, read: Callable[[Any, str], T]) -> T:
        self.taken.add(name)
        if not self.has(name):
            raise Misshapen(self.at(name), _("没有写，这一项必填"))
        return read(self.value[name], self.at(name))

    def one_of(self, *names: str) -> str:
        """The one of these that is said."""
        said = [name for name in names if self.has(name)]
        if len(said) != 1:
            text = _("要写且只写其中一项：%(names)s", names=", ".join(names))
            raise Misshapen(self.place, text)
        return said[0]

    def end(self) -> None:
        strange = sorted(set(self.value) - self.taken)
        if strange:
            known = ", ".join(sorted(self.taken))
            text = _("没有这一项；可以写：%(names)s", names=known)
            raise Misshapen(self.at(strange[0][:LONGEST]), text)


def shown(value: Any) -> str:
    """A short look at what was found."""
    return json.dumps(value, ensure_ascii=False, default=str)[:40]


def whole(low: int, high: int) -> Callable[[Any, str], int]:
    """A whole number within bounds; 1.0, "1" and true are none."""

    def read(value: Any, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            wanted = _("要是 %(low)s 到 %(high)s 的整数", low=low, high=high)
            raise Misshapen(place, _("%(wanted)s，不是 %(got)s", wanted=wanted, got=shown(value)))
        return value

    return read


fen = whole(0, MAX_FEN)
basis_points = whole(0, 10_000)


def text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise Misshapen(place, _("要是 1 到 %(n)s 个字的文字", n=LONGEST))
    return value


def name_or_number(value: Any, place: str) -> str:
    """An id: a text, or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:LONGEST]
    return text(value, place)


def yes_no(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise Misshapen(place, _("要是 true 或 false，不是 %(got)s", got=shown(value)))
    return value


def moment(value: Any, place: str) -> datetime:
    """An ISO time; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Misshapen(place, _("要是 2026-06-18T20:00:00+08:00 这样的时间")) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def member(
    kind: Callable[[str], E], names: "Mapping[str, Any] | list[str]"
) -> Callable[[Any, str], E]:
    """A word of a list."""

    def read(value: Any, place: str) -> E:
        if not isinstance(value, str) or value not in names:
            wanted = _("要是其中之一：%(names)s", names=", ".join(names))
            raise Misshapen(place, wanted)
        return kind(value)

    return read


def many(
    read: Callable[[Any, str], T], low: int = 0, high: int = 500
) -> Callable[[Any, str], list[T]]:
    """A list of so many things."""

    def read_all(value: Any, place: str) -> list[T]:
        if not isinstance(value, list) or not low <= len(value) <= high:
            text = _("要是一个列表 […]，%(low)s 到 %(high)s 项", low=low, high=high)
            raise Misshapen(place, text)
        return [read(each, f"{place}[{n}]") for n, each in enumerate(value)]

    return read_all


def table(read: Callable[[Any, str], T]) -> Callable[[Any, str], dict[str, T]]:
    """An object whose names are free."""

    def read_all(value: Any, place: str) -> dict[str, T]:
        shape = Shape(value, place)
        return {name: read(each, shape.at(name[:LONGEST])) for name, each in shape.value.items()}

    return read_all
