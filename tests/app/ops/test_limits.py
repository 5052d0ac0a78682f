from datetime import UTC, datetime

import pytest
import time_machine

from app import limits
from app.limits import limiter


@pytest.fixture
def slow(monkeypatch, counting):
    """Few requests are many."""
    few = {limits.PER_ACCOUNT: "5 per minute", limits.PER_ADDRESS: "8 per minute"}
    for one in limiter.limit_manager._application_limits:
        monkeypatch.setattr(one, "limit_provider", few.get(one.limit_provider, "3 per minute"))
    with time_machine.travel(datetime(2026, 11, 20, 8, 0, 1, tzinfo=UTC), tick=False):
        yield counting


def test_an_address_that_is_too_fast_waits(slow):
    client = slow.test_client()
    answers = [client.get("/version").status_code for _ in range(9)]
    assert answers == [200] * 8 + [429]
    text = client.get("/version").text
    assert "操作太频繁" in text
    assert "60 秒" in text


def test_another_address_is_not_held_up(slow):
    client = slow.test_client()
    for _ in range(9):
        client.get("/version")
    there = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/version", environ_base=there).status_code == 200


def test_style_sheets_and_health_are_free(slow):
    client = slow.test_client()
    for path in ["/static/theme.css", "/healthz"] * 20:
        with client.get(path) as answer:
            assert answer.status_code == 200


def test_the_wait_ends(slow):
    client = slow.test_client()
    for _ in range(9):
        client.get("/version")
    with time_machine.travel(datetime(2026, 11, 20, 8, 1, 2, tzinfo=UTC), tick=False):
        assert client.get("/version").status_code == 200


def test_without_redis_each_process_counts_by_itself(make_app, monkeypatch):
    app = make_app(RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI="redis://127.0.0.1:1/0")
    try:
        client = app.test_client()
        assert {client.get("/version").status_code for _ in range(3)} == {200}
    finally:
        limiter.enabled = False
