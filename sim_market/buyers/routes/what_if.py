"""The page 如果没有……: one decision of the past days, and the same days without it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires
from app.errors import NotFound
from sim_market.buyers import queries
from sim_market.buyers.decisions import Compared, Decision, compare, decisions_in
from sim_market.buyers.past import history_of
from sim_market.buyers.queries.history import notes_of
from sim_market.buyers.regret import change_said, lines, verdict
from sim_market.buyers.routes.place import bp, my_store
from sim_market.permissions import Permission

LATEST = 30  # decisions that are listed


@bp.get("/what-if")
@requires(Permission.TRAFFIC_VIEW)
def what_if() -> ResponseReturnValue:
    store = my_store()
    notes = notes_of(store)
    found = decisions_in(notes)
    chosen = chosen_of(found)
    now = queries.hours_over(store.cohort)
    compared = compare(history_of(store, notes), chosen, now) if chosen else None
    return render_template(
        "sim_market/buyers/what_if.html",
        decisions=[(each, change_said(each)) for each in found[:LATEST]],
        chosen=chosen,
        said=change_said(chosen) if chosen else "",
        compared=compared,
        verdict=verdict(chosen, compared) if chosen and compared else None,
        charts_of=[(name, lines(compared, name)) for name in ("orders", "margin")]
        if compared
        else [],
    )


def charts_of(compared: Compared) -> list[tuple[str, list[tuple[int, float, float]]]]:
    return [(name, lines(compared, name)) for name in ("orders", "margin")]


def chosen_of(found: list[Decision]) -> Decision | None:
    """The decision that the address names; NotFound if there is none like it."""
    if "what" not in request.args:
        return None
    key = (request.args.get("listing", 0, int), request.args.get("hour", -1, int))
    for each in found:
        if (each.listing_id, each.hour) == key and each.what == request.args["what"]:
            return each
    raise NotFound(_("没有这个决定"), next_step=_("从列表里选一个"), link="/traffic/what-if")
