"""What the ground floor itself brings to the application."""

from datetime import timedelta

from app import files, jobs
from app.cohorts import clock
from app.commands import check, journal
from app.home.routes import bp as home
from app.identity import entrance
from app.identity import operations as identity
from app.identity.commands import user
from app.identity.models import Role
from app.identity.routes import bp as identity_pages
from app.module import Module, Tick
from app.ops import module as ops
from app.permissions import Permission
from app.ui.pictures_routes import bp as pictures
from app.ui.routes import bp as ui

MODULE = Module(
    name="app",
    blueprints=[ui, pictures, home, identity_pages, *ops.BLUEPRINTS],
    commands=[check, journal, user, *ops.COMMANDS],
    ticks=[
        Tick("clock.follow", clock.follow_all, timedelta(seconds=1)),
        Tick("identity.forget_slips", identity.forget_slips, timedelta(minutes=10)),
        Tick("identity.forget_knocks", entrance.forget_knocks, timedelta(hours=1)),
    ],
    checks={"jobs.failed": jobs.failed, "files.missing": files.missing},
    grants={
        Role.PLATFORM_ADMIN: set(Permission) - {Permission.CLOCK_CONTROL},
        Role.INSTITUTION_ADMIN: {
            Permission.INSTITUTION_MANAGE, Permission.COHORT_VIEW, Permission.COHORT_MANAGE,
            Permission.CLOCK_CONTROL, Permission.JOURNAL_VIEW,
        },
        Role.TEACHING_LECTURER: {
            Permission.COHORT_VIEW, Permission.CLOCK_CONTROL, Permission.JOURNAL_VIEW,
        },
        Role.TEACHING_ASSISTANT: {Permission.COHORT_VIEW, Permission.CLOCK_CONTROL},
        Role.AUTHORITY: {
            Permission.COHORT_VIEW, Permission.COHORT_OVERSEE, Permission.JOURNAL_VIEW,
        },
    },
)  # fmt: skip
