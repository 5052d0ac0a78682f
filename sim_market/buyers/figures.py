"""The crowd's figures for a trainee's home page."""

from collections.abc import Sequence

from flask import g, has_request_context
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Chart, Figure
from sim_market.buyers.meaning import in_hundred, meaning_of, points_of
from sim_market.buyers.queries import DayTraffic, list_days
from sim_market.stores.home import own_store

SHOWN = 7  # days in the chart


def traffic_figures(viewer: Viewer) -> Sequence[Figure]:
    """Visitors and orders of the newest day; nothing before there were any."""
    days = days_of(viewer)
    if not days:
        return []
    now = days[-1].traffic
    when = _("第 %(n)s 天", n=days[-1].day)
    rate = _("每 100 位访客下 %(n)s 单", n=in_hundred(now.order_bp))
    return [
        Figure(_("访客"), str(now.clicks), _("人"), when),
        Figure(_("模拟买家下单"), str(now.bought), _("单"), rate if now.clicks else when),
    ]


def traffic_chart(viewer: Viewer) -> Chart | None:
    """Visitors of the last days with their orders underneath, and what that says."""
    days = days_of(viewer)
    meaning = meaning_of(days)
    if meaning is None:
        return None
    return Chart(
        title=_("近 %(n)s 天的访客和下单", n=SHOWN),
        unit=_("人"),
        points=points_of(days),
        strong=meaning.strong,
        said=meaning.said,
        notes=[_("%(n)s 单", n=day.traffic.bought) for day in days],
        notes_title=_("下单（单）"),
    )


def days_of(viewer: Viewer) -> Sequence[DayTraffic]:
    """Read once in a request: the figures and the chart want the same days."""
    if not has_request_context():
        return _read(viewer)
    if "traffic_days" not in g:
        g.traffic_days = _read(viewer)
    found: Sequence[DayTraffic] = g.traffic_days
    return found


def _read(viewer: Viewer) -> Sequence[DayTraffic]:
    store = own_store(viewer)
    return list_days(store, most=SHOWN) if store is not None else []
