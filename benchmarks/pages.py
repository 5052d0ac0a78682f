"""Pages, in process and through gunicorn, against a bare Flask page in the same run."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask

from benchmarks import machine
from benchmarks.browser import Browser, sign_in
from benchmarks.figures import Times
from benchmarks.servers import gunicorn, workers_of
from benchmarks.settings import application, environment
from benchmarks.site import bare
from seeds.rehearsal.cast import PASSWORD
from seeds.rehearsal.opening import signed_in
from seeds.rehearsal.visitor import Visitor
from tests.sim_market.statements import counted

BARE = "bare Flask page"
ACCOUNT = "lt1-01"
WARM, IN_PROCESS, SERVED = 10, 200, 300
CLIENTS = (1, 8)


@dataclass(frozen=True, slots=True)
class InProcess:
    """One page asked again and again in this process, without a network."""

    page: str
    times: Times
    statements: int
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Served:
    page: str
    clients: int
    times: Times


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one web worker, in MB: as started, and after all the requests above."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Measured:
    in_process: list[InProcess]
    served: list[Served]
    memory: Memory
    load: str


def measure(folder: Path, scale: float = 1) -> Measured:
    """`folder` holds the demo class."""
    load = machine.load()
    app = application(folder)
    visitor = signed_in(app, ACCOUNT, PASSWORD)
    addresses = pages_of(visitor.open("/mall").links(r"^/mall/listings/\d+$")[0])
    number = max(20, int(IN_PROCESS * scale))
    found = [in_process(BARE, bare(), "/", {}, number)]
    cookie = {"Cookie": cookies_of(visitor)}
    found += [in_process(name, app, path, cookie, number) for name, path in addresses.items()]
    served, memory = through_gunicorn(folder, addresses, max(40, int(SERVED * scale)))
    return Measured(found, served, memory, load)


def cookies_of(visitor: Visitor) -> str:
    kept: Any = visitor.client._cookies
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in kept.values())


def pages_of(listing: str) -> dict[str, str]:
    return {
        "mall home": "/mall",
        "search": f"/mall/search?q={quote('收纳')}",
        "listing page": listing,
        "merchant order list": "/orders",
    }


def in_process(
    name: str, app: Flask, path: str, headers: Mapping[str, str], number: int
) -> InProcess:
    """Each request in a context of its own, as a server's would be."""
    client: Any = app.test_client(use_cookies=False)

    def ask() -> Any:
        answer = Context().run(client.get, path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer

    size = len(ask().data)
    statements = 0
    if "sqlalchemy" in app.extensions:
        with app.app_context(), counted() as seen:
            ask()
        statements = len(seen)
    times = again_and_again(lambda: ask().close(), number)
    return InProcess(name, times, statements, size / 1000)


def again_and_again(ask: Callable[[], object], number: int) -> Times:
    for _warm in range(WARM):
        ask()
    each, began = [], time.perf_counter()
    for _time in range(number):
        start = time.perf_counter()
        ask()
        each.append(time.perf_counter() - start)
    return Times(each, time.perf_counter() - began)


def through_gunicorn(
    folder: Path, addresses: Mapping[str, str], number: int
) -> tuple[list[Served], Memory]:
    found = []
    with gunicorn("benchmarks.site:bare()", environment(folder)) as (address, _master):
        found += [crowd(BARE, Browser(address), "/", n, number) for n in CLIENTS]
    with gunicorn("benchmarks.site:unlimited()", environment(folder)) as (address, master):
        before = max(machine.rss_mb(pid) for pid in workers_of(master))
        browser = sign_in(address, ACCOUNT, PASSWORD)
        for name, path in addresses.items():
            found += [crowd(name, browser, path, n, number) for n in CLIENTS]
        after = max(machine.rss_mb(pid) for pid in workers_of(master))
    return found, Memory(before, after)


def crowd(name: str, browser: Browser, path: str, clients: int, number: int) -> Served:
    """So many clients at once, each with a connection that it keeps."""
    each: list[float] = []
    broken: list[BaseException] = []
    share, start = number // clients, threading.Barrier(clients + 1)

    def run() -> None:
        try:
            each.extend(one_client(browser, path, share, start))
        except BaseException as error:
            broken.append(error)
            start.abort()

    threads = [threading.Thread(target=run) for _client in range(clients)]
    for thread in threads:
        thread.start()
    start.wait(60)
    began = time.perf_counter()
    for thread in threads:
        thread.join(600)
    if broken:
        raise broken[0]
    return Served(name, clients, Times(each, time.perf_counter() - began))


def one_client(browser: Browser, path: str, number: int, start: threading.Barrier) -> list[float]:
    connection = http.client.HTTPConnection(browser.host, timeout=60)
    headers = dict(browser._headers(posts=False))

    def ask() -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    ask()
    start.wait(60)
    each = []
    for _time in range(number):
        began = time.perf_counter()
        ask()
        each.append(time.perf_counter() - began)
    connection.close()
    return each
