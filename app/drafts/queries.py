"""Reading drafts: everyone their own."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.drafts.models import Draft
from app.errors import NotFound
from app.identity.viewer import Viewer


def find_draft(place: str, *, seen_by: Viewer) -> Draft | None:
    """What the viewer had typed at this place and not sent."""
    return db.session.scalar(
        sa.select(Draft).where(Draft.user_id == seen_by.user.id, Draft.place == place)
    )


def get_draft(place: str, *, seen_by: Viewer) -> Draft:
    found = find_draft(place, seen_by=seen_by)
    if found is None:
        raise NotFound(_("这里没有您的草稿"), next_step=_("可能已经提交，或在别处丢弃了"))
    return found
