"""The rule centre: every rule with its number, why it is so, and where it comes from."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import NotFound
from sim_market.permissions import Permission
from sim_market.rules.pack import CURRENT, Group, Pack, load, pack
from sim_market.rules.quiz import questions_for

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


@bp.get("/<rule_id>")
@requires(Permission.RULES_VIEW)
def show(rule_id: str) -> ResponseReturnValue:
    """One rule with its quiz; what was answered stands in the address and is kept nowhere."""
    who = viewer()
    book = pack(who.cohort) if who.cohort else load(CURRENT)
    rule = next((each for each in book.rules if each.id == rule_id), None)
    if rule is None:
        raise NotFound(
            _("没有这条规则"), next_step=_("在规则中心找找"), link=url_for("rules.index")
        )
    place = book.rules.index(rule)
    return render_template(
        "sim_market/rules/show.html", rule=rule, book=book, answers=request.args,
        group=next(group for group in book.groups if group.id == rule.group),
        questions=questions_for([rule.id], seed=who.user.id, key="centre"),
        before=book.rules[place - 1] if place else None,
        after=book.rules[place + 1] if place + 1 < len(book.rules) else None,
    )  # fmt: skip


def chosen(book: Pack, words: str, group_id: str) -> list[Group]:
    """The rules that speak of these words, in one group or in all; groups without any left out."""
    groups = [group for group in book.groups if group_id in ("", group.id)]
    found = [
        Group(group.id, group.title, tuple(rule for rule in group.rules if rule.says(words)))
        for group in groups
    ]
    return [group for group in found if group.rules]
