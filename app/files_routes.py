"""Uploads over HTTP: to those who may see the class, inert, never guessed at."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from app import files
from app.access import signed_in, viewer
from app.cohorts import queries as cohorts
from app.cohorts.models import Cohort
from app.cohorts.regions import contains
from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from app.identity.models import Role
from app.identity.viewer import Viewer

bp = Blueprint("files", __name__, url_prefix="/files")
INERT = "default-src 'none'; sandbox"


@bp.get("/<int:file_id>")
@signed_in
def show(file_id: int) -> Response:
    stored = get_file(file_id, seen_by=viewer())
    answer = Response(files.read(stored.sha256), mimetype=stored.media_type)
    answer.headers["Content-Security-Policy"] = INERT
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    if stored.is_video:  # players ask for parts
        answer.make_conditional(request, accept_ranges=True, complete_length=stored.size)
    return answer


def get_file(file_id: int, *, seen_by: Viewer) -> StoredFile:
    """A picture of a class that the viewer may see; of no class: for its owner alone.

    Scoring lecturers see the pictures of their region: what they score is full of them.
    """
    stored = db.session.get(StoredFile, file_id)
    if stored is None or not may_see(stored, seen_by):
        raise NotFound(_("没有这张图片"))
    return stored


def may_see(stored: StoredFile, viewer: Viewer) -> bool:
    if stored.cohort_id is None:
        return stored.owner_id == viewer.user.id
    if viewer.role == Role.SCORING_LECTURER and viewer.region:
        cohort = db.session.get_one(Cohort, stored.cohort_id)
        return contains(viewer.region, cohort.institution.region)
    wanted = cohorts.visible(viewer).where(Cohort.id == stored.cohort_id)
    return db.session.scalar(wanted.with_only_columns(Cohort.id)) is not None
