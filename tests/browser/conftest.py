"""A real server and a real browser: pages are looked at as people see them."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from app.db import Model, db
from app.identity.models import User
from tests import chromium, make
from tests.browser import kit
from tests.conftest import settings
from wsgi import create_app

T = TypeVar("T")
SIZES = {"desk": (1366, 768), "phone": (390, 844), "small": (360, 740)}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {
    "runOnly": {"type": "tag", "values": AXE_TAGS},
    "resultTypes": ["violations"],
    "selectors": False,
}
AXE = Axe()  # reads its script once
SHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Site"]:
    """The whole application, with the pages of the kit, served from a file database."""
    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'site.sqlite'}"
    app = create_app(settings(folder, url) | {"WTF_CSRF_ENABLED": True})
    kit.add_to(app)
    with serving(app) as address:
        site = Site(app, address)
        site.do(lambda: Model.metadata.create_all(db.engine))
        yield site
        site.do(lambda: db.engine.dispose())


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application from threads of this process; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Site:
    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address

    def do(self, work: Callable[[], T]) -> T:
        """Run something inside the application, in a thread of its own: Playwright's has a loop."""

        def inside() -> T:
            with self.app.app_context():
                done = work()
                db.session.commit()
                return done

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(inside).result()

    def cookies_of(self, find: Callable[[], User]) -> list[dict[str, str]]:
        """What the browser of someone who has signed in carries."""
        cookie = self.do(lambda: make.browser(self.app, find()).get_cookie("session"))
        assert cookie
        return [{"name": "session", "value": cookie.value, "url": self.address}]


@pytest.fixture(scope="session")
def chrome(site: "Site", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Started after the site, which cannot be built beside Playwright's event loop."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium: run scripts/install_test_parts.sh")
    with sync_playwright() as playwright:
        options = chromium.launch_options(path, tmp_path_factory.mktemp("fonts"))
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


class Window:
    """One page in one size, with everything that the browser complained about."""

    def __init__(self, context: BrowserContext, address: str, size: str) -> None:
        self.address, self.size = address, size
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def heard(self, message: Any) -> None:
        refused = "Failed to load resource: the server responded with a status of 4"
        if message.type in {"error", "warning"} and not message.text.startswith(refused):
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def look(self, name: str) -> None:
        """What every page must be: quiet, as wide as the window, headed once, for everyone."""
        self.page.wait_for_load_state()
        self.page.locator("h1").first.wait_for()
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}-{self.size}.png", full_page=True)
        assert self.complaints == []
        assert wide <= 0, f"{name} is {wide} px too wide in {self.size}"
        assert self.page.locator("h1").count() == 1
        assert broken(self.page) == []


def broken(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of axe that the page breaks, each with the first elements that do.

    What it keeps is not told: to describe that takes most of the time.
    """
    page.evaluate(AXE.axe_script)
    found = page.evaluate("asked => axe.run(asked).then(said => said.violations)", ASKED)
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found]


Opener = Callable[..., Window]


@pytest.fixture
def window(chrome: Browser, site: Site) -> Iterator[Opener]:
    """Open a window: `window(size="phone", cookies=[...])`."""
    with windows(chrome, site.address) as opener:
        yield opener


@contextmanager
def windows(chrome: Browser, address: str) -> Iterator[Opener]:
    """Opens windows on a site, each with cookies of its own; closes them all."""
    contexts = []

    def open_window(size: str = "desk", cookies: Any = (), **options: Any) -> Window:
        width, height = SIZES[size]
        context = chrome.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.add_cookies(list(cookies))
        contexts.append(context)
        return Window(context, address, size)

    yield open_window
    for context in contexts:
        context.close()
