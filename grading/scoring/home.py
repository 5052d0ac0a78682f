"""What the home page of a scoring lecturer says."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure, Todo
from grading.scoring import queries
from grading.scoring.models import SheetState


def scoring_todo(viewer: Viewer) -> Todo | None:
    waiting = queries.count_sheets(viewer.user, SheetState.OPEN)
    if not waiting:
        return None
    return Todo(
        icon="inbox",
        title=_("待评作品"),
        detail=_("盲评：看不到学员和机构"),
        count=waiting,
        url=url_for("scoring.index"),
        tone="warn",
    )


def scoring_figures(viewer: Viewer) -> Sequence[Figure]:
    waiting = queries.count_sheets(viewer.user, SheetState.OPEN)
    sealed = queries.count_sheets(viewer.user, SheetState.SEALED)
    return [
        Figure(_("待评"), str(waiting), _("份"), _("抽到您名下、还没有封存")),
        Figure(_("已封存"), str(sealed), _("份"), _("封存后不能再改")),
    ]
