"""Accounts, roles and passwords: what changes them, and what is recorded of it."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.cohorts.models import Cohort
from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity import grants, passwords, queries
from app.identity.grants import Scope
from app.identity.models import Login, Membership, Role, Slip, User
from app.journal import record
from app.verbs import Verb

INITIAL_LASTS = timedelta(days=7)
SLIP_SHOWN = timedelta(minutes=30)


def create_user(
    *, username: str, name: str, phone: str | None = None, password: str | None = None,
    cohort: Cohort | None = None, actor: User | None,
) -> User:  # fmt: skip
    """Make an account; Conflict if the name or the phone number is taken.

    Without `password` the person gets a slip with an initial one, good for seven days.
    """
    username = username.strip().lower()
    none_yet = "!"
    made = insert_unless_there(
        User, username=username, name=name, phone=phone, password_hash=none_yet,
        must_change_password=False,
    )  # fmt: skip
    if not made:
        taken_by_phone = phone is not None and queries.find_by_phone(phone) is not None
        fields = {"phone": _("手机号已被使用")} if taken_by_phone else {"username": _("账号已存在")}
        raise Conflict(_("这个账号没有建立"), next_step=_("请换一个"), fields=fields)
    user = db.session.scalars(sa.select(User).where(User.username == username)).one()
    if password is None:
        give_slip(user, cohort=cohort, actor=actor)
    else:
        user.password_hash = passwords.hash_of(password)
    record(Verb.USER_CREATED, user, actor=actor, username=username, name=name)
    return user


def find_or_create(
    *, name: str, phone: str | None, prefix: str, cohort: Cohort | None = None, actor: User | None
) -> User:
    """The account of this person: the one with this phone number, else a new one with a slip.

    Conflict if the number belongs to somebody of another name. New accounts are called `prefix`
    and the next number.
    """
    known = queries.find_by_phone(phone) if phone else None
    if known is None:
        username = queries.next_username(prefix)
        return create_user(username=username, name=name, phone=phone, cohort=cohort, actor=actor)
    if known.name != name:
        raise Conflict(
            _("这个手机号已登记在别人名下，没有建立账号"),
            next_step=_("请核对姓名和手机号"),
            fields={"phone": _("手机号和姓名对不上")},
        )
    return known


def give_slip(user: User, *, cohort: Cohort | None, actor: User | None) -> Slip:
    """A new initial password: seven days to use it, half an hour to print it."""
    nonce = secrets.token_urlsafe(18)
    user.password_hash = passwords.hash_of(passwords.slip_password(nonce))
    user.must_change_password = True
    user.password_expires_at = clock.now() + INITIAL_LASTS
    db.session.execute(sa.delete(Slip).where(Slip.user_id == user.id))
    slip = Slip(
        user=user, made_by_id=actor.id if actor else None, cohort=cohort, nonce=nonce,
        shown_until=clock.now() + SLIP_SHOWN,
    )  # fmt: skip
    db.session.add(slip)
    db.session.flush()
    return slip


def reset_password(user: User, *, cohort: Cohort | None = None, actor: User) -> Slip:
    """Hand out a new initial password; every signed-in browser of the person is signed out."""
    slip = give_slip(user, cohort=cohort, actor=actor)
    end_logins(user)
    record(Verb.PASSWORD_RESET, user, actor=actor)
    return slip


def put_slips_away(*, actor: User) -> int:
    """The slips are printed: nobody can show them again."""
    done = db.session.execute(sa.delete(Slip).where(Slip.made_by_id == actor.id).returning(Slip.id))
    return len(done.all())


def forget_slips() -> None:
    """Slips whose half hour is over are gone; run now and then."""
    db.session.execute(sa.delete(Slip).where(Slip.shown_until <= clock.now()))
    db.session.commit()


def change_password(
    user: User, new: str, *, current: str | None, keep: Login | None = None, actor: User
) -> None:
    """Set one's own password; other browsers are signed out.

    The current one must be given, except right after a first log-in with the initial one.
    """
    if not user.must_change_password and not passwords.matches(user.password_hash, current or ""):
        raise Invalid(_("现在的密码不对，没有改动"), fields={"current": _("请输入现在使用的密码")})
    passwords.check_strength(new, about=(user.username, user.name, user.phone or ""))
    if passwords.matches(user.password_hash, new):
        raise Invalid(_("新密码和现在的一样"), fields={"password": _("请换一个不同的密码")})
    user.password_hash = passwords.hash_of(new)
    user.must_change_password, user.password_expires_at = False, None
    db.session.execute(sa.delete(Slip).where(Slip.user_id == user.id))
    end_logins(user, keep=keep)
    record(Verb.PASSWORD_CHANGED, user, actor=actor)


def grant_role(
    user: User, role: Role, scope: Scope, *, actor: User | None, grantor: Membership | None
) -> Membership:
    """Give a person a role in a scope; Conflict if they hold it already.

    `grantor` is the role in which `actor` acts, None for commands and seeds, which may do all.
    """
    grants.check_scope(role, scope)
    grants.check_grantor(grantor, user, role, scope.cohort)
    db.session.execute(sa.select(User.id).where(User.id == user.id).with_for_update())
    held = queries.list_roles(user)
    if scope.cohort is not None:
        in_class = {one.role for one in held if one.cohort_id == scope.cohort.id}
        grants.check_in_class(in_class, role)
    if any((m.role, m.region, m.institution_id, m.cohort_id) == (role, *scope.key) for m in held):
        raise Conflict(_("%(name)s已有这个身份", name=user.name))
    membership = Membership(
        user=user, role=role, region=scope.region, institution=scope.institution,
        cohort=scope.cohort,
    )  # fmt: skip
    db.session.add(membership)
    record(
        Verb.ROLE_GRANTED, membership, actor=actor, role=role.value, user_id=user.id,
        username=user.username,
    )  # fmt: skip
    return membership


def end_role(membership: Membership, *, actor: User, grantor: Membership | None) -> None:
    """Take a role away. Browsers that work in it lose it with the next request."""
    grants.check_grantor(grantor, membership.user, membership.role, membership.cohort)
    ended = taken(
        sa.update(Membership)
        .where(Membership.id == membership.id, Membership.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    if not ended:
        raise Conflict(_("这个身份已经结束了"), next_step=_("刷新页面看最新名单"))
    record(
        Verb.ROLE_ENDED, membership, actor=actor, role=membership.role.value,
        user_id=membership.user_id, username=membership.user.username,
    )  # fmt: skip


def switch_role(login: Login, membership: Membership) -> None:
    """Work in another of one's roles in this browser."""
    if membership.user_id != login.user_id or membership.ended_at:
        raise NotAllowed(_("您没有这个身份"))
    login.membership = membership


def end_login(login: Login) -> None:
    login.ended_at = login.ended_at or clock.now()


def end_logins(user: User, *, keep: Login | None = None) -> None:
    """Sign a person out of every browser but one."""
    db.session.execute(
        sa.update(Login)
        .where(
            Login.user_id == user.id,
            Login.ended_at.is_(None),
            Login.id != (keep.id if keep else 0),
        )
        .values(ended_at=clock.now())
    )


def sign_out_everywhere(user: User, *, actor: User) -> None:
    end_logins(user)
    record(Verb.SIGNED_OUT_EVERYWHERE, user, actor=actor)


def set_language(user: User, language: str) -> None:
    user.language = language
