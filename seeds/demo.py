"""The demo class: a rehearsal left open at day 5, for a visitor to go on as any of its people."""

from datetime import timedelta

import click
import sqlalchemy as sa
from flask import Flask

from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import Membership, Role, User
from seeds.rehearsal.cast import PASSWORD
from seeds.rehearsal.run import NAME, Progress, Rehearsal

TRAINEES, SEED = 12, 1
DEMO_DAY, DEMO_HOUR = 5, timedelta(hours=15, minutes=30)
SHOWN = (
    Role.TRAINEE, Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT, Role.INSTITUTION_ADMIN,
    Role.SCORING_LECTURER, Role.AUTHORITY, Role.PLATFORM_ADMIN, Role.STORE_SERVICE,
)  # fmt: skip


def is_empty() -> bool:
    """Whether nobody has an account yet. Ends its transaction: others are about to write."""
    somebody = db.session.scalar(sa.select(User.id).limit(1))
    db.session.rollback()
    return somebody is None


def is_seeded() -> bool:
    """Whether the demo class is there, or anything else that a demo must not be mixed with."""
    return not is_empty()


def seed_demo(app: Flask, progress: Progress) -> None:
    rehearsal = Rehearsal(app, trainees=TRAINEES, days=DEMO_DAY, seed=SEED, progress=progress)
    rehearsal.open()
    rehearsal.practise(DEMO_DAY, until=DEMO_HOUR)


def print_accounts() -> None:
    """One account of each role, if the demo class is here."""
    if db.session.scalar(sa.select(Cohort.id).where(Cohort.name == NAME)) is None:
        return
    click.echo(f"\n  演示账号（密码都是 {PASSWORD}）")
    for role in SHOWN:
        rows = db.session.execute(
            sa.select(User.username, User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.role == role, Membership.ended_at.is_(None))
            .order_by(User.id)
            .limit(3)
        )
        people = "  ".join(f"{row.username} {row.name}" for row in rows)
        click.echo(f"    {role.word}: {people}")
