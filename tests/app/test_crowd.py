"""A crowd at one door: few at a time, the rest keep their form and come back."""

import re
from contextlib import contextmanager
from html import unescape

import pytest
import sqlalchemy as sa

from app import crowd
from app.crowd import Lane
from app.db import db
from app.idempotency import Answer
from sim_market.orders.models import Order
from tests import make

HIDDEN = re.compile('<input type="hidden" name="([^"]*)" value="([^"]*)"')


@contextmanager
def full(lane):
    """All places taken and all seats."""
    held = [lane.at_work, lane.chairs, lane.benches]
    taken = [each for each in held for _place in range(each._value) if each.acquire(blocking=False)]
    try:
        yield
    finally:
        for each in taken:
            each.release()


@pytest.fixture
def lanes(app):
    app.extensions["crowd"] = fresh = crowd.Crowd(app.config["THREADS"])
    return fresh


@pytest.fixture
def hot(client, trainee):
    """The address and the form of a checkout, and how much there is: 2."""
    sku = make.sku(stock=2, price_fen=1999)
    db.session.commit()
    address = f"/mall/checkout?sku_id={sku.id}&quantity=1"
    return address, {"seen_fen": "1999", "note": '小心 "轻放" <b>', "_key": "key-of-the-form"}


def orders():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Order))


def test_who_finds_no_place_keeps_the_form_and_is_told_when(client, lanes, hot):
    address, form = hot
    with full(lanes.contested):
        page = client.post(address, data=form)
        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) >= 1
        assert page.headers["Cache-Control"] == "no-store"
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "正在为您排队" in page.text
        assert {unescape(a): unescape(b) for a, b in HIDDEN.findall(page.text)} == form
        assert f'action="{address.replace("&", "&amp;")}"' in page.text
        assert client.get("/mall").status_code == 200  # looking goes on
    assert orders() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 0

    assert client.post(address, data=form).status_code == 303
    again = client.post(address, data=form)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (303, "true")
    assert orders() == 1


def test_a_crowd_at_the_till_leaves_other_deeds_alone(client, lanes, hot):
    with full(lanes.contested):
        assert client.post("/preferences", data={"theme": "dark"}).status_code != 503
    with full(lanes.ordinary):
        assert client.post("/preferences", data={"theme": "dark"}).status_code == 503
        assert client.post(hot[0], data=hot[1]).status_code == 303


def test_a_script_is_answered_in_short(client, lanes, hot):
    with full(lanes.contested):
        answer = client.post(hot[0], data=hot[1], headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 503
    assert answer.json["next_step"]


def test_passwords_and_files_never_come_back_in_a_page(client, lanes):
    with full(lanes.ordinary):
        page = client.post("/login", data={"username": "a", "password": "Baitan-2026-lian"})
        assert page.status_code == 503
        assert "Baitan" not in page.text
        assert "按刷新键" in page.text


def test_those_who_wait_hear_that_nothing_is_left(client, lanes, hot):
    address, form = hot
    other = {**form, "_key": "key-of-another"}
    assert client.post(address, data=form).status_code == 303
    with full(lanes.contested):
        client.post(address, data=other)  # there is a crowd now
        lanes.note_gone(address)
        page = client.post(address, data=other)
        assert page.status_code == 409
        assert "刚刚抢光了" in page.text
        assert "crowd.js" not in page.text  # no coming back by itself
        assert client.post(address, data=form).status_code == 503  # has an answer: must get it
    assert client.post(address, data=form).headers["Idempotent-Replay"] == "true"
    assert client.post(address, data=other).status_code == 409
    lanes._gone.clear()
    assert client.post(address, data=other).status_code == 303
    assert orders() == 2


def test_without_a_crowd_nobody_is_told_from_memory(client, lanes, hot):
    address, form = hot
    lanes.note_gone(address)
    assert client.post(address, data=form).status_code == 303


def test_places_are_given_back_however_it_ends(client, lanes, hot, app, monkeypatch):
    address, form = hot
    monkeypatch.setattr("sim_market.mall.routes.buying.asked_for", lambda: 1 / 0)
    for turn in range(10):
        with pytest.raises(ZeroDivisionError):
            client.post(address, data={**form, "_key": f"turn-number-{turn}"})
    assert lanes.contested.at_work._value == app.config["THREADS"] // 16


def test_coming_back_is_spread_in_order_and_never_far():
    lane = Lane(1, 1, 0.1)
    told = [lane.book() for _one in range(300)]
    assert told[:3] == sorted(told[:3])
    assert told[99] > told[0] + 0.5
    assert max(told) <= crowd.LATEST
    assert min(told) >= crowd.SOONEST - 0.1
