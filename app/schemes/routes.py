"""Pages of the training schemes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.permissions import Permission
from app.schemes import operations, queries, sheet

bp = Blueprint("schemes", __name__, url_prefix="/schemes")


@bp.get("")
@requires(Permission.COHORT_VIEW)
def index() -> ResponseReturnValue:
    return render_template(
        "app/schemes/index.html", schemes=queries.list_schemes(), used=queries.count_classes()
    )


@bp.get("/<int:scheme_id>")
@requires(Permission.COHORT_VIEW)
def show(scheme_id: int) -> ResponseReturnValue:
    scheme = queries.get_scheme(scheme_id)
    return render_template("app/schemes/show.html", scheme=scheme, lines=sheet.lines(scheme))


@bp.post("/load")
@requires(Permission.PLATFORM_MANAGE)
def load() -> ResponseReturnValue:
    found = operations.load_schemes(actor=viewer().user)
    flash(_("平台自带的 %(n)s 个方案都在了", n=len(found)), "ok")
    return redirect(url_for("schemes.index"), 303)
