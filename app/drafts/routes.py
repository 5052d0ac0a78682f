"""Drafts over HTTP: the page's script saves, a person restores or throws away."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from app.access import signed_in, viewer
from app.drafts import operations, queries
from app.limits import limiter
from app.ui.filters import real_time
from app.ui.routes import own_path

bp = Blueprint("drafts", __name__, url_prefix="/drafts")


@bp.get("/<place>")
@signed_in
def show(place: str) -> ResponseReturnValue:
    draft = queries.get_draft(place, seen_by=viewer())
    return {"values": draft.content, "saved": real_time(draft.saved_at)}


@bp.post("/<place>")
@signed_in
@limiter.limit("60 per minute")
def keep(place: str) -> ResponseReturnValue:
    """Keep the fields of the form that was sent; files are never part of a draft."""
    draft = operations.keep_draft(place, request.form.to_dict(flat=False), actor=viewer().user)
    return {"saved": real_time(draft.saved_at)}


@bp.post("/<place>/discard")
@signed_in
def discard(place: str) -> ResponseReturnValue:
    operations.drop_draft(place, actor=viewer().user)
    return redirect(own_path(request.form.get("next", "")), 303)
