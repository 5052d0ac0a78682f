"""Signing in and out of one browser, and who is behind a request."""

import hashlib
import logging
import secrets
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from flask import Flask, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from flask_login import current_user as who
from sqlalchemy.orm import contains_eager, joinedload

from app import clock, journal
from app.cohorts.models import Cohort
from app.db import db, hardly_waiting, transaction
from app.identity.browser import Source, source
from app.identity.models import STAFF_OF_STORES, Login, Membership, Role, User
from app.identity.viewer import Viewer

log = logging.getLogger(__name__)

BY_ROLE = {
    Role.TRAINEE: journal.By.TRAINEE,
    Role.TEACHING_LECTURER: journal.By.TEACHER,
    Role.TEACHING_ASSISTANT: journal.By.TEACHER,
    Role.SCORING_LECTURER: journal.By.SCORER,
    **dict.fromkeys(STAFF_OF_STORES, journal.By.TRAINEE),
}
BEFORE_NEW_PASSWORD = {
    "identity.new_password", "identity.log_out", "ui.prefer", "static", "ui.vendor",
}  # fmt: skip
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=3)


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.user_loader(load_viewer)
    manager.session_protection = None
    app.before_request(enter)
    app.after_request(note_visit)


def load_viewer(token: str) -> Viewer | None:
    """The person of a signed-in browser, with the role and cohort they work in: one statement.

    None after half an hour without a request, and twelve hours after the log-in.
    """
    moment = clock.now()
    login = db.session.scalar(
        signed_in_browser(),
        {"token": hash_of(token), "seen": moment - IDLE, "since": moment - ABSOLUTE},
    )
    if login is None:
        return None
    active = login.membership if login.membership and not login.membership.ended_at else None
    return Viewer(login.user, active, login, token)


@cache
def signed_in_browser() -> sa.Select[Login]:
    """A browser by the hash of its `token`, `seen` and signed in `since`. Asked by every request,
    so built once."""
    cohort = joinedload(Login.membership).joinedload(Membership.cohort)
    return (
        sa.select(Login)
        .where(
            Login.token_hash == sa.bindparam("token"),
            Login.ended_at.is_(None),
            Login.last_seen_at > sa.bindparam("seen"),
            Login.created_at > sa.bindparam("since"),
        )
        .join(Login.user)
        .where(User.disabled_at.is_(None))
        .options(
            contains_eager(Login.user),
            joinedload(Login.membership).joinedload(Membership.institution),
            cohort.joinedload(Cohort.institution),
            cohort.joinedload(Cohort.scheme),
        )
    )


def sign_in(user: User, membership: Membership | None, *, at: Source | None = None) -> None:
    """Begin a session in this browser; whatever the browser held before is forgotten."""
    token = secrets.token_urlsafe(32)
    at = at or source()
    login = Login(
        user=user,
        membership=membership,
        token_hash=hash_of(token),
        address=at.address,
        browser=request.user_agent.string[:200],
        mark=at.mark,
    )
    db.session.add(login)
    db.session.flush()
    session.clear()
    login_user(Viewer(user, membership, login, token))


def sign_out() -> None:
    """End the session of this browser."""
    if who.is_authenticated:
        who.login.ended_at = clock.now()
    logout_user()
    session.clear()


def enter() -> ResponseReturnValue | None:
    """Mark in whose name this request acts, and ask for a new password before anything else."""
    if not who.is_authenticated:
        journal.act_as(journal.By.SYSTEM)
        return None
    journal.act_as(BY_ROLE.get(who.role, journal.By.OFFICIAL))
    g.cohort = who.cohort
    if clock.now() - who.login.last_seen_at > NOTED_EVERY:
        g.visit_of = who.login.id
    if who.user.must_change_password and request.endpoint not in BEFORE_NEW_PASSWORD:
        return redirect(url_for("identity.new_password"), 303)
    return None


def note_visit(response: Response) -> Response:
    """Note now and then that a browser is in use, after the request's own transaction has ended.

    A page that is read changes nothing; this is a short transaction of its own, and a database
    that is busy does not spoil the page for it.
    """
    login_id, moment = g.pop("visit_of", None), clock.now()
    if login_id is None:
        return response
    try:
        with transaction(), hardly_waiting():
            db.session.execute(
                sa.update(Login)
                .where(Login.id == login_id, Login.last_seen_at < moment)
                .values(last_seen_at=moment)
                .execution_options(synchronize_session=False)
            )
    except sa.exc.OperationalError:
        log.warning("visit not noted", extra={"login": login_id})
    return response


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
