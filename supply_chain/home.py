"""What the supply system says on a trainee's home page."""

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask import g, has_request_context, url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Step, Todo
from sim_market.stores.home import own_store
from supply_chain.capture.models import SupplyState
from supply_chain.capture.queries import count_by_state, uncaptured_of

UNCAPTURED = "supply.uncaptured"


def uncaptured(viewer: Viewer) -> sa.ScalarSelect[int] | None:
    """Orders that wait to be pulled; not asked where they are pulled by themselves."""
    store = own_store(viewer)
    return uncaptured_of(store) if store and not store.auto_capture else None


def waiting_todo(viewer: Viewer) -> Todo | None:
    """Supply orders that wait for money, stock or a source."""
    waiting = counts_of(viewer)[SupplyState.WAITING]
    if not waiting:
        return None
    return Todo(
        icon="boxes",
        title=_("供货单待处理"),
        detail=_("资金、库存或货源有问题，处理好供应商才会发货"),
        count=waiting,
        url=url_for("supply_orders.index", state=SupplyState.WAITING.value),
        tone="risk",
    )


def capture_todo(viewer: Viewer) -> Todo | None:
    """Paid orders of supplied goods that nobody has pulled yet."""
    waiting = told(UNCAPTURED, viewer)
    if not waiting:
        return None
    return Todo(
        icon="download",
        title=_("新订单等着抓取"),
        detail=_("抓取后供应商才会备货；也可以打开自动抓单"),
        count=waiting,
        url=url_for("supply_orders.index"),
        tone="warn",
    )


def supply_steps(viewer: Viewer) -> Sequence[Step]:
    """The one thing of this package that a beginner does not find alone."""
    captured = sum(counts_of(viewer).values())
    return [
        Step(
            _("抓取第一张订单"),
            captured > 0,
            _("已抓 %(n)s 张", n=captured) if captured else _("抓成供货单，供应商才会发货"),
            url_for("supply_orders.index"),
            order=40,
        )
    ]


def counts_of(viewer: Viewer) -> Mapping[str, int]:
    """Supply orders of the viewer's store by state, counted once in a request."""
    if not has_request_context():
        return _count(viewer)
    if "supply_counts" not in g:
        g.supply_counts = _count(viewer)
    found: Mapping[str, int] = g.supply_counts
    return found


def _count(viewer: Viewer) -> Mapping[str, int]:
    store = own_store(viewer)
    return count_by_state(store) if store else Counter[str]()
