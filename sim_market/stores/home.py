"""The viewer's own store, for the parts of a home page, and what waits before it is open."""

from collections.abc import Sequence

from flask import g, has_request_context, url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure, Step, Todo
from sim_market.stores.models import Store, StoreState
from sim_market.stores.queries import count_waiting, find_store_of
from sim_market.stores.staff_rights import RIGHTS
from sim_market.stores.steps import ApplyStep


def own_store(viewer: Viewer) -> Store | None:
    """Asked once in a request, however many parts of the page want to know."""
    if not has_request_context():
        return find_store_of(viewer.user.id, viewer.cohort_id)
    if "own_store" not in g:
        g.own_store = find_store_of(viewer.user.id, viewer.cohort_id)
    found: Store | None = g.own_store
    return found


def returned(viewer: Viewer) -> Todo | None:
    """An application that was sent back."""
    store = own_store(viewer)
    if store is None or store.state != StoreState.RETURNED:
        return None
    title = _("开店申请被退回")
    return Todo("shop", title, _("按原因改好再提交"), 1, url_for("stores.apply"), "warn")


def unfinished(viewer: Viewer) -> Todo | None:
    """An application that was begun and not sent."""
    store = own_store(viewer)
    if store is None or store.state != StoreState.DRAFT:
        return None
    detail = _("已填 %(a)s / %(b)s 步，接着填", a=len(store.steps_done), b=len(ApplyStep))
    return Todo("shop", _("开店申请还没交"), detail, 1, url_for("stores.apply"), "accent")


def employer(viewer: Viewer) -> Sequence[Figure]:
    """For whom a sub-account works."""
    store = own_store(viewer)
    if store is None:
        return []
    return [Figure(_("您所在的店铺"), store.name, foot=str(store.state.word))]


def duties(viewer: Viewer) -> Sequence[Step]:
    """What a sub-account is for, and what it keeps its hands off."""
    found = next((words for role, words in RIGHTS.items() if role == viewer.role), None)
    if found is None:
        return []
    may, may_not = found
    return [
        Step(_("您的岗位"), True, str(may), ""),
        Step(_("不归您管"), True, str(may_not), ""),
    ]


def to_review(viewer: Viewer) -> Todo | None:
    """Applications that wait for the teacher."""
    if viewer.cohort_id is None:
        return None
    url = url_for("store_reviews.index", state=StoreState.SUBMITTED.value)
    detail = _("通过就开张；退回要写明改什么")
    count = count_waiting(viewer.cohort_id)
    return Todo("shop", _("开店申请待审核"), detail, count, url, "warn") if count else None
