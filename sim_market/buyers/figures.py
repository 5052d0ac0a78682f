"""The crowd's figures for a trainee's home page."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure
from sim_market.buyers.meaning import in_hundred
from sim_market.buyers.queries import list_days
from sim_market.stores.queries import find_store_of


def traffic_figures(viewer: Viewer) -> Sequence[Figure]:
    """Visitors and orders of the newest day; nothing before there were any."""
    store = find_store_of(viewer.user.id, viewer.cohort_id)
    days = list_days(store, most=2) if store is not None else []
    if not days:
        return []
    now = days[-1].traffic
    when = _("第 %(n)s 天", n=days[-1].day)
    rate = _("每 100 位访客下 %(n)s 单", n=in_hundred(now.order_bp))
    return [
        Figure(_("访客"), str(now.clicks), _("人"), when),
        Figure(_("模拟买家下单"), str(now.bought), _("单"), rate if now.clicks else when),
    ]
