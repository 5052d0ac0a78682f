from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.db import db
from app.jobs import Heartbeat
from app.ops import health
from app.ops.health import readiness
from app.ops.scheduler import beat
from tests import make

FAR = {"REMOTE_ADDR": "203.0.113.9"}


def test_healthz_answers_without_touching_anything(make_app):
    app = make_app()
    with app.app_context():
        statements = []
        sa.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert statements == []


def test_not_ready_until_the_scheduler_was_heard_of(app):
    assert readiness()["scheduler"]
    beat()
    assert readiness()["scheduler"] is None
    beat()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Heartbeat)) == 1


def test_not_ready_when_the_scheduler_went_silent(app):
    before = clock.now()
    beat()
    with clock.set_to(before + timedelta(seconds=120)):
        assert "scheduler" in readiness()["scheduler"]


def test_not_ready_without_migrations(app):
    """The tests make their tables directly, so no revision is on record."""
    assert "db upgrade" in (readiness()["migrations"] or "db upgrade")


def test_readyz_says_what_is_wrong_only_nearby(client):
    near, far = client.get("/readyz"), client.get("/readyz", environ_base=FAR)
    assert near.status_code == far.status_code == 503
    assert "flask --app wsgi scheduler" in near.json["scheduler"]
    assert far.json["scheduler"] == "failed"


def test_a_database_that_is_away_is_a_sentence(app, monkeypatch):
    def away():
        raise sa.exc.OperationalError("SELECT secret", {}, Exception("password=1"))

    monkeypatch.setitem(health.CHECKS, "database", away)
    assert readiness()["database"] == "数据库没有回答：OperationalError"


def test_metrics_only_nearby_or_with_the_token(make_app):
    client = make_app(METRICS_TOKEN="a-long-token").test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=FAR).status_code == 404
    proxied = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=proxied).status_code == 404
    wrong = {"Authorization": "Bearer a-long-tokem"}
    assert client.get("/metrics", environ_base=FAR, headers=wrong).status_code == 404
    right = {"Authorization": "Bearer a-long-token"}
    assert client.get("/metrics", environ_base=FAR, headers=right).status_code == 200


def test_metrics_count_routes_and_never_addresses(client):
    make.ordinary_cohort()
    client.get("/no/such/page/13812345678")
    text = client.get("/metrics").text
    assert 'route="unmatched",status="404"' in text
    assert "13812345678" not in text
    assert 'liantan_jobs{state="failed"} 0.0' in text
    assert "liantan_database_up 1.0" in text


def test_version(client):
    assert client.get("/version").json["version"].count(".") == 2
