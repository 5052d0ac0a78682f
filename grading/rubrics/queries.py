import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from grading.rubrics.models import Rubric, RubricBinding
from grading.rubrics.standard import Standard, parse, shipped


def standard_of(cohort_id: int | None) -> Standard:
    """The standard that a class is scored by; the shipped default until one is bound."""
    bound = bound_rubric(cohort_id) if cohort_id else None
    return bound.standard if bound else parse(shipped())


def bound_rubric(cohort_id: int) -> Rubric | None:
    return db.session.scalar(
        sa.select(Rubric)
        .join(RubricBinding, RubricBinding.rubric_id == Rubric.id)
        .where(RubricBinding.cohort_id == cohort_id)
    )


def get_rubric(sha256: str) -> Rubric:
    rubric = db.session.scalar(sa.select(Rubric).where(Rubric.sha256 == sha256))
    if rubric is None:
        raise NotFound(_("没有这个版本的评分标准"))
    return rubric


def list_rubrics() -> list[Rubric]:
    return list(db.session.scalars(sa.select(Rubric).order_by(Rubric.code, Rubric.id)))
