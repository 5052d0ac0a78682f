"""Figures for a monitoring system. Counted per process: serve with one worker, or scrape each."""

import time
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from app import clock
from app.db import db
from app.jobs import Job, JobState
from app.ops.health import heartbeat_age
from app.ops.logs import route

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
registry = CollectorRegistry()
ProcessCollector(registry=registry)
requests = Counter(
    "liantan_requests", "Answered requests", ["method", "route", "status"], registry=registry
)
seconds = Histogram(
    "liantan_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=registry
)


def init_app(app: Flask) -> None:
    app.after_request(count)


def count(response: Response) -> Response:
    method = request.method if request.method in METHODS else "other"
    requests.labels(method, route(), str(response.status_code)).inc()
    if "began" in g:
        seconds.labels(route()).observe(time.perf_counter() - g.began)
    return response


class World(Collector):
    """What the database says at the moment of asking; only that it is away, if it is."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from list(world())
            up = 1
        except sa.exc.SQLAlchemyError:
            db.session.rollback()
            up = 0
        yield GaugeMetricFamily("liantan_database_up", "Whether the database answers", value=up)


def world() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("liantan_jobs", "Deadlines by state", labels=["state"])
    query = sa.select(Job.state, sa.func.count()).group_by(Job.state)
    counted = {state: number for state, number in db.session.execute(query)}  # noqa: C416
    for state in JobState:
        jobs.add_metric([state.value], counted.get(state, 0))
    yield jobs
    age = heartbeat_age(clock.now())
    yield GaugeMetricFamily(
        "liantan_scheduler_age_seconds",
        "Since the scheduler was last heard of; -1 if never",
        value=-1 if age is None else age,
    )


registry.register(World())


def text() -> bytes:
    return generate_latest(registry)
