"""What the ground floor itself brings to the application."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from app import files, files_routes, jobs
from app.cohorts import board_routes, clock, clock_routes, waiting
from app.cohorts import routes as cohorts
from app.commands import check, journal
from app.drafts import routes as drafts
from app.home.routes import bp as home
from app.identity import entrance
from app.identity import operations as identity
from app.identity.commands import user
from app.identity.models import STAFF_OF_STORES, Role
from app.identity.routes import bp as identity_pages
from app.institutions import routes as institutions
from app.module import Module, NavEntry, Tick
from app.officials import routes as officials
from app.ops import module as ops
from app.oversight import routes as oversight
from app.oversight.words import FACTS, TABLES, VERBS
from app.permissions import Permission
from app.roster import routes as roster
from app.schemes import routes as schemes
from app.schemes.commands import schemes as schemes_commands
from app.ui.pictures_routes import bp as pictures
from app.ui.routes import bp as ui

ROOM = _l("班级")  # what folds together in the navigation
MODULE = Module(
    name="app",
    blueprints=[
        ui, pictures, home, identity_pages, files_routes.bp, cohorts.bp, board_routes.bp,
        clock_routes.bp, roster.bp, institutions.bp, officials.bp, schemes.bp, oversight.bp,
        oversight.region_bp, drafts.bp, *ops.BLUEPRINTS,
    ],
    commands=[check, journal, user, schemes_commands, *ops.COMMANDS],
    ticks=[
        Tick("clock.follow", clock.follow_all, timedelta(seconds=1)),
        Tick("identity.forget_slips", identity.forget_slips, timedelta(minutes=10)),
        Tick("identity.forget_knocks", entrance.forget_knocks, timedelta(hours=1)),
    ],
    nav=[
        NavEntry(_l("首页"), "home.index", "house-door", Permission.HOME, 10),
        NavEntry(_l("班级看板"), "board.people", "grid-3x3-gap", Permission.CLASS_TEACH, 20, ROOM),
        NavEntry(_l("沙盒时间"), "sandbox.show", "clock-history", Permission.CLASS_TEACH, 25, ROOM),
        NavEntry(_l("机构"), "institutions.index", "buildings", Permission.PLATFORM_MANAGE, 20),
        NavEntry(_l("本地区"), "region.index", "bank", Permission.COHORT_OVERSEE, 22),
        NavEntry(_l("班级"), "cohorts.index", "mortarboard", Permission.COHORT_VIEW, 30, ROOM),
        NavEntry(
            _l("主管和评分账号"), "officials.first", "person-badge", Permission.PLATFORM_MANAGE, 40
        ),
        NavEntry(_l("培训方案"), "schemes.index", "journal-text", Permission.COHORT_VIEW, 85, ROOM),
        NavEntry(_l("日志"), "oversight.journal", "list-check", Permission.JOURNAL_VIEW, 90),
    ],
    words=VERBS | TABLES | FACTS,
    checks={"jobs.failed": jobs.failed, "files.missing": files.missing},
    todos=waiting.TODOS,
    steps=waiting.STEPS,
    figures=waiting.FIGURES,
    grants={
        Role.PLATFORM_ADMIN: {
            Permission.HOME, Permission.PLATFORM_MANAGE, Permission.INSTITUTION_MANAGE,
            Permission.SLIPS_PRINT,
            Permission.COHORT_VIEW, Permission.COHORT_OVERSEE, Permission.JOURNAL_VIEW,
        },
        Role.INSTITUTION_ADMIN: {
            Permission.HOME, Permission.INSTITUTION_MANAGE, Permission.COHORT_VIEW,
            Permission.SLIPS_PRINT,
            Permission.COHORT_MANAGE, Permission.COHORT_CLOSE, Permission.CLOCK_CONTROL,
            Permission.JOURNAL_VIEW,
        },
        Role.TEACHING_LECTURER: {
            Permission.HOME, Permission.CLASS_TEACH, Permission.COHORT_VIEW,
            Permission.COHORT_CLOSE, Permission.CLOCK_CONTROL, Permission.JOURNAL_VIEW,
        },
        Role.TEACHING_ASSISTANT: {
            Permission.HOME, Permission.CLASS_TEACH, Permission.COHORT_VIEW,
            Permission.CLOCK_CONTROL,
        },
        Role.AUTHORITY: {
            Permission.HOME, Permission.COHORT_VIEW, Permission.COHORT_OVERSEE,
            Permission.JOURNAL_VIEW,
        },
        Role.SCORING_LECTURER: {Permission.HOME},
        Role.TRAINEE: {Permission.HOME, Permission.SLIPS_PRINT},
        **{role: {Permission.HOME} for role in STAFF_OF_STORES},
    },
)  # fmt: skip
