"""The first page after the log-in, for every role."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import signed_in, viewer
from app.home import queries

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    board = queries.get_board(viewer())
    g.todos = board.todos  # the navigation shows their numbers, too
    return render_template("app/home/index.html", board=board)
