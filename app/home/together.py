"""Numbers that rooms want to know for a home page, read in one statement for all of them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, has_request_context

from app.db import db
from app.identity.viewer import Viewer


def told(name: str, viewer: Viewer) -> Any:
    """What the database answers to one of the modules' `counts`; None where it was not asked."""
    if not has_request_context():
        return _ask(viewer).get(name)
    if "told" not in g:
        g.told = _ask(viewer)
    answers: Mapping[str, Any] = g.told
    return answers.get(name)


def _ask(viewer: Viewer) -> Mapping[str, Any]:
    asked = {
        name: question
        for name, ask in current_app.extensions["counts"].get(viewer.role or "", {}).items()
        if (question := ask(viewer)) is not None
    }
    if not asked:
        return {}
    columns = [question.label(name) for name, question in asked.items()]
    return dict(db.session.execute(sa.select(*columns)).one()._mapping)
