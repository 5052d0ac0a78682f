"""Reading schemes: everybody who plans or watches classes may."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort, TrainingScheme
from app.db import db
from app.errors import NotFound


def list_schemes() -> Sequence[TrainingScheme]:
    return db.session.scalars(
        sa.select(TrainingScheme).order_by(TrainingScheme.code, TrainingScheme.version.desc())
    ).all()


def latest_schemes() -> list[TrainingScheme]:
    """The newest version of each: what a new class may follow."""
    newest: dict[str, TrainingScheme] = {}
    for scheme in list_schemes():
        newest.setdefault(scheme.code, scheme)
    return list(newest.values())


def get_scheme(scheme_id: int) -> TrainingScheme:
    scheme = db.session.get(TrainingScheme, scheme_id)
    if scheme is None:
        raise NotFound(_("没有这个培训方案"), link="/schemes")
    return scheme


def count_classes() -> dict[int, int]:
    """How many classes follow each scheme, by the scheme's id."""
    rows = db.session.execute(
        sa.select(Cohort.scheme_id, sa.func.count()).group_by(Cohort.scheme_id)
    )
    return dict(rows.all())
