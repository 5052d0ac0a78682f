"""Signing in and out of one browser, and who is behind a request."""

import hashlib
import secrets

import sqlalchemy as sa
from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from flask_login import current_user as who
from sqlalchemy.orm import joinedload

from app import clock, journal
from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import Login, Membership, Role, User
from app.identity.viewer import Viewer

BY_ROLE = {
    Role.TRAINEE: journal.By.TRAINEE,
    Role.TEACHING_LECTURER: journal.By.TEACHER,
    Role.TEACHING_ASSISTANT: journal.By.TEACHER,
    Role.SCORING_LECTURER: journal.By.SCORER,
}
BEFORE_NEW_PASSWORD = {"identity.new_password", "identity.log_out", "static", "ui.vendor"}


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.user_loader(load_viewer)
    manager.session_protection = None
    app.before_request(enter)


def load_viewer(token: str) -> Viewer | None:
    """The person of a signed-in browser, with the role and cohort they work in: one statement."""
    login = db.session.scalar(
        sa.select(Login)
        .where(Login.token_hash == hash_of(token), Login.ended_at.is_(None))
        .join(Login.user)
        .where(User.disabled_at.is_(None))
        .options(
            joinedload(Login.user),
            joinedload(Login.membership).options(
                joinedload(Membership.institution),
                joinedload(Membership.cohort).options(
                    joinedload(Cohort.institution), joinedload(Cohort.scheme)
                ),
            ),
        )
    )
    if login is None:
        return None
    active = login.membership if login.membership and not login.membership.ended_at else None
    return Viewer(login.user, active, login, token)


def sign_in(user: User, membership: Membership | None) -> None:
    """Begin a session in this browser; the session it had before ends."""
    token = secrets.token_urlsafe(32)
    login = Login(
        user=user,
        membership=membership,
        token_hash=hash_of(token),
        address=(request.remote_addr or "")[:64],
        browser=request.user_agent.string[:200],
    )
    db.session.add(login)
    db.session.flush()
    login_user(Viewer(user, membership, login, token))


def sign_out() -> None:
    """End the session of this browser."""
    if who.is_authenticated:
        who.login.ended_at = clock.now()
    logout_user()


def enter() -> ResponseReturnValue | None:
    """Mark in whose name this request acts, and ask for a new password before anything else."""
    if not who.is_authenticated:
        journal.act_as(journal.By.SYSTEM)
        return None
    journal.act_as(BY_ROLE.get(who.role, journal.By.OFFICIAL))
    g.cohort = who.cohort
    if who.user.must_change_password and request.endpoint not in BEFORE_NEW_PASSWORD:
        return redirect(url_for("identity.new_password"), 303)
    return None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
