"""What grading brings to the application."""

from flask_babel import lazy_gettext as _l

from app.identity.models import Role
from app.module import BoardColumn, Cell, Module, NavEntry
from grading.draw import home as draw_home
from grading.draw import queries as draw
from grading.draw import routes as draw_routes
from grading.evidence import queries as evidence
from grading.evidence.commands import evidence as evidence_commands
from grading.permissions import Permission
from grading.results import home as results_home
from grading.results import operations as results
from grading.results import queries as results_queries
from grading.results import routes as results_routes
from grading.rubrics import routes as rubrics_routes
from grading.rubrics.commands import rubrics as rubrics_commands
from grading.scoring import home as scoring_home
from grading.scoring import operations as scoring
from grading.scoring import queries as scoring_queries
from grading.scoring import routes as scoring_routes
from grading.submissions import board as submissions_board
from grading.submissions import home as submissions_home
from grading.submissions import queries as submissions
from grading.submissions import routes as submissions_routes
from grading.submissions.models import STATEMENTS
from grading.verbs import WORDS, Verb
from sim_market.buyers.operations import FROZEN

ICON = "clipboard-check"
FROZEN.append(evidence.is_frozen)  # what is handed in is compared: the market stays as it is
STAFF = {Permission.STANDARD_VIEW, Permission.RESULT_VIEW, Permission.RESULT_OWN}

MARKS = _l("考核")  # what folds together in the navigation
MODULE = Module(
    name="grading",
    words=WORDS | {f"value:lengths:{topic}": word for topic, word in STATEMENTS.items()},
    blueprints=[
        rubrics_routes.bp, submissions_routes.bp, draw_routes.bp, scoring_routes.bp,
        results_routes.bp,
    ],
    commands=[evidence_commands, rubrics_commands],
    reactions={
        Verb.DRAW_RUN: [scoring.open_sheets],
        Verb.SUBSTITUTE_DRAWN: [scoring.open_sheets],
        Verb.SHEET_SEALED: [results.settle],
        Verb.SHEET_REOPENED: [results.unsettle],
    },
    checks={
        "grading.evidence": evidence.broken,
        "grading.receipts": submissions.bad_receipts,
        "grading.draws": draw.unfair_draws,
        "grading.sheets": scoring_queries.wrong_sheets,
        "grading.results": results_queries.wrong_results,
    },
    nav=[
        NavEntry(_l("考核"), "submissions.index", ICON, Permission.SUBMISSION_MAKE, 80, MARKS),
        NavEntry(_l("考核"), "results.classes", ICON, Permission.RESULT_VIEW, 80, MARKS),
        NavEntry(_l("待评"), "scoring.index", "inbox", Permission.SCORE, 20),
        NavEntry(_l("标准"), "rubrics.show", "card-checklist", Permission.STANDARD_VIEW, 90, MARKS),
    ],
    board=[
        BoardColumn(_l("实践成果"), submissions_board.hand_in_cells, Cell(_l("还没提交"))),
    ],
    grants={
        Role.TRAINEE: {
            Permission.SUBMISSION_MAKE, Permission.RESULT_OWN, Permission.STANDARD_VIEW,
        },
        Role.SCORING_LECTURER: {Permission.SCORE, Permission.STANDARD_VIEW},
        Role.TEACHING_LECTURER: STAFF | {Permission.RESULT_RELEASE},
        Role.TEACHING_ASSISTANT: STAFF,
        Role.INSTITUTION_ADMIN: STAFF | {
            Permission.DRAW_VIEW, Permission.DRAW_RUN, Permission.RESULT_RELEASE,
        },
        Role.AUTHORITY: STAFF | {Permission.DRAW_VIEW},
        Role.PLATFORM_ADMIN: {Permission.STANDARD_VIEW, Permission.STANDARD_MANAGE},
    },
    todos={
        Role.TRAINEE: [submissions_home.hand_in_todo],
        Role.INSTITUTION_ADMIN: [draw_home.draw_todo, results_home.release_todo],
        Role.TEACHING_LECTURER: [results_home.release_todo],
        Role.SCORING_LECTURER: [scoring_home.scoring_todo],
    },
    steps={
        Role.TRAINEE: [submissions_home.hand_in_steps],
        Role.INSTITUTION_ADMIN: [results_home.class_steps],
        Role.TEACHING_LECTURER: [results_home.class_steps],
        Role.TEACHING_ASSISTANT: [results_home.class_steps],
        Role.SCORING_LECTURER: [scoring_home.scoring_steps],
    },
    figures={
        Role.TRAINEE: [results_home.own_figures],
        Role.INSTITUTION_ADMIN: [results_home.staff_figures],
        Role.TEACHING_LECTURER: [results_home.staff_figures],
        Role.AUTHORITY: [results_home.staff_figures],
        Role.SCORING_LECTURER: [scoring_home.scoring_figures],
    },
)  # fmt: skip
