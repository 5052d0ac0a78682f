"""The page 市场方式 of a class: every store alone, or all on the same pages."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.queries import get_cohort
from sim_market.buyers import operations
from sim_market.buyers.forms import ModeForm
from sim_market.buyers.queries.mode import list_modes, shared_now
from sim_market.buyers.routes.place import mode_bp
from sim_market.permissions import Permission


@mode_bp.route("/<int:cohort_id>", methods=["GET", "POST"])
@requires(Permission.MARKET_MODE)
def choose(cohort_id: int) -> ResponseReturnValue:
    me, form = viewer(), ModeForm()
    cohort = get_cohort(cohort_id, seen_by=me)
    if form.validate_on_submit() and form.does(
        operations.choose_mode, cohort, shared=form.shared, actor=me.user
    ):
        flash(_("已选定，从下一个整点起按新的方式"), "ok")
        return redirect(url_for("market_mode.choose", cohort_id=cohort_id), 303)
    changes = list_modes(cohort)
    if not form.is_submitted():
        form.mode.data = "shared" if changes and changes[0].shared else "alone"
    frozen = any(ask(cohort) for ask in operations.FROZEN)
    page = render_template(
        "sim_market/buyers/mode.html",
        cohort=cohort, form=form, changes=changes, frozen=frozen,
        shared=shared_now(cohort), open=cohort.takes_people and not frozen,
    )  # fmt: skip
    return page, form.status
