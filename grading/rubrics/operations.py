from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from grading.rubrics.models import Rubric, RubricBinding
from grading.rubrics.standard import BadStandard, content_hash, parse, shipped
from grading.verbs import Verb


def keep_standard(content: Mapping[str, Any], *, actor: User | None) -> Rubric:
    """The row of a standard, found by its content or made; Invalid if it is malformed."""
    try:
        standard = parse(content)
    except BadStandard as problem:
        raise Invalid(
            _("评分标准文件不能用：%(problem)s", problem=str(problem)),
            next_step=_("按随平台提供的 ecommerce-1.json 的格式改好再导入"),
        ) from problem
    new = insert_unless_there(
        Rubric, code=standard.code, version=standard.version, title=standard.title,
        sha256=standard.hash, content=dict(content),
    )  # fmt: skip
    rubric = db.session.scalars(sa.select(Rubric).where(Rubric.sha256 == standard.hash)).one()
    if new:
        record(Verb.STANDARD_KEPT, rubric, actor=actor, code=rubric.code, sha256=rubric.sha256)
    return rubric


def bind_standard(
    cohort: Cohort, content: Mapping[str, Any] | None = None, *, actor: User | None
) -> Rubric:
    """Bind a class to a standard, once. Without `content`: what is bound, else the shipped one."""
    wanted = content_hash(content) if content else None
    rubric = keep_standard(content or shipped(), actor=actor)
    new = insert_unless_there(RubricBinding, cohort_id=cohort.id, rubric_id=rubric.id)
    binding = db.session.scalars(sa.select(RubricBinding).filter_by(cohort_id=cohort.id)).one()
    if new:
        record(Verb.STANDARD_BOUND, binding, actor=actor, sha256=rubric.sha256)
    elif wanted and binding.rubric.sha256 != wanted:
        raise Conflict(
            _("这个班已经按《%(title)s %(version)s》评分，不能中途换标准",
              title=binding.rubric.title, version=binding.rubric.version),
            next_step=_("新标准可以用于下一个班"),
        )  # fmt: skip
    return binding.rubric
