"""The page 数据: who looked, opened and bought, and what it means. And the report on the market."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.buyers import analysis, queries
from sim_market.buyers.advising import Advice, advise, suggestion
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.meaning import hour_points, hours_say, meaning_of, points_of
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.benchmark import standings
from sim_market.buyers.queries.figures import endings_of, hours_seen, sales_of
from sim_market.buyers.queries.mode import together_of
from sim_market.buyers.queries.shelf import own_shelf
from sim_market.buyers.report.report import kept
from sim_market.buyers.report.words import CURVES, grouped, matched, points
from sim_market.buyers.routes.place import bp, market_bp, my_store, page_number
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.customer_service.queries import summary_of
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of

RANGES = (7, 14, 30)


@bp.get("")
@requires(Permission.TRAFFIC_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/buyers/traffic.html", store=None)
    asked = request.args.get("days", 0, type=int)
    span = asked if asked in RANGES else RANGES[0]
    first = max(1, store.cohort.day - span + 1)
    seen, ended, sales = (
        hours_seen(store, first), endings_of(store, first), sales_of(store, first)
    )  # fmt: skip
    days = analysis.by_day(seen, ended, sales, queries.hours_over(store.cohort))
    if not seen:
        return render_template("sim_market/buyers/traffic.html", store=store, days=None)
    hours = analysis.by_hour(seen, ended)
    advice, stores = advice_for(store), standings(store, first)
    return render_template(
        "sim_market/buyers/traffic.html",
        store=store,
        span=span,
        ranges=RANGES,
        days=days,
        sums=analysis.totals(seen, ended, sales),
        meaning=meaning_of(analysis.as_days(days)),
        points=points_of(analysis.as_days(days)),
        hours=hour_points(hours),
        hours_say=hours_say(hours),
        advice=advice,
        suggestion=suggestion(advice),
        service=summary_of(store),
        beside=analysis.beside(store.id, stores),
        desk=sum(each.desk_micro for each in stores if each.store_id == store.id) / MICRO,
        lost=analysis.lost_of(ended),
        straight=analysis.came_straight(seen, ended),
        talked=analysis.talked_into(ended),
        together=together_of(store.cohort, since_day=first),
    )


def advice_for(store: Store) -> list[Advice]:
    """Every lever of the store with what it is expected to bring, today's events included."""
    own, day = own_shelf(store), store.cohort.day
    happenings = queries.happenings_on(store.cohort_id, day)
    world = world_of(store.cohort, own.volume_pm, happenings, day)
    return advise(own, world, day, dearer=size_of(happenings, Kind.COST, day))


@bp.get("/goods")
@requires(Permission.TRAFFIC_VIEW)
def goods() -> ResponseReturnValue:
    store, page = my_store(), page_number()
    listings, total = queries.list_listings(store, page=page)
    return render_template(
        "sim_market/buyers/goods.html", listings=listings, total=total, page=page
    )


@market_bp.get("/report")
@requires(Permission.MARKET_STUDY)
def report() -> ResponseReturnValue:
    """Does the market behave like a market: every fact with its band, and curves."""
    found = kept()
    if found is None:
        return render_template("sim_market/buyers/report.html", groups=None)
    curves = [(curve, points(found["curves"][code])) for code, curve in CURVES.items()]
    return render_template(
        "sim_market/buyers/report.html",
        groups=grouped(found),
        curves=curves,
        policies=found["policies"],
        tournament=matched(found.get("tournament")),
    )
