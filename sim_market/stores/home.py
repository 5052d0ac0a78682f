"""What a trainee's home page says of the store."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Step, Todo
from sim_market.stores.models import StoreState
from sim_market.stores.queries import find_store_of


def steps(viewer: Viewer) -> Sequence[Step]:
    store = find_store_of(viewer.user.id, viewer.cohort_id)
    opened = store is not None and store.opened_sim_at is not None
    detail = str(store.state.word) if store else _("还没申请")
    return [Step(_("开店"), opened, detail, url_for("stores.apply"))]


def returned(viewer: Viewer) -> Todo | None:
    """An application that was sent back."""
    store = find_store_of(viewer.user.id, viewer.cohort_id)
    if store is None or store.state != StoreState.RETURNED:
        return None
    title = _("开店申请被退回")
    return Todo("shop", title, _("按原因改好再提交"), 1, url_for("stores.apply"), "warn")
