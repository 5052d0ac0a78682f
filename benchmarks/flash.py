"""A flash sale: 1,000 buyers press the button for 100 units: `python -m benchmarks.flash`.

Each buyer has the checkout page open; all send its form at once, over real HTTP, to one server
with threads. Others look around in the mall before and meanwhile. Exactly 100 orders may be
placed, everybody else is told why not, and every invariant holds afterwards.
"""

import http.client
import multiprocessing
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.db import Model, db, transaction
from app.identity.models import Login, Role
from app.identity.session import hash_of
from benchmarks import machine
from benchmarks.browser import Browser
from benchmarks.figures import Times
from benchmarks.servers import gunicorn
from benchmarks.settings import FLASK, application, environment
from sim_market.listings.models import Sku
from sim_market.orders.models import OrderLine
from sim_market.shoppers.operations import shopper_of
from tests import make, postgres

BUYERS, UNITS, GOODS = 1_000, 100, 30
LOOKERS, QUIET_SECONDS, PAUSE = 2, 5.0, 0.1
PRICE = 999
TURNED_AWAY, MOST_SENT = 503, 200
HIDDEN = re.compile('<input type="hidden" name="([^"]*)" value="([^"]*)"')
WAIT = 300  # seconds that a buyer waits for the answer


@dataclass(frozen=True, slots=True)
class Sold:
    """What came of it. `answers`: status code -> buyers; `quiet`, `busy`: other pages."""

    database: str
    buyers: int
    units: int
    orders: int
    reserved: int
    seconds: float
    answers: dict[int, int]
    waited: Times
    quiet: Times
    busy: Times
    whole: bool
    load: str


def measure(buyers: int = BUYERS, units: int = UNITS) -> list[Sold]:
    sold = [on("SQLite", "", buyers, units)]
    programs = postgres.find_bin()
    if programs is not None:
        with postgres.cluster(programs) as url:
            sold.append(on("PostgreSQL", url, buyers, units))
    return sold


def on(database: str, url: str, buyers: int, units: int) -> Sold:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liantan-flash-")))
        app = application(folder, url)
        sku_id, cookies = set_up(app, buyers, units)
        env = environment(folder, url)
        address, _master = stack.enter_context(gunicorn("", env))
        load = machine.load()
        paths = [f"/mall/checkout?sku_id={sku_id}&quantity=1", "/mall"]
        ready = [at_checkout(address, cookie, paths[0]) for cookie in cookies[LOOKERS:]]
        quiet = looked(address, cookies[:LOOKERS], QUIET_SECONDS)
        seconds, answers, waited, busy = rush(address, cookies[:LOOKERS], ready)
        checked = subprocess.run([*FLASK, "check"], env=env, capture_output=True)
        with app.app_context():
            orders = db.session.scalar(sa.select(sa.func.count()).where(OrderLine.sku_id == sku_id))
            sku = db.session.get_one(Sku, sku_id)
            return Sold(
                database, buyers, units, orders or 0, sku.reserved, seconds, answers, waited,
                quiet, busy, checked.returncode == 0, load,
            )  # fmt: skip


def set_up(app: Flask, buyers: int, units: int) -> tuple[int, list[str]]:
    """A class with one store, and a cookie for each who is signed in; lookers first."""
    with app.app_context():
        Model.metadata.create_all(db.engine)
        with transaction():
            cohort = make.cohort()
            store = make.store(of=cohort)
            hot = make.sku(store=store, stock=units, price_fen=PRICE)
            for _other in range(GOODS):
                make.sku(store=store)
            tokens = [signed_in(cohort, n) for n in range(buyers + LOOKERS)]
            sku_id = hot.id
    write: Any = app.session_interface
    serializer = write.get_signing_serializer(app)
    return sku_id, [serializer.dumps({"_user_id": token, "_fresh": True}) for token in tokens]


def signed_in(cohort: Any, number: int) -> str:
    member = make.member(Role.TRAINEE, of=cohort)
    shopper_of(member.user, cohort)
    token = f"flash-{number}"
    make.saved(
        Login(user=member.user, membership=member, token_hash=hash_of(token), address="::1",
              browser="bench")
    )  # fmt: skip
    return token


def visitor(address: str, cookie: str) -> Browser:
    browser = Browser(address)
    browser.cookies["session"] = cookie
    browser.connection = http.client.HTTPConnection(browser.host, timeout=WAIT)
    return browser


