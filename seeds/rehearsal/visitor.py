"""A person at a browser: opens pages, fills in the forms that the pages show, presses buttons.

Nothing is sent that a page did not offer: a missing form, field or button is a dead end and says
so. Forms are read by lxml, which knows what a browser would send.
"""

import re
from collections.abc import Mapping
from contextvars import Context
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

MOVED = {301, 302, 303, 307, 308}
MOST_HOPS = 6


class DeadEnd(Exception):
    """The page did not answer as it should, or does not offer what the person looks for."""


class Page:
    """What a browser shows after a request and its redirects.

    A redirect is followed when somebody looks at the page; who goes on elsewhere never saw it.
    """

    def __init__(
        self, visitor: "Visitor", path: str, response: TestResponse, expect: int | None
    ) -> None:
        self.visitor, self.asked, self.first, self.expect = visitor, path, response, expect
        if response.status_code not in MOVED:
            self.arrived  # noqa: B018 - a refusal is said at once

    @cached_property
    def arrived(self) -> tuple[str, TestResponse]:
        """Where the redirects end, and what is answered there. Raises DeadEnd."""
        path, response, hops = self.asked, self.first, 0
        while response.status_code in MOVED and hops < MOST_HOPS:
            path, hops = urljoin(path, response.location), hops + 1
            response = self.visitor.request("GET", path)
        if response.status_code >= 500 or self.expect not in (None, response.status_code):
            shown = html.document_fromstring(response.text or "<p></p>").xpath("string()")
            words = " ".join(str(shown).split())
            raise DeadEnd(f"{self.visitor.name}: {path} answered {response.status}: {words[:900]}")
        return path, response

    @property
    def path(self) -> str:
        return self.arrived[0]

    @property
    def status(self) -> int:
        return self.arrived[1].status_code

    @property
    def text(self) -> str:
        return self.arrived[1].text

    @property
    def replayed(self) -> bool:
        return "Idempotent-Replay" in self.arrived[1].headers

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text or "<html></html>")

    def find(self, xpath: str) -> list[Any]:
        return list(self.tree.xpath(xpath))

    def words(self, xpath: str = "//main") -> str:
        """The text of a part, with single spaces."""
        return " ".join(" ".join(part.text_content() for part in self.find(xpath)).split())

    def links(self, pattern: str) -> list[str]:
        """Addresses on this page that match, each once, in order."""
        found = (str(href) for href in self.find("//a/@href") if re.search(pattern, str(href)))
        return list(dict.fromkeys(found))

    def forms(self, action: str) -> list["SentForm"]:
        """The forms on this page that would be posted to an address that matches."""
        forms = [SentForm(self, form) for form in self.tree.forms if form.method == "POST"]
        return [form for form in forms if re.search(action, form.action)]

    def form(self, action: str) -> "SentForm":
        found = self.forms(action)
        if not found:
            offered = sorted({form.action for form in (SentForm(self, f) for f in self.tree.forms)})
            raise DeadEnd(f"{self.path}: no form for {action!r}; there are {offered}")
        return found[0]

    def follow(self, pattern: str) -> "Page":
        links = self.links(pattern)
        if not links:
            raise DeadEnd(f"{self.path}: no link {pattern!r}")
        return self.visitor.open(links[0])


class SentForm:
    """One form of a page; what was not filled in is sent as the page shows it."""

    def __init__(self, page: Page, element: html.FormElement) -> None:
        self.page, self.element = page, element
        address = element.get("action") or page.path
        self.action = urlsplit(urljoin(page.path, address))._replace(fragment="").geturl()

    @property
    def names(self) -> set[str]:
        return {str(name) for name in self.element.xpath(".//@name")}

    def submit(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        button: str | None = None,
        expect: int | None = 200,
    ) -> Page:
        """Fill in and send. Lists tick several boxes; (name, bytes) is a file; True ticks a box.

        `button` is the name=value of one of several buttons. A refusal is a dead end unless its
        status is what is expected; None expects anything but a breakdown.
        """
        files = self._fill(values or {})
        sent: list[tuple[str, Any]] = list(self.element.form_values())
        if button:
            sent.append(self._button(button))
        data: dict[str, list[Any]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        for name, (file_name, body) in files.items():
            data[name] = [(BytesIO(body), file_name)]
        if (self.element.get("method") or "get").lower() == "get":
            return self.page.visitor.open(self.action, query={k: v[-1] for k, v in data.items()})
        return self.page.visitor.send(self.action, data, expect=expect)

    def _fill(self, values: Mapping[str, Any]) -> dict[str, tuple[str, bytes]]:
        files = {}
        for name, value in values.items():
            if name not in self.names:
                raise DeadEnd(f"{self.page.path}: the form {self.action} has no field {name!r}")
            if isinstance(value, tuple):
                files[name] = value
            else:
                self._set(name, value)
        return files

    def _set(self, name: str, value: Any) -> None:
        field = self.element.inputs[name]
        if isinstance(field, html.CheckboxGroup) or (
            isinstance(field, html.SelectElement) and field.multiple
        ):
            field.value = set(value)
        elif isinstance(field, html.InputElement) and field.checkable:
            field.checked = bool(value)
        else:
            field.value = str(value)

    def _button(self, button: str) -> tuple[str, str]:
        name, _, value = button.partition("=")
        if not self.element.xpath(f'.//button[@name="{name}"][@value="{value}"]'):
            raise DeadEnd(f"{self.page.path}: no button {button!r} in {self.action}")
        return name, value


class Visitor:
    """One browser. Each request runs outside the caller's app context, as a browser's would."""

    def __init__(self, app: Flask, name: str = "") -> None:
        self.name = name
        self.client: FlaskClient = app.test_client()
        self.requests = 0

    def open(self, path: str, query: Mapping[str, Any] | None = None, *, expect: int = 200) -> Page:
        return Page(self, path, self.request("GET", path, query_string=query), expect)

    def send(self, path: str, data: Mapping[str, Any], *, expect: int | None = None) -> Page:
        return Page(self, path, self.request("POST", path, data=data), expect)

    def request(self, method: str, path: str, **more: Any) -> TestResponse:
        self.requests += 1
        return Context().run(self.client.open, path, method=method, **more)
