"""A visitor over real HTTP: the same pages and forms, on loopback, with one kept connection."""

import http.client
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from seeds.rehearsal.visitor import Visitor

TRIES = 3


class Answer:
    """As much of an answer as a page wants."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status_code, self.headers = response.status, response.headers
        self.status = f"{response.status} {response.reason}"
        self.location = response.headers.get("Location", "")
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Browser(Visitor):
    """Signs in and clicks like any visitor; `app` is replaced by an address."""

    def __init__(self, address: str, name: str = "") -> None:
        self.name, self.requests = name, 0
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection(self.host, timeout=30)

    def request(self, method: str, path: str, **more: Any) -> Any:
        if query := more.get("query_string"):
            path = f"{path}?{urlencode(query, doseq=True)}"
        body = urlencode(more["data"], doseq=True) if method == "POST" else None
        self.requests += 1
        for attempt in range(TRIES):
            try:
                return self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                self.connection.close()  # it was kept too long, or the server is starting again
                if attempt == TRIES - 1:
                    raise
                time.sleep(0.5 * attempt)
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, body: str | None) -> Answer:
        self.connection.request(method, path, body, self._headers(posts=body is not None))
        answer = Answer(self.connection.getresponse())
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer

    def _headers(self, *, posts: bool) -> Mapping[str, str]:
        said = {"Host": self.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return said | (form if posts else {})


def sign_in(address: str, account: str, password: str) -> Browser:
    browser = Browser(address, account)
    door = browser.open("/login").form(r"/login$")
    page = door.submit({"username": account, "password": password})
    if page.path.startswith("/login"):
        raise RuntimeError(f"{account} cannot sign in")
    return browser