def at_checkout(address: str, cookie: str, path: str) -> tuple[Browser, str, dict[str, str]]:
    """The buyer's browser, and the form that stands on the page, ready to be sent."""
    browser = visitor(address, cookie)
    page = browser.open(path)
    form = next(each for each in page.tree.forms if "seen_fen" in each.fields)
    browser.connection.close()
    return browser, path, {name: str(value) for name, value in form.form_values()}


def rush(
    address: str, lookers: list[str], ready: list[tuple[Browser, str, dict[str, str]]]
) -> tuple[float, dict[int, int], Times, Times]:
    """All at once; seconds until the last answer, the answers, how long each took, other pages."""
    start = threading.Barrier(len(ready) + 1)
    answers: Counter[int] = Counter()
    waited: list[float] = []

    def press(browser: Browser, path: str, form: dict[str, str]) -> None:
        start.wait()
        began = time.monotonic()
        status, sent = order(browser, path, form)
        waited.append(time.monotonic() - began)
        answers.update({status: 1, TURNED_AWAY: sent - 1})

    threads = [threading.Thread(target=press, args=each) for each in ready]
    for thread in threads:
        thread.start()
    spawn = multiprocessing.get_context("spawn")
    over, pipe = spawn.Event(), spawn.Queue()
    looker = spawn.Process(target=look_until, args=(address, lookers, over, pipe))
    looker.start()
    pipe.get(timeout=60)  # it has looked once
    began = time.monotonic()
    start.wait()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    over.set()
    busy = pipe.get(timeout=60)
    looker.join()
    return seconds, dict(answers), Times(waited, seconds), Times(*busy)


def order(browser: Browser, path: str, form: dict[str, str]) -> tuple[int, int]:
    """Send the form; while there is a crowd, send again what its page gives back, as the page's
    script does. The last status, and how often it was sent.
    """
    sent = 0
    while sent < MOST_SENT:
        sent += 1
        answer = browser.request("POST", path, data=form)
        browser.connection.close()
        if answer.status_code != TURNED_AWAY:
            break
        page = answer.text
        given_back = {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}
        if given_back != form:
            raise RuntimeError(f"the waiting page lost something: {given_back}")
        wait = float(page.split('data-again="')[1].split('"')[0]) / 1000
        time.sleep(wait + sum(form["_key"].encode()) % 40 / 100)  # as the script does: spread out
    return answer.status_code, sent


def looked(address: str, cookies: list[str], seconds: float) -> Times:
    """Others in the mall while nothing is going on."""
    over = threading.Timer(seconds, lambda: None)
    over.start()
    return look(address, cookies, lambda: not over.is_alive())


def look_until(address: str, cookies: list[str], over: Event, pipe: Any) -> None:
    """In a process of its own, so that it does not wait for the buyers' threads."""
    look(address, cookies[:1], lambda: True)
    pipe.put("ready")
    times = look(address, cookies, over.is_set)
    pipe.put((list(times.each), times.whole))


def look(address: str, cookies: list[str], over: Any) -> Times:
    """The mall's home again and again by each of them, at least once."""
    each: list[float] = []

    def wander(cookie: str) -> None:
        browser = visitor(address, cookie)
        while True:
            began = time.monotonic()
            browser.open("/mall")
            each.append(time.monotonic() - began)
            if over():
                return
            time.sleep(PAUSE)

    began = time.monotonic()
    threads = [threading.Thread(target=wander, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(each, time.monotonic() - began)


def main() -> None:
    buyers, units = (int(word) for word in [*sys.argv[1:], str(BUYERS), str(UNITS)][:2])
    for sold in measure(buyers, units):
        sys.stdout.write(
            f"{sold.database}: {sold.buyers} buyers for {sold.units}: {sold.orders} orders,"
            f" {sold.reserved} reserved, {sold.seconds:.1f} s, answers {sold.answers},"
            f" waited p50 {sold.waited.at(0.5):.0f} ms p95 {sold.waited.at(0.95):.0f} ms;"
            f" other pages p95 {sold.quiet.at(0.95):.0f} ms before,"
            f" {sold.busy.at(0.95):.0f} ms meanwhile ({len(sold.busy.each)});"
            f" checks {'hold' if sold.whole else 'FAIL'}; load {sold.load}\n"
        )


if __name__ == "__main__":
    main()
