"""What the home page of a scoring lecturer says."""

from collections.abc import Sequence

from flask import g, url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure, Step, Todo
from grading.scoring import queries
from grading.scoring.models import SheetState


def scoring_todo(viewer: Viewer) -> Todo | None:
    waiting, _sealed = counts_of(viewer)
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
    waiting, sealed = counts_of(viewer)
    return [
        Figure(_("待评"), str(waiting), _("份"), _("抽到您名下、还没有封存")),
        Figure(_("已封存"), str(sealed), _("份"), _("封存后不能再改")),
    ]


def scoring_steps(viewer: Viewer) -> Sequence[Step]:
    waiting, sealed = counts_of(viewer)
    return [
        Step(
            title=_("评完抽到的作品并封存"),
            done=not waiting and sealed > 0,
            detail=_("%(n)s 份待评", n=waiting) if waiting else _("抽到您时会出现在这里"),
            url=url_for("scoring.index"),
        )
    ]


def counts_of(viewer: Viewer) -> tuple[int, int]:
    """Sheets that wait and sheets that are sealed, counted once per page."""
    if "sheet_counts" not in g:
        g.sheet_counts = (
            queries.count_sheets(viewer.user, SheetState.OPEN),
            queries.count_sheets(viewer.user, SheetState.SEALED),
        )
    found: tuple[int, int] = g.sheet_counts
    return found
