"""Accounts, roles and signed-in browsers, as those who may see them see them."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import clock
from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotAllowed, NotFound
from app.identity.models import Login, Membership, Role, Slip, User
from app.identity.session import ABSOLUTE, IDLE
from app.identity.viewer import Viewer


def list_roles(user: User) -> Sequence[Membership]:
    """The roles a person holds now, with their scopes."""
    return db.session.scalars(
        sa.select(Membership)
        .where(Membership.user_id == user.id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.cohort), joinedload(Membership.institution))
        .order_by(Membership.id)
    ).all()


def get_role(membership_id: int, *, seen_by: Viewer) -> Membership:
    """One of the viewer's own roles."""
    found = db.session.scalar(
        sa.select(Membership).where(
            Membership.id == membership_id,
            Membership.user_id == seen_by.user.id,
            Membership.ended_at.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("您没有这个身份"), next_step=_("可能刚刚被结束；请从列表里另选一个"))
    return found


def usual_role(user: User) -> Membership | None:
    """The role to begin with: the one last worked in, else the first one held."""
    last = db.session.scalar(
        sa.select(Login.membership_id)
        .where(Login.user_id == user.id, Login.membership_id.is_not(None))
        .order_by(Login.id.desc())
        .limit(1)
    )
    held = list_roles(user)
    return next((role for role in held if role.id == last), held[0] if held else None)


def list_logins(user: User) -> Sequence[Login]:
    """The browsers in which a person is signed in now, latest first."""
    moment = clock.now()
    return db.session.scalars(
        sa.select(Login)
        .where(
            Login.user_id == user.id,
            Login.ended_at.is_(None),
            Login.last_seen_at > moment - IDLE,
            Login.created_at > moment - ABSOLUTE,
        )
        .order_by(Login.id.desc())
    ).all()


def get_login(login_id: int, *, seen_by: Viewer) -> Login:
    found = db.session.scalar(
        sa.select(Login).where(Login.id == login_id, Login.user_id == seen_by.user.id)
    )
    if found is None:
        raise NotFound(_("没有这个登录记录"))
    return found


def find_user(username: str) -> User | None:
    """The account of this name, whatever the case it was typed in."""
    typed = username.strip().lower()
    if not typed or not typed.isprintable():
        return None
    return db.session.scalar(sa.select(User).where(User.username == typed))


def find_by_phone(phone: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.phone == phone))


def next_username(prefix: str) -> str:
    """'lt7-' -> 'lt7-04': the first number that no account with this prefix has used yet.

    Sub-accounts of 'lt7-03' ('lt7-03-kf01') are none of these.
    """
    further = User.username.startswith(prefix, autoescape=True)
    below = sa.func.replace(User.username, prefix, "").contains("-")
    longest = sa.select(User.username).where(further, ~below)
    latest = longest.order_by(sa.func.length(User.username).desc(), User.username.desc()).limit(1)
    last = (db.session.scalar(latest) or "").removeprefix(prefix)
    return f"{prefix}{int(last if last.isdecimal() else 0) + 1:02d}"


def count_slips(*, seen_by: Viewer) -> int:
    """How many slips the viewer may still print."""
    waiting = sa.select(sa.func.count()).where(
        Slip.made_by_id == seen_by.user.id, Slip.shown_until > clock.now()
    )
    return db.session.scalar(waiting) or 0


def list_slips(*, seen_by: Viewer) -> Sequence[Slip]:
    """The slips that the viewer has just made and may still print."""
    return db.session.scalars(
        sa.select(Slip)
        .where(Slip.made_by_id == seen_by.user.id, Slip.shown_until > clock.now())
        .options(joinedload(Slip.user), joinedload(Slip.cohort))
        .order_by(Slip.id)
    ).all()


def get_resettable(user_id: int, *, seen_by: Viewer) -> User:
    """A person whose password the viewer may reset.

    A platform administrator: anybody but platform administrators. An institution administrator:
    people of the own institution who hold no role anywhere else, so that a reset never opens a
    door beyond the institution.
    """
    user = db.session.get(User, user_id)
    held = list_roles(user) if user else []
    if user is None or (seen_by.role != Role.PLATFORM_ADMIN and not _inside(held, seen_by)):
        raise NotFound(_("没有这个账号"), next_step=_("请从班级名单里进入"))
    if user.id == seen_by.user.id:
        raise NotAllowed(_("自己的密码请在“我的账号”里改"), link="/account/password")
    mine = seen_by.role == Role.PLATFORM_ADMIN
    outside = [r for r in held if r.role == Role.PLATFORM_ADMIN or not (mine or _own(r, seen_by))]
    if outside:
        raise NotAllowed(
            _("这个账号在别处还有身份，不能由您重置密码"), next_step=_("请联系平台管理员")
        )
    return user


def _inside(held: Sequence[Membership], viewer: Viewer) -> bool:
    """Whether at least one of these roles is in a class of the viewer's institution."""
    return any(role.cohort_id and _own(role, viewer) for role in held)


def _own(role: Membership, viewer: Viewer) -> bool:
    cohort: Cohort | None = role.cohort
    mine = viewer.institution_id
    return mine is not None and cohort is not None and cohort.institution_id == mine
