"""Loading the schemes that come with the platform."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import TrainingScheme
from app.cohorts.terms import Terms
from app.db import db, insert_unless_there
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from app.verbs import Verb

DATA = Path(__file__).parent / "data"


def load_schemes(*, actor: User | None) -> Sequence[TrainingScheme]:
    """Put the shipped schemes into the database; those already there stay as they are.

    A version never changes once it is there: Conflict if a file says otherwise.
    """
    return [_load(json.loads(path.read_text("utf-8")), actor) for path in sorted(DATA.iterdir())]


def _load(said: dict[str, Any], actor: User | None) -> TrainingScheme:
    params = said["params"] | {"sources": said["sources"], "document": said["document"]}
    Terms.of(params)
    made = insert_unless_there(
        TrainingScheme, code=said["code"], version=said["version"], name=said["name"], params=params
    )
    scheme = db.session.scalars(
        sa.select(TrainingScheme).filter_by(code=said["code"], version=said["version"])
    ).one()
    if scheme.params != params:
        raise Conflict(
            _("方案 %(code)s 第 %(n)s 版已在使用，内容不能改", code=scheme.code, n=scheme.version),
            next_step=_("请把文件里的版本号加一"),
        )
    if made:
        record(
            Verb.SCHEME_LOADED, scheme, actor=actor, code=scheme.code, version=scheme.version,
            cap=Terms.of(params).cap,
        )  # fmt: skip
    return scheme
