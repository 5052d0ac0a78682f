"""Pictures of goods over HTTP: the key says everything, so an answer never goes stale."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.access import public
from app.errors import NotFound
from app.ui import pictures

bp = Blueprint("pictures", __name__, url_prefix="/pictures")

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/<key>.svg")
@public
def show(key: str) -> Response:
    """The picture that the key names; 404 for anything that is not a key."""
    picture = pictures.parse(key)
    if picture is None:
        raise NotFound(_("没有这张图片"))
    answer = Response(pictures.draw(picture), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = FOR_EVER
    return answer
