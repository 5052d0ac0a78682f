"""The rule centre: every rule with its number, why it is so, and where it comes from."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.permissions import Permission
from sim_market.rules.pack import CURRENT, Group, Pack, load, pack

bp = Blueprint("rules", __name__, url_prefix="/rules")


@bp.get("")
@requires(Permission.RULES_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    book = pack(who.cohort) if who.cohort else load(CURRENT)
    groups = chosen(book, request.args.get("q", "").strip()[:60], request.args.get("group", ""))
    return render_template(
        "sim_market/rules/index.html",
        book=book,
        groups=groups,
        choices=[(group.id, group.title) for group in book.groups],
    )


def chosen(book: Pack, words: str, group_id: str) -> list[Group]:
    """The rules that speak of these words, in one group or in all; groups without any left out."""
    groups = [group for group in book.groups if group_id in ("", group.id)]
    found = [
        Group(group.id, group.title, tuple(rule for rule in group.rules if rule.says(words)))
        for group in groups
    ]
    return [group for group in found if group.rules]
