"""A roster that was read, each row beside what the database knows of it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role, User
from app.identity.viewer import Viewer
from app.roster.models import Roster


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the preview. `fate`: new, known, there or wrong; `said` why, in a sentence."""

    row: int
    name: str
    phone: str
    fate: str
    said: str
    user_id: int | None = None

    @property
    def joins(self) -> bool:
        return self.fate in {"new", "known"}


@dataclass(frozen=True, slots=True)
class Preview:
    lines: Sequence[Line]
    there: int
    cap: int

    def count(self, fate: str) -> int:
        return sum(line.fate == fate for line in self.lines)

    @property
    def joining(self) -> list[Line]:
        return [line for line in self.lines if line.joins]

    @property
    def too_many(self) -> int:
        """How many of those who would join do not fit under the scheme's cap."""
        return max(0, self.there + len(self.joining) - self.cap)


def get_roster(roster_id: int, cohort: Cohort, *, seen_by: Viewer) -> Roster:
    """A roster that the viewer has read for this class."""
    found = db.session.scalar(
        sa.select(Roster).where(
            Roster.id == roster_id,
            Roster.cohort_id == cohort.id,
            Roster.made_by_id == seen_by.user.id,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这份名单"), next_step=_("请重新上传"), link=f"/cohorts/{cohort.id}/roster"
        )
    return found


def preview(roster: Roster, cohort: Cohort) -> Preview:
    """What importing would do now, row by row: the same look is taken again when it is done."""
    known = known_by_phone([row["phone"] for row in roster.rows if not row["problem"]])
    roles = roles_in(cohort)
    lines = [_line(row, known, roles) for row in roster.rows]
    there = sum(Role.TRAINEE in held for held in roles.values())
    return Preview(lines, there, cohort.terms.cap)


def known_by_phone(phones: Sequence[str]) -> dict[str, User]:
    users = db.session.scalars(sa.select(User).where(User.phone.in_(phones)))
    return {str(user.phone): user for user in users}


def roles_in(cohort: Cohort) -> dict[int, set[Role]]:
    """Who holds which roles in a class now, by user id."""
    held: dict[int, set[Role]] = {}
    rows = db.session.execute(
        sa.select(Membership.user_id, Membership.role).where(
            Membership.cohort_id == cohort.id, Membership.ended_at.is_(None)
        )
    )
    for user_id, role in rows:
        held.setdefault(user_id, set()).add(role)
    return held


def _line(row: Mapping[str, object], known: dict[str, User], roles: dict[int, set[Role]]) -> Line:
    number, name, phone = int(str(row["row"])), str(row["name"]), str(row["phone"])
    if row["problem"]:
        return Line(number, name, phone, "wrong", sentence(str(row["problem"]), row["other_row"]))
    user = known.get(phone)
    if user is None:
        return Line(number, name, phone, "new", _("新建账号"))
    if user.name != name:
        said = _("这个手机号已登记在别人名下，请核对姓名和手机号")
        return Line(number, name, phone, "wrong", said)
    held = roles.get(user.id, set())
    if Role.TRAINEE in held:
        return Line(number, name, phone, "there", _("已在本班，不重复导入"), user.id)
    if held:
        return Line(number, name, phone, "wrong", _("这位是本班的讲师或助教，不能同时是学员"))
    return Line(number, name, phone, "known", _("已有账号，直接加入本班，密码不变"), user.id)


def sentence(problem: str, other_row: object) -> str:
    """Why a row cannot be imported, and what to do about it."""
    return {
        "name_missing": _("没有姓名，请补上"),
        "name_long": _("姓名太长，请只写姓名"),
        "name_odd": _("姓名里没有字，或有特殊符号，请改正"),
        "phone_missing": _("没有手机号，请补上"),
        "phone_rounded": _("手机号被表格软件写成了科学计数：把这一列设为“文本”再填一次"),
        "phone_wrong": _("手机号不是 11 位的手机号，请核对"),
        "phone_twice": _("手机号和第 %(n)s 行重复，请核对", n=other_row),
    }[problem]
