"""Somebody who looks at every place that pages lead to, and what each look cost."""

from collections import Counter
from contextvars import Context
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from seeds.rehearsal.visitor import Visitor
from tests.sim_market.statements import counted

MOST_STATEMENTS, MOST_BYTES = 12, 150_000
OF_A_KIND = 2  # pages of one route with the same filters that are looked at
MOST_PAGES = 400


@dataclass(slots=True)
class Walk:
    """Follows links from the home page, in the order in which they are met."""

    app: Flask
    visitor: Visitor
    seen: dict[str, str] = field(default_factory=dict)  # address -> endpoint
    kinds: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def everywhere(self) -> "Walk":
        waiting = ["/"]
        while waiting and len(self.seen) < MOST_PAGES:
            address = waiting.pop(0)
            if self._is_new(address):
                waiting += self._look(address)
        return self

    def _is_new(self, address: str) -> bool:
        endpoint = self.endpoint(urlsplit(address).path)
        if address in self.seen or endpoint is None:
            return False
        asked = frozenset(part.split("=")[0] for part in urlsplit(address).query.split("&"))
        self.kinds[endpoint, asked] += 1
        if self.kinds[endpoint, asked] > OF_A_KIND:
            return False
        self.seen[address] = endpoint
        return True

    def endpoint(self, path: str) -> str | None:
        """The page behind an address; None for files, redirects and what is not ours."""
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(path, method="GET")
        except RequestRedirect as there:
            return self.endpoint(urlsplit(there.new_url).path)
        except HTTPException:
            return None
        return None if endpoint.split(".")[0] in {"static", "ui", "pictures", "files"} else endpoint

    def _look(self, address: str) -> list[str]:
        """Count what one page asks of the database; the addresses that it offers."""
        with self.app.app_context(), counted() as statements:
            answer = Context().run(self.visitor.client.get, address, follow_redirects=True)
        if answer.status_code != 200:
            self.problems.append(f"{address} answered {answer.status_code}")
        if len(statements) > MOST_STATEMENTS:
            self.problems.append(f"{address} asked {len(statements)} times")
        if answer.mimetype != "text/html":
            return []
        if (size := len(answer.data)) > MOST_BYTES:
            self.problems.append(f"{address} has {size} bytes")
        links = (urlsplit(urljoin(answer.request.full_path, href)) for href in hrefs(answer.text))
        return [link._replace(fragment="").geturl() for link in links if not link.netloc]


def hrefs(page: str) -> list[str]:
    return [str(href) for href in html.document_fromstring(page).xpath("//a/@href")]


def places(app: Flask, visitor: Visitor) -> set[str]:
    """The endpoints of the navigation that this person's pages show."""
    shown = visitor.open("/").find('//nav[contains(@class, "lt-nav")]//a/@href')
    walk = Walk(app, visitor)
    return {found for href in shown if (found := walk.endpoint(urlsplit(str(href)).path))}
